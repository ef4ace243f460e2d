import assert from "node:assert/strict";
import { NO_LEVEL, type Pattern } from "../../src/patterns/pattern.ts";
import { emptyPattern, preparePattern, type StoredPattern } from "../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { realSpeed, TIME_HZ } from "../../src/patterns/tempo.ts";
import { INDEXES } from "../../src/pov/column-fill.ts";

/** How a pattern is played in a test. */
export interface Play {
  leds?: number;
  seed?: number;
  level?: number;
  speed?: number;
  controls?: Record<string, number | boolean>;
}

export function patternOf(id: string): Pattern {
  const found = PATTERNS.find((each) => each.id === id);
  assert.ok(found !== undefined, `no pattern ${id}`);
  return found;
}

/** A pattern that plays: its columns by time. */
export class Player {
  readonly pattern: Pattern;
  readonly palette: Uint8Array;
  readonly numbers: Int32Array;
  readonly leds: number;
  /** What the pattern does a second, by its speed. */
  readonly hertz: number;
  private readonly level: number;

  constructor(
    pattern: Pattern | string,
    { leds = 32, seed = 1, level = NO_LEVEL, speed, controls }: Play = {},
  ) {
    this.pattern = typeof pattern === "string" ? patternOf(pattern) : pattern;
    const stored: StoredPattern = { speed, controls };
    const prepared = emptyPattern();
    preparePattern(this.pattern, stored, seed, prepared);
    this.palette = prepared.palette;
    this.numbers = prepared.numbers;
    this.leds = leds;
    this.level = level;
    this.hertz = realSpeed(speed ?? this.pattern.speed, this.pattern.pace);
  }

  /** The cells at a time in units of 64 µs. */
  at(time: number): number[] {
    const cells = new Int32Array(this.leds);
    this.pattern.render(cells, INDEXES, this.leds, time, this.numbers, this.level);
    return [...cells];
  }

  /** `count` columns, evenly over so many seconds. */
  over(seconds: number, count: number): number[][] {
    return Array.from({ length: count }, (_, i) => this.at(Math.floor((i * seconds * TIME_HZ) / count)));
  }

  /** `count` columns, evenly over one of what the pattern does. */
  once(count: number): number[][] {
    return this.over(1 / this.hertz, count);
  }

  color(cell: number): [number, number, number] {
    return [this.palette[cell * 3]!, this.palette[cell * 3 + 1]!, this.palette[cell * 3 + 2]!];
  }

  /** Brightest channel of a cell's colour. */
  brightness(cell: number): number {
    return Math.max(...this.color(cell));
  }
}

export function hex(color: number): [number, number, number] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** Hue in degrees; NaN for grey. */
export function hueOf([red, green, blue]: readonly [number, number, number]): number {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range === 0) return Number.NaN;
  const sixths =
    most === red
      ? (green - blue) / range
      : most === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range;
  return (sixths * 60 + 360) % 360;
}

/** How often a sequence comes to be true where it was not, the end joined to the beginning. */
export function rises(truths: readonly boolean[]): number {
  return truths.filter((each, i) => each && !truths[(i + truths.length - 1) % truths.length]).length;
}

export function isNonDecreasing(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value >= values[i - 1]!);
}

export function share(truths: readonly boolean[]): number {
  return truths.filter(Boolean).length / truths.length;
}

/** Distance of two palette indexes on the ring that they make. */
export function ringDistance(a: number, b: number): number {
  const distance = Math.abs(a - b) % 256;
  return Math.min(distance, 256 - distance);
}
