import { encodeNrz, NrzTables } from "../../../src/pov/nrz-wire.ts";
import { Tone } from "../../../src/pov/tone.ts";

/** Encodes pixels as a one-wire strip hears them, codes being light. `brightness` 0 to 255. */
export function nrz(rgb: Uint8Array, brightness: number, places: number[], whiteShare: number): Uint8Array {
  const { light } = new Tone({ gamma: [1, 1, 1] });
  const bytes = new Uint8Array(rgb.length * places.length);
  encodeNrz(rgb, 0, 3, rgb.length / 3, new NrzTables(light, brightness / 255, whiteShare), places, bytes, 0);
  return bytes;
}
