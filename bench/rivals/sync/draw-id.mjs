import { Prng } from "../../../sim/prng.ts";

/**
 * An id such as the libraries draw for each device: as long and as incompressible, but always the same for a label.
 * @param {number | string} label
 * @param {number} byteLength
 */
export function drawId(label, byteLength) {
  const bytes = new Uint8Array(byteLength);
  new Prng("bench device").fork(label).fill(bytes);
  return Buffer.from(bytes);
}
