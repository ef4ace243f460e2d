import type { GroupUs } from "../../src/ports/clock.ts";
import { Crystal, WANDER } from "../crystal.ts";
import { Wifi, type WifiModel } from "../wifi.ts";
import { World } from "../world.ts";
import { SimNode } from "./sim-node.ts";

export interface CueOptions {
  seed: number;
  nodes: number;
  /** How many commands. */
  cues: number;
  /** How far ahead each is given, in milliseconds. */
  aheadMs: number;
  wifi: WifiModel;
}

export interface CueFigures {
  /** Of each command, how far apart the first and the last node began with it, in microseconds. Infinity where one never did. */
  spreadsUs: number[];
  /** Nodes that heard of a command after its moment. */
  late: number;
  /** Time from switching on to the time of one show on all nodes, in milliseconds. */
  lockMs: number;
}

const IMAGES: readonly string[] = ["heart", "smiley", "rainbow-gradient"];
/** Nodes are switched on within so long. */
const BOOT_MS = 2000;
const LOCK_LIMIT_MS = 30_000;
/** The clock goes on getting better for a while. */
const SETTLE_MS = 20_000;

/** Whole poi that are told what to show, each time by another one of them: when does each begin with it? */
export function runCues({ seed, nodes: count, cues, aheadMs, wifi }: CueOptions): CueFigures {
  const world = new World({ seed });
  world.network.wifi = new Wifi(wifi, world.prng.fork("wifi"));
  const nodes = Array.from({ length: count }, (_, number) => {
    const host = world.addHost();
    world.scheduler.call((BOOT_MS * 1000 * number) / count, () => {
      node.boot();
      new Crystal(world.scheduler, host.clock, world.prng.fork(host.name), { ...WANDER, ppm: host.driftPpm });
    });
    const node = new SimNode(number, host, { groups: ["pair"] });
    return node;
  });
  world.runForMs(BOOT_MS);
  const running = nodes.map((node) => node.node!);
  const isLocked = (): boolean =>
    running.every(({ clock }) => clock.locked && !clock.rough && clock.show === running[0]!.clock.show);
  world.runUntilTrue(isLocked, LOCK_LIMIT_MS);
  const lockMs = world.nowUs / 1000 - BOOT_MS;
  // Who shows nothing asks for the time less often.
  running[0]!.show.command({ content: { kind: "pattern", id: "wave" } }, running[0]!.clock.nowUs());
  world.runForMs(SETTLE_MS);

  const figures: CueFigures = { spreadsUs: [], late: 0, lockMs };
  for (let cue = 0; cue < cues; cue++) {
    const id = IMAGES[cue % IMAGES.length]!;
    const began = running.map(() => Number.POSITIVE_INFINITY);
    const { show, clock } = running[world.prng.below(count)]!;
    const atUs = (clock.nowUs() + 1000 * aheadMs) as GroupUs;
    for (const [i, { player, clock: own }] of running.entries()) {
      player.onChange = () => {
        if (player.id !== id || began[i] !== Number.POSITIVE_INFINITY) return;
        began[i] = world.nowUs;
        if (own.nowUs() > atUs + 1000) figures.late++;
      };
    }
    show.command({ content: { kind: "image", id } }, atUs);
    world.runForMs(aheadMs + 600 + world.prng.below(500));
    figures.spreadsUs.push(Math.max(...began) - Math.min(...began));
  }
  return figures;
}
