import type { Prng } from "./prng.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimClock } from "./sim-clock.ts";

/** How a crystal's rate changes with its temperature. */
export interface CrystalModel {
  /** Off its nominal rate when warm, in parts per million. */
  ppm: number;
  /** How much more when it is switched on, and the time constant in seconds with which that fades. */
  coldPpm: number;
  warmingS: number;
  /** Standard deviation of its wander, and the time in seconds over which it forgets where it was (Ornstein-Uhlenbeck). */
  wanderPpm: number;
  wanderS: number;
}

/** An ESP32's crystal in a poi that is swung: some 5 ppm while it warms, 1 ppm of wander within minutes. */
export const WANDER: Omit<CrystalModel, "ppm"> = Object.freeze({
  coldPpm: 5,
  warmingS: 120,
  wanderPpm: 1,
  wanderS: 180,
});

const STEP_US = 1_000_000;

/** Lets a clock's rate wander, second by second, until it is told to stop. */
export class Crystal {
  /** Parts per million on top, from the next second on: it lies in the sun. */
  extraPpm = 0;
  private readonly clock: SimClock;
  private readonly model: CrystalModel;
  private readonly prng: Prng;
  private readonly scheduler: Scheduler;
  private wanderPpm = 0;
  private seconds = 0;
  private stopped = false;

  constructor(scheduler: Scheduler, clock: SimClock, prng: Prng, model: CrystalModel) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.prng = prng;
    this.model = model;
    this.wanderPpm = model.wanderPpm * prng.normal();
    this.step();
  }

  stop(): void {
    this.stopped = true;
  }

  private step(): void {
    if (this.stopped) return;
    const { ppm, coldPpm, warmingS, wanderPpm, wanderS } = this.model;
    this.clock.setDriftPpm(
      ppm + this.extraPpm + coldPpm * Math.exp(-this.seconds / warmingS) + this.wanderPpm,
    );
    this.seconds++;
    this.wanderPpm += -this.wanderPpm / wanderS + wanderPpm * Math.sqrt(2 / wanderS) * this.prng.normal();
    this.scheduler.call(STEP_US, () => this.step());
  }
}
