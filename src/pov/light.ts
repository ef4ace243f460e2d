import { frozen } from "../bytes/frozen.ts";

/**
 * Light and its codes. An 8-bit sRGB value is a code, not an amount: 188, not 128, is half of the light of 255. Pixels that
 * fall into one are light that adds up, so it is the amounts that are averaged; averaging codes darkens every fine pattern
 * (a checkerboard of black and white would come out at a fifth of its light).
 */

/** The light of code 255. */
export const FULL_LIGHT = 65535;

/**
 * Light of each sRGB code: round(65535 · f(code / 255)), with f(c) = c / 12.92 up to 0.04045 and ((c + 0.055) / 1.055)^2.4
 * above (IEC 61966-2-1). Committed as numbers because `Math.pow` may differ between engines; a test computes them again.
 * At least 19 apart, so every code survives the way there and back.
 */
// biome-ignore format: one table
export const LIGHT_OF_CODE = new Uint16Array([0, 20, 40, 60, 80, 99, 119, 139, 159, 179, 199, 219, 241, 264, 288, 313, 340, 367, 396, 427, 458, 491, 526, 562, 599, 637, 677, 718, 761, 805, 851, 898, 947, 997, 1048, 1101, 1156, 1212, 1270, 1330, 1391, 1453, 1517, 1583, 1651, 1720, 1790, 1863, 1937, 2013, 2090, 2170, 2250, 2333, 2418, 2504, 2592, 2681, 2773, 2866, 2961, 3058, 3157, 3258, 3360, 3464, 3570, 3678, 3788, 3900, 4014, 4129, 4247, 4366, 4488, 4611, 4736, 4864, 4993, 5124, 5257, 5392, 5530, 5669, 5810, 5953, 6099, 6246, 6395, 6547, 6700, 6856, 7014, 7174, 7335, 7500, 7666, 7834, 8004, 8177, 8352, 8528, 8708, 8889, 9072, 9258, 9445, 9635, 9828, 10022, 10219, 10417, 10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909, 14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001, 18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721, 23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094, 28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143, 34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891, 41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359, 48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567, 57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535]);

/** `LIGHT_OF_CODE` for loops: XS reads a plain array with fewer steps than a typed one. */
export const LIGHTS: readonly number[] = frozen(Array.from(LIGHT_OF_CODE));

/** Doubled light from which on the next code is the nearest: the sum of both codes' light. There is none after 255. */
const DOUBLED_LIMIT = doubledLimits();

/** Light that a bin of `NEAREST` covers. Limits are at least 19 apart, so that there is one in a bin at most. */
export const BIN_LIGHT = 16;

/** The nearest code by bin; where a limit lies within the bin, 256 more than the code below the limit (see `settled`). */
export const NEAREST = nearestCodes();

function doubledLimits(): Uint32Array {
  const limits = new Uint32Array(256);
  for (let code = 0; code < 255; code++) limits[code] = LIGHT_OF_CODE[code]! + LIGHT_OF_CODE[code + 1]!;
  limits[255] = 0xffffffff;
  return limits;
}

function nearestCodes(): Uint16Array {
  const codes = new Uint16Array((FULL_LIGHT + 1) / BIN_LIGHT);
  let code = 0;
  for (let bin = 0; bin < codes.length; bin++) {
    const doubled = 2 * BIN_LIGHT * bin;
    while (doubled >= DOUBLED_LIMIT[code]!) code++;
    codes[bin] = doubled + 2 * BIN_LIGHT > DOUBLED_LIMIT[code]! ? code + 256 : code;
  }
  return codes;
}

/**
 * The nearest code of an amount in a bin that has two.
 *
 * @param marked what `NEAREST` says: more than 255
 * @param doubled twice the light
 */
export function settled(marked: number, doubled: number): number {
  const code = marked - 256;
  return doubled >= DOUBLED_LIMIT[code]! ? code + 1 : code;
}

/**
 * The code whose light is nearest, the brighter one of two that are equally near.
 *
 * @param doubled twice the light, rounded down: an integer 0..131070. Doubled, because the middle between two codes may end
 * in a half, and then integers decide exactly.
 */
export function nearestCode(doubled: number): number {
  const code = NEAREST[(doubled / (2 * BIN_LIGHT)) | 0]!;
  return code > 255 ? settled(code, doubled) : code;
}

/**
 * Encodes amounts of light: codes[i] = the code nearest to light[i] / unit.
 *
 * @param light integers 0..65535 · unit; any that a double holds
 * @param unit an integer up to 2^23. A quotient then lies at least 2^-24 from any limit that it does not meet, and a double's
 * error at its size is 2^-36: rounding it down is exact.
 * @hot
 */
export function encodeLight(light: Float64Array, unit: number, codes: Uint8Array): void {
  const nearest = NEAREST;
  const bin = unit * BIN_LIGHT;
  const half = unit / 2;
  const length = codes.length;
  let amount = 0;
  let code = 0;
  let i = 0;
  while (i < length) {
    amount = light[i]!;
    code = nearest[(amount / bin) | 0]!;
    if (code > 255) code = settled(code, amount / half);
    codes[i] = code;
    i += 1;
  }
}
