import { ClockedTables, encodeClocked } from "../../../src/pov/clocked-wire.ts";
import { Tone } from "../../../src/pov/tone.ts";

/** Encodes pixels as a clocked strip hears them. `brightness` 0 to 255. */
export function clocked(
  rgb: Uint8Array,
  brightness: number,
  places: number[],
  isDeep: boolean,
  gamma: [number, number, number] | undefined,
  balance: [number, number, number] | undefined,
): Uint8Array {
  const tone = new Tone({ ...(gamma && { gamma }), ...(balance && { balance }) });
  const words = new Int32Array(rgb.length / 3);
  const tables = new ClockedTables(tone.light, brightness / 255, places);
  encodeClocked(rgb, 0, 3, words.length, tables, isDeep, words, 0);
  return new Uint8Array(words.buffer);
}
