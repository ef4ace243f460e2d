import { CODES } from "./tone.ts";

/**
 * Colours as WS2812 and SK6812 want them: a bit is a pulse, a third of the bit's time high for a 0 and two thirds for a 1. On an
 * SPI bus of three times the rate that is 100 and 110, so a byte of colour becomes three, most significant bit first.
 */
const NRZ = nrzTable();

/** The three bytes of each byte, the first one the highest of 24 bits. */
function nrzTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let bits = 0;
    for (let bit = 128; bit > 0; bit >>= 1) bits = (bits << 3) | ((byte & bit) === 0 ? 0b100 : 0b110);
    table[byte] = bits;
  }
  return table;
}

/** PWM of a unit of light. */
const PWM_OF_LIGHT = 255 / 65535;

/**
 * Encodes pixels, 9 bytes each, or 12 with white.
 *
 * @param rgb codes; the first pixel is at byte `from`, the next one `stride` bytes on: 3, or -3 from the last to the first
 * @param light Tone's tables, dimmed
 * @param places place of red, green, blue, and white where there is one, on the wire
 * @param whiteShare how much of what red, green and blue have in common a white LED takes over, 0 to 255
 * @hot
 */
export function encodeNrz(
  rgb: Uint8Array,
  from: number,
  stride: number,
  pixels: number,
  light: Uint16Array,
  places: readonly number[],
  whiteShare: number,
  bytes: Uint8Array,
  at: number,
): void {
  const table = NRZ;
  const redAt = 3 * places[0]!;
  const greenAt = 3 * places[1]!;
  const blueAt = 3 * places[2]!;
  const hasWhite = places.length > 3;
  const whiteAt = hasWhite ? 3 * places[3]! : 0;
  const ledBytes = 3 * places.length;
  let white = 0;
  for (let i = 0, byte = from, out = at; i < pixels; i++, byte += stride, out += ledBytes) {
    const red = light[rgb[byte]!]!;
    const green = light[CODES + rgb[byte + 1]!]!;
    const blue = light[2 * CODES + rgb[byte + 2]!]!;
    if (hasWhite) {
      // In whole steps, so that both together round as one.
      white = (whiteOf(red, green, blue, whiteShare) * PWM_OF_LIGHT + 0.5) | 0;
      put(bytes, out + whiteAt, table[white]!);
    }
    put(bytes, out + redAt, table[((red * PWM_OF_LIGHT + 0.5) | 0) - white]!);
    put(bytes, out + greenAt, table[((green * PWM_OF_LIGHT + 0.5) | 0) - white]!);
    put(bytes, out + blueAt, table[((blue * PWM_OF_LIGHT + 0.5) | 0) - white]!);
  }
}

/** Light of the white LED. */
export function whiteOf(red: number, green: number, blue: number, whiteShare: number): number {
  let common = red;
  if (green < common) common = green;
  if (blue < common) common = blue;
  return whiteShare === 255 ? common : ((common * whiteShare) / 255) | 0;
}

function put(bytes: Uint8Array, at: number, bits: number): void {
  bytes[at] = bits >> 16;
  bytes[at + 1] = bits >> 8;
  bytes[at + 2] = bits;
}
