import type { ComponentChildren } from "preact";
import { link } from "../state/link.ts";
import { clock, conflicts, device, independent, mates, status } from "../state/node.ts";
import { blackout, isDark, lightUp } from "../state/play.ts";
import { hrefOf, type Screen, screen } from "../state/route.ts";
import * as T from "../strings.ts";
import { Icon } from "./icon.tsx";
import { Toasts } from "./toasts.tsx";

const TABS = ["play", "images", "show", "live", "poi"] as const;

/** What is around every screen: who this is and how it is connected, blackout, and the way to the other screens. */
export function Shell({ children }: { children: ComponentChildren }) {
  const stale = link.value === "lost";
  return (
    <>
      <header>
        <div class="who">
          <strong dir="auto">{device.value?.deviceName ?? T.app}</strong>
          <Pill />
        </div>
        <BlackoutButton />
        <ScreenLink to="setup" />
      </header>
      <nav aria-label={T.nav}>
        {TABS.map((to) => (
          <ScreenLink key={to} to={to} />
        ))}
      </nav>
      <main class={stale ? "stale" : ""} aria-busy={link.value === "connecting"}>
        {children}
      </main>
      <Toasts />
    </>
  );
}

function ScreenLink({ to }: { to: Exclude<Screen, "care"> }) {
  const here = screen.value === to || (to === "setup" && screen.value === "care");
  return (
    <a href={hrefOf(to)} aria-current={here ? "page" : undefined}>
      <Icon name={to} />
      <span>{T.screens[to]}</span>
      {to === "poi" && conflicts.value > 0 && <b class="badge">{conflicts.value}</b>}
    </a>
  );
}

/** How things are, in words. */
function Pill() {
  const [tone, words] = state();
  return (
    <span class={`pill ${tone}`} role="status">
      {words}
    </span>
  );
}

function state(): [tone: string, words: string] {
  if (link.value !== "live") return [link.value, T.links[link.value]];
  const { charge = 0 } = status.value?.battery ?? {};
  if (isLow(charge)) return ["lost", T.linkBattery(charge)];
  const online = mates.value.filter((peer) => peer.online);
  const low = online.find((peer) => isLow(peer.charge));
  if (low) return ["lost", T.linkBattery(low.charge, low.deviceName)];
  const count = online.length + 1;
  if (independent.value) return ["good", T.poiIndependent];
  if (count === 1) return ["good", T.linkAlone];
  const behind = online.filter((peer) => !peer.inSync).length;
  if (behind > 0) return ["behind", T.linkBehind(count, behind)];
  const { locked, heard, inShow } = clock.value ?? { locked: true, heard: 0, inShow: 0 };
  return locked && heard === inShow ? ["good", T.linkInSync(count)] : ["behind", T.linkClock(count)];
}

/** Its light is dimmed, to last. */
function isLow(charge: number): boolean {
  return charge > 0 && charge < 4;
}

function BlackoutButton() {
  const dark = isDark.value;
  return (
    <button
      type="button"
      class={dark ? "blackout on" : "blackout"}
      aria-pressed={dark}
      onClick={() => void (dark ? lightUp() : blackout())}
    >
      <Icon name="dark" />
      <span>{dark ? T.playLightUp : T.playBlackout}</span>
    </button>
  );
}
