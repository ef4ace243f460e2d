import type { Pace } from "./pattern.ts";

/**
 * How fast patterns run. A phase is a fraction of a turn; with time it grows by a rate, and begins anew after each turn. Group
 * time begins anew after 2^30 units: rates are such that a phase has then made whole turns, and nothing jumps.
 */

/** A whole turn: 2^24. Its upper eight bits are a palette index, or a place in a table of 256. */
export const TURN = 0x1000000;

/** Units of group time a second: one is 64 µs. */
export const TIME_HZ = 15_625;
/** Group time comes modulo this many units, 19 hours. */
export const TIME_PERIOD = 0x40000000;

export const MIN_SPEED = 1;
export const MAX_SPEED = 255;

/** Turns of 2^32 that a thousandth of a hertz makes in a unit of time. */
const PER_MILLIHERTZ = 2 ** 32 / TIME_HZ / 1000;

/**
 * Where a phase is: 0 to TURN - 1.
 * @hot
 */
export function turn(time: number, rate: number): number {
  return Math.imul(time, rate) >>> 8;
}

/** A rate: 2^-32 turns in a unit of time, a multiple of 4. `millihertz`: turns in a thousand seconds, 0 to 7,000,000. */
export function rateOf(millihertz: number): number {
  return fraction(millihertz * PER_MILLIHERTZ, 1);
}

/** A part of a rate. */
export function fraction(rate: number, part: number): number {
  return 4 * Math.floor((rate * part) / 4);
}

/** The rate of a speed from 1 to 255: each step changes the tempo by about as much, and 43 steps double it. */
export function rateOfSpeed(speed: number, { slowest }: Pace): number {
  return rateOf((slowest * growth(speed)) / 256);
}

/** What a speed is in the unit of its pace. */
export function realSpeed(speed: number, pace: Pace): number {
  if (pace.slowest === 0) return (speed * 100) / MAX_SPEED;
  return (rateOfSpeed(speed, pace) * TIME_HZ) / 2 ** 32;
}

/** 256 · 2^(6 · speed / 256), straight between the powers of two: the same integer on every engine. */
function growth(speed: number): number {
  const octaves = speed * 6;
  return (256 + (octaves & 255)) << (octaves >> 8);
}
