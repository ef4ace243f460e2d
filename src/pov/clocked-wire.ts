import { CODES } from "./tone.ts";

/**
 * Colours as APA102 and SK9822 want them: four bytes, 111 and five bits of current, then three of PWM. The light of a colour is
 * current / 31 · PWM / 255 of its most. PWM alone has steps of 1/255, which are coarse in the dark: the lowest fifth of an
 * sRGB ramp would have three levels. A lower current makes the steps of all three colours finer, down to 1/7905. So a pixel gets
 * the least current with which its brightest colour still fits, and PWM the rest. (FastLED's HD gamma takes five of these
 * currents; all 31 keep the PWM of the brightest colour above 127, so a step is never more than 0.8 % of its light.)
 */

/** Full light by current, and by PWM. */
const MOST_CURRENT = 31;
const MOST_PWM = 255;
const FULL_LIGHT = 65535;

/** PWM of a unit of light at each current. */
const PWM_OF_LIGHT = pwmOfLight();

/** Least PWM of a pixel's brightest colour at each current: what gives no less light than all that the current below can. */
const LEAST_PWM = leastPwm();

function pwmOfLight(): Float64Array {
  const table = new Float64Array(MOST_CURRENT + 1);
  for (let current = 1; current <= MOST_CURRENT; current++) {
    table[current] = (MOST_PWM * MOST_CURRENT) / (FULL_LIGHT * current);
  }
  return table;
}

function leastPwm(): Uint8Array {
  const table = new Uint8Array(MOST_CURRENT + 1);
  for (let current = 1; current <= MOST_CURRENT; current++) {
    table[current] = Math.ceil((MOST_PWM * (current - 1)) / current);
  }
  return table;
}

/**
 * Encodes pixels, a word each, its first byte on the wire the lowest.
 *
 * @param rgb codes; the first pixel is at byte `from`, the next one `stride` bytes on: 3, or -3 from the last to the first
 * @param light Tone's tables, dimmed
 * @param places place of red, green and blue behind the first byte, 0 to 2
 * @param isDeep whether the current is used for fine steps; otherwise it is always full
 * @hot
 */
export function encodeClocked(
  rgb: Uint8Array,
  from: number,
  stride: number,
  pixels: number,
  light: Uint16Array,
  places: readonly number[],
  isDeep: boolean,
  words: Int32Array,
  at: number,
): void {
  const redShift = 8 + 8 * places[0]!;
  const greenShift = 8 + 8 * places[1]!;
  const blueShift = 8 + 8 * places[2]!;
  const scales = PWM_OF_LIGHT;
  const leasts = LEAST_PWM;
  let current = MOST_CURRENT;
  let scale = scales[MOST_CURRENT]!;
  let last = -1;
  let word = 0;
  for (let i = 0, byte = from; i < pixels; i++, byte += stride) {
    const color = (rgb[byte]! << 16) | (rgb[byte + 1]! << 8) | rgb[byte + 2]!;
    // Pictures are full of pixels that are like the one before.
    if (color !== last) {
      last = color;
      const red = light[color >> 16]!;
      const green = light[CODES + ((color >> 8) & 255)]!;
      const blue = light[2 * CODES + (color & 255)]!;
      let redPwm = 0;
      let greenPwm = 0;
      let bluePwm = 0;
      if (isDeep) {
        let most = red;
        if (green > most) most = green;
        if (blue > most) most = blue;
        current = ((most * MOST_CURRENT) >>> 16) + 1;
        scale = scales[current]!;
        const least = leasts[current]!;
        redPwm = (red * scale + 0.5) | 0;
        greenPwm = (green * scale + 0.5) | 0;
        bluePwm = (blue * scale + 0.5) | 0;
        if (red === most && redPwm < least) redPwm = least;
        if (green === most && greenPwm < least) greenPwm = least;
        if (blue === most && bluePwm < least) bluePwm = least;
      } else {
        redPwm = (red * scale + 0.5) | 0;
        greenPwm = (green * scale + 0.5) | 0;
        bluePwm = (blue * scale + 0.5) | 0;
      }
      word = 0xe0 | current | (redPwm << redShift) | (greenPwm << greenShift) | (bluePwm << blueShift);
    }
    words[at + i] = word;
  }
}
