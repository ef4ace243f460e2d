import { computed, signal } from "@preact/signals";

/** Where the user is: `#images/k3f9` is the screen "images" with the rest "k3f9". */

export const SCREENS = ["play", "images", "show", "live", "poi", "setup", "care"] as const;
export type Screen = (typeof SCREENS)[number];

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

const parts = computed(() => hash.value.slice(1).split("/").map(decoded));
export const screen = computed((): Screen => SCREENS.find((name) => name === parts.value[0]) ?? "play");
/** What follows the screen's name. */
export const place = computed(() => parts.value.slice(1));

export function hrefOf(to: Screen, ...rest: string[]): string {
  return `#${[to, ...rest.map(encodeURIComponent)].join("/")}`;
}

export function go(to: Screen, ...rest: string[]): void {
  location.hash = hrefOf(to, ...rest);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
