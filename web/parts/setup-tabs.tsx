import { hrefOf, screen } from "../state/route.ts";
import * as T from "../strings.ts";

/** Setup and care share a place in the header. */
export function SetupTabs() {
  return (
    <h1 class="tabs">
      {(["setup", "care"] as const).map((to) => (
        <a key={to} class="button" href={hrefOf(to)} aria-current={screen.value === to ? "page" : undefined}>
          {T.screens[to]}
        </a>
      ))}
    </h1>
  );
}
