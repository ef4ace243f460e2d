import { assert } from "../ports/assert.ts";
import { type Control, MAX_NUMBERS, PALETTE_COLORS, type Pattern, type Settings } from "./pattern.ts";
import { MAX_SPEED, MIN_SPEED, rateOfSpeed } from "./tempo.ts";

/**
 * A stored pattern as its renderer wants it. What is stored may come from another poi with other firmware: a value that is
 * missing or cannot be is the initial one, and nothing throws.
 */

/** What is stored of a pattern, as far as it counts here. */
export interface StoredPattern {
  /** 0xRRGGBB */
  readonly color1?: unknown;
  readonly color2?: unknown;
  /** 1 to 255. */
  readonly speed?: unknown;
  /** Values of the controls by name: numbers, true or false, colours as 0xRRGGBB. */
  readonly controls?: unknown;
}

/** A pattern made ready to be rendered; plain numbers, so that they can lie in memory that a worker shares. */
export interface PreparedPattern {
  /** 256 colours of 3 bytes. */
  readonly palette: Uint8Array;
  /** MAX_NUMBERS integers for `render`. */
  readonly numbers: Int32Array;
}

/** Settings of a stored pattern, each within its limits. */
export function settingsOf(pattern: Pattern, stored: StoredPattern): Settings {
  const speed = integerOr(stored.speed, MIN_SPEED, MAX_SPEED, pattern.speed);
  const settings: { [name: string]: number } = {
    color1: colorOr(stored.color1, pattern.color1),
    color2: colorOr(stored.color2, pattern.color2),
    speed,
    rate: rateOfSpeed(speed, pattern.pace),
  };
  const controls = (typeof stored.controls === "object" ? stored.controls : null) as Given | null;
  for (const name in pattern.controls) {
    settings[name] = controlValue(pattern.controls[name]!, controls?.[name]);
  }
  return settings as Settings;
}

type Given = { readonly [name: string]: unknown };

/** A control's value as an integer: the given one where it can be, else the initial one. */
function controlValue(control: Control, given: unknown): number {
  if (control.kind === "slider") return integerOr(given, control.from, control.to, control.initial);
  if (control.kind === "color") return colorOr(given, control.initial);
  return (typeof given === "boolean" ? given : control.initial) ? 1 : 0;
}

/** Memory for a prepared pattern. */
export function emptyPattern(): PreparedPattern {
  return { palette: new Uint8Array(PALETTE_COLORS * 3), numbers: new Int32Array(MAX_NUMBERS) };
}

/** Makes a stored pattern ready in memory that is there. `seed`: a 32-bit integer that all poi share. */
export function preparePattern(
  pattern: Pattern,
  stored: StoredPattern,
  seed: number,
  into: PreparedPattern,
): void {
  const settings = settingsOf(pattern, stored);
  pattern.palette(settings, into.palette);
  const numbers = pattern.prepare(settings, seed | 0);
  assert(numbers.length <= MAX_NUMBERS, "a pattern has few numbers");
  into.numbers.fill(0);
  into.numbers.set(numbers);
}

function colorOr(value: unknown, otherwise: number): number {
  return integerOr(value, 0, 0xffffff, otherwise);
}

function integerOr(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
    ? value
    : otherwise;
}
