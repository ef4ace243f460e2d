import type { Tier } from "../playing/battery-gauge.ts";
import type { PowerMode } from "../playing/power.ts";
import type { ApiContext } from "./context.ts";
import { settingOf } from "./settings.ts";

/** What a node shows now, and how: the answer of GET /api/status, and a part of the events that pages follow. */
export interface StatusView {
  connected: true;
  /** See MODE in playing/player.ts. */
  mode: number;
  index: number;
  /** 0 to 255. */
  brightness: number;
  /** Columns a second. */
  framerate: number;
  sdCardPresent: true;
  powerMode: PowerMode;
  /** How many contents the mode can choose from. */
  count: number;
  /** Where the poi knows its battery's voltage. */
  battery?: BatteryView;
  /** How well it hears the network that it is in, where it knows: 1 weak, 2 fair, 3 strong. */
  signal?: number;
}

export interface BatteryView {
  /** Millivolts, to 10. */
  mv: number;
  /** Light is dimmed when it is low, more so when it is critical, and off when it is empty. */
  tier: Tier["name"];
  /** 1 empty to 7 full. */
  charge: number;
}

export function statusView({ store, player, battery, signal }: ApiContext): StatusView {
  const mv = battery?.shownMv;
  const { level } = signal;
  return {
    connected: true,
    mode: player.mode,
    index: player.index,
    brightness: player.brightness ?? (settingOf(store, "brightness") as number),
    framerate: settingOf(store, "framerate") as number,
    sdCardPresent: true,
    powerMode: settingOf(store, "powerMode") as PowerMode,
    count: player.count,
    ...(battery === undefined || mv === undefined
      ? {}
      : { battery: { mv, tier: battery.tier.name, charge: battery.charge } }),
    ...(level === 0 ? {} : { signal: level }),
  };
}
