import { rateOf } from "./tempo.ts";

/** A phrase of four bars of four beats at 120 beats a minute: 8 s. */
const PHRASE_RATE = rateOf(125);

/** How hard each eighth note is struck. The last bar leads over to the first. */
// biome-ignore format: a bar a line
const ACCENTS = new Uint8Array([
  255, 110, 190, 110, 230, 110, 190, 140,
  255, 110, 190, 110, 230, 110, 190, 170,
  255, 110, 190, 110, 230, 110, 190, 140,
  255, 110, 190, 150, 230, 170, 210, 190,
]);

/**
 * Loudness from 0 to 255: what was posted, else a beat that is a function of time alone, the same on all poi.
 * @hot
 */
export function loudness(level: number, time: number): number {
  if (level >= 0) return level;
  const phase = Math.imul(time, PHRASE_RATE) >>> 8;
  const eighth = phase >> 19;
  // A note is loud at once and fades by a parabola; a strong one is still heard when the weaker next one sounds.
  const rest = 1024 - ((phase >> 11) & 255);
  const now = (ACCENTS[eighth]! * rest * rest) >> 20;
  const before = (ACCENTS[(eighth + 31) & 31]! * (rest - 256) * (rest - 256)) >> 20;
  return Math.max(now, before);
}
