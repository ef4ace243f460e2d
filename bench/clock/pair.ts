import type { CounterModel } from "../../sim/access-point.ts";
import { GroupWorld } from "../../sim/group/group-world.ts";
import type { WifiModel } from "../../sim/wifi.ts";
import type { RivalKind } from "./rivals.ts";

/** One pair, or two clocks of a rival, for a while. Times in microseconds, errors with their sign. */
export interface PairRun {
  /** From the moment at which the second one was switched on until both knew the time; NaN where they never did. */
  readonly lockUs: number;
  /** Error each `SAMPLE_MS`, from `COUNTED_FROM_S` or `RIVALS_FROM_S` on. */
  readonly errorsUs: Float64Array;
  /** Group time of the first one at each sample. */
  readonly groupUs: Float64Array;
  /** Packets that left a node, a second, over the second half. */
  readonly packetsPerNode: number;
}

export interface PairOptions {
  readonly seed: number;
  readonly wifi: Partial<WifiModel>;
  readonly seconds: number;
  /** The radios tell the access point's counter, this well; default: they do not. */
  readonly counter?: Partial<CounterModel>;
}

export const SAMPLE_MS = 20;
/** The error of a pair counts from here on, the time in which it must have locked; rivals get more. */
export const COUNTED_FROM_S = 3;
export const RIVALS_FROM_S = 10;
/** The second one is switched on so much later. */
const LATER_MS = 2000;

/** Two poi. */
export function runPair({ seed, wifi, seconds, counter }: PairOptions): PairRun {
  const group = new GroupWorld({ seed, nodes: 2, wifi, ...(counter === undefined ? {} : { counter }) });
  const { world, members } = group;
  members[0]!.boot();
  world.runForMs(LATER_MS);
  members[1]!.boot();
  const startUs = world.nowUs;
  const locked = world.runUntilTrue(() => group.isLocked, COUNTED_FROM_S * 1000);
  const lockUs = locked ? world.nowUs - startUs : Number.NaN;
  world.runForMs(COUNTED_FROM_S * 1000 - (world.nowUs - startUs) / 1000);
  const read = () => group.timesUs() as [number, number];
  return { lockUs, ...sampled(group, read, seconds - COUNTED_FROM_S) };
}

/** The same two clocks on the same kind of network, which a rival keeps in step. */
export function runRival(kind: RivalKind, { seed, wifi, seconds }: PairOptions): PairRun {
  const group = new GroupWorld({ seed, nodes: 2, wifi });
  const { world, members } = group;
  const [first, second] = members;
  const theirs = first!.powerOn();
  world.runForMs(LATER_MS);
  const mine = second!.powerOn();
  const rival = kind.start(theirs, mine, first!.host.nic.address!, second!.host.nic.address!);
  const startUs = world.nowUs;
  const knows = world.runUntilTrue(() => rival.estimateUs() !== undefined, RIVALS_FROM_S * 1000);
  const lockUs = knows ? world.nowUs - startUs : Number.NaN;
  world.runForMs(RIVALS_FROM_S * 1000 - (world.nowUs - startUs) / 1000);
  const read = (): [number, number] => [theirs.clock.localUs(), rival.estimateUs() ?? Number.NaN];
  return { lockUs, ...sampled(group, read, seconds - RIVALS_FROM_S) };
}

function sampled(
  { world }: GroupWorld,
  read: () => [number, number],
  seconds: number,
): Omit<PairRun, "lockUs"> {
  const count = Math.floor((seconds * 1000) / SAMPLE_MS);
  const errorsUs = new Float64Array(count);
  const groupUs = new Float64Array(count);
  const { counters } = world.network;
  let halfway = 0;
  for (let i = 0; i < count; i++) {
    if (i === count >> 1) halfway = counters.udpPacketsSent;
    world.runForMs(SAMPLE_MS);
    const [one, other] = read();
    errorsUs[i] = other - one;
    groupUs[i] = one;
  }
  const halfS = ((count - (count >> 1)) * SAMPLE_MS) / 1000;
  return { errorsUs, groupUs, packetsPerNode: (counters.udpPacketsSent - halfway) / 2 / halfS };
}
