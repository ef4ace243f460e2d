import type { ApiContext } from "./context.ts";
import { settingOf } from "./settings.ts";

/** What a node shows now, and how: the answer of GET /api/status, and a part of the events that pages follow. */
export function statusView({ store, player }: ApiContext): object {
  return {
    connected: true,
    mode: player.mode,
    index: player.index,
    brightness: settingOf(store, "brightness"),
    framerate: settingOf(store, "framerate"),
    sdCardPresent: true,
    powerMode: settingOf(store, "powerMode"),
    count: player.count,
  };
}
