/**
 * Patterns: pictures that are computed while they are shown. The problem: a column has to be ready at its microsecond on a slow
 * interpreter, and two poi that share nothing but a clock must show the same. The idea: a pattern is a palette of 256 colours,
 * made when its settings change, and a pure function from group time to one of them for each LED. It keeps nothing from
 * column to column, so a poi may join late, run at another column rate or skip columns, and still shows what the other shows.
 *
 * A column is one instant of a spinning stick: what varies along the cells is radius, what varies over time is angle. A
 * pattern that repeats 12 times a second draws six petals on a poi that makes two turns a second.
 *
 * The cells of a column run from the hand outward: cell 0 is the LED at the hand, the last one the outer tip. The rows of a
 * stored picture run the other way: row 0 is its top, which is at the tip.
 *
 * After FastLED (palettes, phases of a few bits), and WLED and Pixelblaze (a pattern declares its controls).
 */
import { frozen } from "../bytes/frozen.ts";

/** A whole number that the user chooses. */
export interface Slider {
  readonly kind: "slider";
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly initial: number;
  /** What the number counts: "%", "ms". Empty where the label says it. */
  readonly unit: string;
}

/** Yes or no. */
export interface Toggle {
  readonly kind: "toggle";
  readonly label: string;
  readonly initial: boolean;
}

/** A colour beside color1 and color2. */
export interface ColorControl {
  readonly kind: "color";
  readonly label: string;
  /** 0xRRGGBB. */
  readonly initial: number;
}

export type Control = Slider | Toggle | ColorControl;

/** What a pattern lets the user choose, by the name that its stored value has. */
export type Controls = { readonly [name: string]: Control };

/** What the speed from 1 to 255 means for a pattern. */
export interface Pace {
  /** What the user moves: "Speed", "Density". */
  readonly label: string;
  /** What it counts in the real world: "rainbows/s", "%". */
  readonly unit: string;
  /** Thousandths of the unit at the slowest speed, from where every 43 steps double it; 0 for a share, of which 255 is all. */
  readonly slowest: number;
}

/** What is chosen, as integers: a toggle is 0 or 1, a colour 0xRRGGBB. */
export type Settings<Name extends string = string> = CommonSettings & { readonly [key in Name]: number };

interface CommonSettings {
  readonly color1: number;
  readonly color2: number;
  /** 1 to 255. */
  readonly speed: number;
  /** The rate of a phase that goes around at the speed's pace: see tempo.ts. */
  readonly rate: number;
}

/** Colours of a palette. */
export const PALETTE_COLORS = 256;
/** Integers that `prepare` may hand to `render`. */
export const MAX_NUMBERS = 8;
/** The `level` of `render` where no music is heard: patterns that follow it make up a beat. */
export const NO_LEVEL = -1;

export interface Pattern {
  /** Also the id of the pattern that nodes are born with. */
  readonly id: string;
  readonly name: string;
  /** What an audience sees, in a sentence. */
  readonly about: string;
  /** Colours of the pattern that nodes are born with, 0xRRGGBB. */
  readonly color1: number;
  readonly color2: number;
  /** What the colours are for; empty where one plays no part. */
  readonly colorLabels: readonly [string, string];
  /** The speed that nodes are born with, 1 to 255. */
  readonly speed: number;
  readonly pace: Pace;
  /** It is as loud as the music: `render` looks at its `level`. */
  readonly hearsMusic?: true;
  readonly controls: Controls;

  /** Makes the palette: 256 · 3 bytes, red, green, blue as 8-bit codes. */
  palette(settings: Settings, rgb: Uint8Array): void;

  /**
   * Settings as at most MAX_NUMBERS numbers, so that `render` has nothing to look up: it gets them as integers of 32 bits, cut
   * toward 0.
   *
   * @param seed what chance is made of: poi that play together share it
   */
  prepare(settings: Settings, seed: number): readonly number[];

  /**
   * Renders one column: a function of what it is given, and of nothing else.
   *
   * @param out gets a palette entry for each LED, from the hand outward; not touched beyond
   * @param table 256 entries: the palette as it is wanted
   * @param leds 1 to 288
   * @param time group time, floor(microseconds / 64) modulo 2^30
   * @param numbers what `prepare` returned
   * @param level loudness of the music now, 0 to 255, or NO_LEVEL
   * @hot
   */
  render(
    out: Int32Array,
    table: Int32Array,
    leds: number,
    time: number,
    numbers: Int32Array,
    level: number,
  ): void;
}

/** A pattern whose functions know its controls by name. */
interface Definition<Name extends string> extends Omit<Pattern, "controls" | "palette" | "prepare"> {
  readonly controls: { readonly [name in Name]: Control };
  palette(settings: Settings<Name>, rgb: Uint8Array): void;
  prepare(settings: Settings<Name>, seed: number): readonly number[];
}

export function pattern<Name extends string>(definition: Definition<Name>): Pattern {
  return frozen(definition);
}

export function slider(label: string, range: Omit<Slider, "kind" | "label">): Slider {
  return Object.freeze({ kind: "slider", label, ...range });
}

export function toggle(label: string, initial: boolean): Toggle {
  return Object.freeze({ kind: "toggle", label, initial });
}

export function color(label: string, initial: number): ColorControl {
  return Object.freeze({ kind: "color", label, initial });
}
