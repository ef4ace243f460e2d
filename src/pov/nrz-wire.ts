import { CODES } from "./tone.ts";

/**
 * Colours as WS2812 and SK6812 want them: a bit is a pulse, a third of the bit's time high for a 0 and two thirds for a 1. On an
 * SPI bus of three times the rate that is 100 and 110, so a byte of colour becomes three, most significant bit first.
 */
const NRZ = nrzTable();

/** The three bytes of each byte, the first one the highest of 24 bits. */
function nrzTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let bits = 0;
    for (let bit = 128; bit > 0; bit >>= 1) bits = (bits << 3) | ((byte & bit) === 0 ? 0b100 : 0b110);
    table[byte] = bits;
  }
  return table;
}

/** Codes as light of a one-wire strip, at one brightness. */
export class NrzTables {
  /** PWM of each code. */
  readonly pwm = new Uint8Array(3 * CODES);
  /** How much of what red, green and blue have in common a white LED takes over, 0 to 255. */
  readonly whiteShare: number;

  /**
   * @param light Tone's tables
   * @param level brightness, 0 to 1
   */
  constructor(light: Uint16Array, level: number, whiteShare: number) {
    this.whiteShare = whiteShare;
    const { pwm } = this;
    const scale = (level * 255) / 65535;
    for (let i = 0; i < pwm.length; i++) pwm[i] = light[i]! * scale + 0.5;
  }
}

/**
 * Encodes pixels, 9 bytes each, or 12 with white.
 *
 * @param rgb codes; the first pixel is at byte `from`, the next one `stride` bytes on: 3, or -3 from the last to the first
 * @param places place of red, green, blue, and white where there is one, on the wire
 * @hot
 */
export function encodeNrz(
  rgb: Uint8Array,
  from: number,
  stride: number,
  pixels: number,
  tables: NrzTables,
  places: readonly number[],
  bytes: Uint8Array,
  at: number,
): void {
  const { pwm, whiteShare } = tables;
  const nrz = NRZ;
  const hasWhite = places.length > 3;
  const ledBytes = 3 * places.length;
  let redAt = at + 3 * places[0]!;
  let greenAt = at + 3 * places[1]!;
  let blueAt = at + 3 * places[2]!;
  let whiteAt = hasWhite ? at + 3 * places[3]! : 0;
  let white = 0;
  let bits = 0;
  for (let i = 0, byte = from; i < pixels; i++, byte += stride) {
    const red = pwm[rgb[byte]!]!;
    const green = pwm[rgb[byte + 1]! + CODES]!;
    const blue = pwm[rgb[byte + 2]! + 2 * CODES]!;
    if (hasWhite) {
      // In steps of PWM, so that white and the rest of each colour round as one.
      white = red;
      if (green < white) white = green;
      if (blue < white) white = blue;
      if (whiteShare < 255) white = ((white * whiteShare) / 255) | 0;
      bits = nrz[white]!;
      bytes[whiteAt] = bits >> 16;
      bytes[whiteAt + 1] = bits >> 8;
      bytes[whiteAt + 2] = bits;
      whiteAt += ledBytes;
    }
    bits = nrz[red - white]!;
    bytes[redAt] = bits >> 16;
    bytes[redAt + 1] = bits >> 8;
    bytes[redAt + 2] = bits;
    bits = nrz[green - white]!;
    bytes[greenAt] = bits >> 16;
    bytes[greenAt + 1] = bits >> 8;
    bytes[greenAt + 2] = bits;
    bits = nrz[blue - white]!;
    bytes[blueAt] = bits >> 16;
    bytes[blueAt + 1] = bits >> 8;
    bytes[blueAt + 2] = bits;
    redAt += ledBytes;
    greenAt += ledBytes;
    blueAt += ledBytes;
  }
}
