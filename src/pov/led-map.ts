import type { LedMap } from "./strip-setup.ts";

/** The usual ways in which strips are built in, beside the plain one whose wire comes in at the hand. */

/** A strip whose wire comes in at the tip. */
export function reversedMap(leds: number): LedMap {
  const cellOfLed = new Uint16Array(leds);
  for (let i = 0; i < leds; i++) cellOfLed[i] = leds - 1 - i;
  return { cells: leds, cellOfLed };
}

/**
 * Two strips back to back on one wire, which turns round at the end: the second half begins where the first ends. Whoever stands
 * behind the spinner sees the second half turn the other way, so it shows pictures backwards and can be read there too.
 *
 * @param leds LEDs on the wire, an even number
 * @param isReversed whether the wire comes in at the tip
 */
export function backToBackMap(leds: number, isReversed = false): LedMap {
  const cells = leds >> 1;
  const cellOfLed = new Uint16Array(leds);
  const isBack = new Uint8Array(leds);
  for (let i = 0; i < leds; i++) {
    const place = i < cells ? i : leds - 1 - i;
    cellOfLed[i] = isReversed ? cells - 1 - place : place;
    isBack[i] = i < cells ? 0 : 1;
  }
  return { cells, cellOfLed, isBack };
}
