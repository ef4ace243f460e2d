import { PoiError } from "../ports/poi-error.ts";

/** How one poi differs from the others of its group: how it hangs, and how it was built. Its own affair, never synced. */
export interface Trim {
  /** It spins the other way: pictures run from their last column to their first. */
  readonly mirror: boolean;
  /** By how many columns it runs ahead of the others. */
  readonly phaseColumns: number;
  /** Per cent of the group's brightness, 1 to 100. */
  readonly brightness: number;
  /** The end of the strip at which the wire comes in. */
  readonly wire: "hand" | "tip";
  /** 2: two strips back to back on one wire, which turns round at the end. */
  readonly sides: 1 | 2;
}

export const PLAIN_TRIM: Trim = Object.freeze({
  mirror: false,
  phaseColumns: 0,
  brightness: 100,
  wire: "hand",
  sides: 1,
});

const MOST_PHASE = 400;

/** A trim with a change. Throws PoiError, which names the field, for what cannot be. */
export function changeTrim(trim: Trim, change: { readonly [key in keyof Trim]?: unknown }): Trim {
  const { mirror, phaseColumns, brightness, wire, sides } = change;
  return {
    mirror: mirror === undefined ? trim.mirror : checkYes("mirror", mirror),
    phaseColumns:
      phaseColumns === undefined
        ? trim.phaseColumns
        : checkWhole("phaseColumns", phaseColumns, -MOST_PHASE, MOST_PHASE),
    brightness: brightness === undefined ? trim.brightness : checkWhole("brightness", brightness, 1, 100),
    wire: wire === undefined ? trim.wire : checkWire(wire),
    sides: sides === undefined ? trim.sides : (checkWhole("sides", sides, 1, 2) as 1 | 2),
  };
}

/** The trim of a file that somebody may have edited: the plain one where it cannot be. */
export function soundTrim(value: unknown): Trim {
  const stored = typeof value === "object" && value !== null ? value : {};
  try {
    return changeTrim(PLAIN_TRIM, stored);
  } catch {
    return changeTrim(PLAIN_TRIM, {});
  }
}

function checkYes(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw refused(`${name} must be true or false`, value);
}

function checkWhole(name: string, value: unknown, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  throw refused(`${name} must be a whole number from ${low} to ${high}`, value);
}

function checkWire(value: unknown): "hand" | "tip" {
  if (value === "hand" || value === "tip") return value;
  throw refused('wire must be "hand" or "tip"', value);
}

function refused(rule: string, value: unknown): PoiError {
  return new PoiError(
    "bad-request",
    `${rule}, got ${String(JSON.stringify(value)).slice(0, 40)}. Choose another one.`,
  );
}
