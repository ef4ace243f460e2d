import { showDeviceId } from "../store/local-config.ts";
import type { ApiContext } from "./context.ts";

/** What a node counts and measures, by part: for people who look for what is wrong, and for a report. */
export type Diagnostics = { readonly [part: string]: { readonly [name: string]: unknown } };

export function diagnostics(context: ApiContext): Diagnostics {
  const { ports, store, file, player, peers, history, client, host } = context;
  const { deviceId, deviceName, groups, leds } = file.config;
  const { totalBytes, freeBytes } = ports.files.space();
  const online = peers.all().filter((peer) => peers.isOnline(peer));
  return {
    poi: {
      deviceId: showDeviceId(deviceId),
      deviceName,
      groups,
      version: host.version,
      upS: Math.floor(ports.clock.localUs() / 1_000_000),
      wallMs: ports.clock.wallMs() ?? null,
      addresses: ports.datagrams.addresses(),
    },
    light: { mode: player.mode, index: player.index, leds },
    memory: host.measure(),
    storage: {
      totalBytes,
      freeBytes,
      items: store.size,
      changes: store.sequence,
      damagedLines: store.damagedLines,
      replica: store.replica,
    },
    sync: { known: peers.all().length, online: online.length, last: history.last ?? null },
    http: { ...host.counters(), clientFailures: client.failures },
  };
}
