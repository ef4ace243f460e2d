import { hrefOf, screen } from "../state/route.ts";
import * as T from "../strings.ts";

/** Setup and care share a place in the header. */
export function SetupTabs() {
  return (
    <h1 class="choice">
      {(["setup", "care"] as const).map((to) => (
        <a key={to} href={hrefOf(to)} aria-current={screen.value === to ? "page" : undefined}>
          <span>{T.screens[to]}</span>
        </a>
      ))}
    </h1>
  );
}
