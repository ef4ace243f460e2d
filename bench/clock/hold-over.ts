import { GroupWorld } from "../../sim/group/group-world.ts";

/** What a pair did that was apart for a while. Errors in microseconds. */
export interface HoldOverRun {
  /** Time and error each `SAMPLE_MS`, from the moment at which they lost sight of one another less `BEFORE_S`. */
  readonly seconds: Float64Array;
  readonly errorsUs: Float64Array;
  /** Error at the moment of return. */
  readonly returnUs: number;
  /** Most that the one came closer to the other within `REVOLUTION_MS` after the return. */
  readonly shiftUs: number;
  /** Least and most that group time moved in a second of the node's own clock, in parts per million off it, from the cut on. */
  readonly slowestPpm: number;
  readonly fastestPpm: number;
  /** Moments at which group time of a node was less than before, and jumps forward. */
  readonly backwardSteps: number;
  readonly jumps: number;
  /** From the return until the error stayed below half a millisecond. */
  readonly settledS: number;
}

export interface HoldOverOptions {
  readonly seed: number;
  readonly aloneS: number;
  /** How much the crystal of the second one is off, from the cut on, from what it was before. */
  readonly extraPpm: number;
}

export const SAMPLE_MS = 20;
/** A fast poi turns once in half a second. */
export const REVOLUTION_MS = 500;
const TOGETHER_S = 300;
const BEFORE_S = 60;
const AFTER_S = 120;
const SETTLED_US = 500;

export function runHoldOver({ seed, aloneS, extraPpm }: HoldOverOptions): HoldOverRun {
  // As far apart as two crystals of ±20 ppm are at most.
  const group = new GroupWorld({ seed, nodes: 2, ppm: [20, -20] });
  const { world, members } = group;
  group.bootAll(2000);
  world.runForMs((TOGETHER_S - BEFORE_S) * 1000);
  const jumpsBefore = jumpsOf(group);
  const watch = new Watch(group, BEFORE_S + aloneS + AFTER_S);
  watch.run(BEFORE_S);
  world.partition([[members[0]!.host], [members[1]!.host]]);
  members[1]!.crystal!.extraPpm = extraPpm;
  watch.run(aloneS);
  world.heal();
  const returned = watch.count;
  watch.run(AFTER_S);
  const { errorsUs, seconds } = watch;
  let last = errorsUs.length - 1;
  while (last > returned && Math.abs(errorsUs[last]!) < SETTLED_US) last--;
  return {
    seconds,
    errorsUs,
    returnUs: errorsUs[returned - 1]!,
    shiftUs: mostShift(errorsUs, returned),
    slowestPpm: watch.slowestPpm,
    fastestPpm: watch.fastestPpm,
    backwardSteps: watch.backwardSteps,
    jumps: jumpsOf(group) - jumpsBefore,
    settledS: ((last + 1 - returned) * SAMPLE_MS) / 1000,
  };
}

function jumpsOf({ nodes }: GroupWorld): number {
  return nodes.reduce((sum, { clock }) => sum + clock.jumps + clock.adoptions, 0);
}

/** Most that the error changed within one revolution. */
function mostShift(errorsUs: Float64Array, from: number): number {
  const span = REVOLUTION_MS / SAMPLE_MS;
  let most = 0;
  for (let i = from; i + span < errorsUs.length; i++)
    most = Math.max(most, Math.abs(errorsUs[i + span]! - errorsUs[i]!));
  return most;
}

/** Looks at both nodes after every event, and notes their error now and then. */
class Watch {
  readonly seconds: Float64Array;
  readonly errorsUs: Float64Array;
  count = 0;
  backwardSteps = 0;
  slowestPpm = Number.POSITIVE_INFINITY;
  fastestPpm = Number.NEGATIVE_INFINITY;
  private readonly group: GroupWorld;
  private readonly lastUs: number[];
  private readonly secondUs: { local: number; group: number }[] = [];

  constructor(group: GroupWorld, seconds: number) {
    this.group = group;
    const samples = (seconds * 1000) / SAMPLE_MS;
    this.seconds = new Float64Array(samples);
    this.errorsUs = new Float64Array(samples);
    this.lastUs = group.timesUs();
  }

  run(seconds: number): void {
    const { world } = this.group;
    for (let i = 0; i < (seconds * 1000) / SAMPLE_MS; i++) {
      world.runUntilTrue(() => this.look(), SAMPLE_MS);
      const [one, other] = this.group.timesUs() as [number, number];
      this.seconds[this.count] = (this.count * SAMPLE_MS) / 1000 - BEFORE_S;
      this.errorsUs[this.count++] = other - one;
      if (this.count % (1000 / SAMPLE_MS) === 0) this.measureRates();
    }
  }

  private look(): false {
    for (const [i, { clock }] of this.group.nodes.entries()) {
      const us = clock.nowUs();
      if (us < this.lastUs[i]!) this.backwardSteps++;
      this.lastUs[i] = us;
    }
    return false;
  }

  private measureRates(): void {
    for (const [i, { clock, ports }] of this.group.nodes.entries()) {
      const now = { local: ports.clock.localUs(), group: clock.nowUs() };
      const then = this.secondUs[i];
      this.secondUs[i] = now;
      if (then === undefined) continue;
      const ppm = ((now.group - then.group) / (now.local - then.local) - 1) * 1e6;
      this.slowestPpm = Math.min(this.slowestPpm, ppm);
      this.fastestPpm = Math.max(this.fastestPpm, ppm);
    }
  }
}
