import { join } from "node:path";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { NodeBattery } from "./node-battery.ts";
import { NodeClock } from "./node-clock.ts";
import { NodeDatagrams } from "./node-datagrams.ts";
import { NodeDigest } from "./node-digest.ts";
import { NodeFiles } from "./node-files.ts";
import { NodeImages } from "./node-images.ts";
import { NodeRandom } from "./node-random.ts";
import { NodeSignal } from "./node-signal.ts";
import { NodeStreams } from "./node-streams.ts";
import { NodeStrip } from "./node-strip.ts";
import { NodeTimers } from "./node-timers.ts";

/** All ports of a node on this computer, its files below `directory`. */
export function nodePorts(directory: string, interfaces: "loopback" | "lan"): Ports & { strip: NodeStrip } {
  const files = new NodeFiles(directory);
  const clock = new NodeClock();
  return {
    clock,
    timers: new NodeTimers(),
    random: new NodeRandom(),
    digest: new NodeDigest(),
    files,
    datagrams: new NodeDatagrams({ interfaces }),
    streams: new NodeStreams({ interfaces }),
    images: new NodeImages(files),
    strip: new NodeStrip(clock, PATTERNS),
    battery: new NodeBattery(join(directory, "battery-mv")),
    signal: new NodeSignal(join(directory, "signal-dbm")),
  };
}
