import { computed, signal } from "@preact/signals";

/** Where the user is: `#images/k3f9` is the screen "images" with the rest "k3f9". */

export const SCREENS = ["play", "images", "show", "live", "poi", "setup", "care"] as const;
export type Screen = (typeof SCREENS)[number];

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

const parts = computed(() => hash.value.slice(1).split("/"));
export const screen = computed((): Screen => SCREENS.find((name) => name === parts.value[0]) ?? "play");
/** The item that it is about. */
export const place = computed(() => parts.value[1] ?? "");

/** `id`: of an item, which is made of letters that an address may have. */
export function hrefOf(to: Screen, id?: string): string {
  return id ? `#${to}/${id}` : `#${to}`;
}

/** Goes to an item; or away from one, which going back then does not open again. */
export function go(to: Screen, id?: string): void {
  if (id) location.hash = hrefOf(to, id);
  else location.replace(hrefOf(to));
}
