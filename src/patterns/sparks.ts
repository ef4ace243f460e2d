import { TURN } from "./tempo.ts";

/** How much later each spark begins than the one before: thousands of lives, and a part of one. */
const DELAY = 0x2b4c4d;

/**
 * Draws sparks over index 0, at places that chance chooses: each lives for a while, and then another one in its stead. They live at
 * times of their own, or they would stand in rays. Half of them take the palette's upper half.
 *
 * @param clock 256 a life, 0 to TURN - 1
 * @param seed 32 bits
 * @param sparks how many there may be in a column
 * @param chance 0 to 256: how likely each of them is
 * @param flight 256ths of a cell that a spark flies in a 256th of its life; toward the hand where negative
 * @param fade 255 where sparks fade from 127 to 0, 0 where they flare up from 0 to 127
 * @hot
 */
export function drawSparks(
  out: Int32Array,
  table: Int32Array,
  leds: number,
  clock: number,
  seed: number,
  sparks: number,
  chance: number,
  flight: number,
  fade: number,
): void {
  // The brighter half of a life is twice as wide.
  const narrow = (leds + 31) >> 5;
  const wide = Math.min(narrow * 2, leds);
  const room = leds - wide + 1;
  let now = clock;
  let left = sparks;
  out.fill(table[0]!, 0, leds);
  while (--left >= 0) {
    now = (now + DELAY) & (TURN - 1);
    // A number of chance for each life: as in chance.ts, but a call costs as much as what it does.
    let hash = Math.imul((now >> 8) ^ seed, 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15), -0x7b935975);
    if ((hash & 255) >= chance) continue;
    const age = now & 255;
    const glow = (age ^ fade) >> 1;
    const at = ((hash >>> 16) * room + flight * (age - 128)) >> 16;
    if (at < 0 || at >= room) continue;
    out.fill(table[glow | ((hash >> 1) & 128)]!, at, at + (glow > 63 ? wide : narrow));
  }
}
