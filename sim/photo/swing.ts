import { PoiError } from "../../src/ports/poi-error.ts";

/** How fast a poi turned at a moment of a recording, in seconds from its beginning. */
export interface SpeedPoint {
  seconds: number;
  turnsPerS: number;
}

/** How a poi turns: between the points of a recording evenly faster or slower, and before and after it as at its ends. */
export class Swing {
  private readonly points: readonly SpeedPoint[];
  /** Turns made at each point since the first one. */
  private readonly turns: number[] = [0];

  /** A recording: at least one point, in the order of time; see `parseSpeeds`. */
  constructor(points: readonly SpeedPoint[]) {
    this.points = points;
    for (let i = 1; i < points.length; i++) {
      const from = points[i - 1]!;
      const to = points[i]!;
      const mean = (from.turnsPerS + to.turnsPerS) / 2;
      this.turns.push(this.turns[i - 1]! + mean * (to.seconds - from.seconds));
    }
  }

  /** Turns made since the first point. */
  turnsAt(seconds: number): number {
    const { points } = this;
    const i = this.pointBefore(seconds);
    const from = points[i]!;
    const to = points[i + 1];
    const passed = seconds - from.seconds;
    if (to === undefined || passed < 0) return this.turns[i]! + from.turnsPerS * passed;
    const change = (to.turnsPerS - from.turnsPerS) / (to.seconds - from.seconds);
    return this.turns[i]! + (from.turnsPerS + (change * passed) / 2) * passed;
  }

  /** When it has made so many turns, in seconds; to the microsecond. */
  secondsAt(turns: number): number {
    let low = 0;
    let high = 1;
    while (this.turnsAt(high) < turns) high *= 2;
    while (high - low > 1e-7) {
      const middle = (low + high) / 2;
      if (this.turnsAt(middle) < turns) low = middle;
      else high = middle;
    }
    return high;
  }

  /** The last point at or before a moment, or the first one. */
  private pointBefore(seconds: number): number {
    let low = 0;
    let high = this.points.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.points[middle]!.seconds <= seconds) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const MOST_POINTS = 100_000;
const MOST_SPEED = 20;

/**
 * Reads a recording: lines of seconds and turns a second, with a comma between them; a first line of words is passed over.
 *
 * @throws PoiError "bad-request" for anything else
 */
export function parseSpeeds(text: string): SpeedPoint[] {
  const points: SpeedPoint[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "" || (i === 0 && Number.isNaN(Number(line.split(",")[0])))) continue;
    const [seconds, turnsPerS, more] = line
      .split(",")
      .map((each) => (each.trim() === "" ? Number.NaN : Number(each)));
    const isSpeed = turnsPerS !== undefined && turnsPerS > 0 && turnsPerS <= MOST_SPEED;
    const isLater = seconds !== undefined && seconds > (points.at(-1)?.seconds ?? Number.NEGATIVE_INFINITY);
    if (more !== undefined || !isSpeed || !isLater || !Number.isFinite(seconds)) {
      throw new PoiError(
        "bad-request",
        `A line of a speed curve must be "seconds,turns a second", later than the line before and 0 to ${MOST_SPEED} turns, got "${line.slice(0, 40)}" in line ${i + 1}.`,
      );
    }
    points.push({ seconds, turnsPerS });
  }
  if (points.length === 0 || points.length > MOST_POINTS) {
    throw new PoiError(
      "bad-request",
      `A speed curve must have 1 to ${MOST_POINTS} lines such as "0.1,2", got ${points.length}.`,
    );
  }
  return points;
}
