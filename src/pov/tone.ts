import { assert } from "../ports/assert.ts";
import { FULL_LIGHT, LIGHT_OF_CODE } from "./light.ts";

/** How codes of pictures become light, for each colour by itself. */
export interface ToneSettings {
  /** Exponents of red, green and blue, 1 to 4 in steps of 1/32; default: the sRGB curve that pictures are made for. */
  gamma?: readonly [number, number, number];
  /** Most light of red, green and blue, 0 to 255: white is what all three give together; default 255. */
  balance?: readonly [number, number, number];
}

/** Codes of a channel. */
export const CODES = 256;

/** Tables from codes to light, for one choice of settings. */
export class Tone {
  /** Light of the codes of red, then of green, then of blue, 0 to FULL_LIGHT. */
  readonly light = new Uint16Array(3 * CODES);
  private readonly key: string;

  constructor(settings: ToneSettings = {}) {
    this.key = keyOf(settings);
    for (let channel = 0; channel < 3; channel++) {
      const most = settings.balance?.[channel] ?? 255;
      assert(most >= 0 && most <= 255, "balance from 0 to 255");
      const gamma = settings.gamma?.[channel];
      for (let code = 0; code < CODES; code++) {
        const light = gamma === undefined ? LIGHT_OF_CODE[code]! : powerLight(code, gamma);
        this.light[channel * CODES + code] = Math.round((light * most) / 255);
      }
    }
  }

  /** Whether it was made for these settings. */
  is(settings: ToneSettings): boolean {
    return keyOf(settings) === this.key;
  }
}

function keyOf({ gamma, balance }: ToneSettings): string {
  return `${gamma?.join() ?? ""}/${balance?.join() ?? ""}`;
}

/** Steps of a gamma. */
const GAMMA_STEPS = 32;

/**
 * FULL_LIGHT · (code / 255)^gamma. By products and square roots, which IEEE 754 rounds in one way everywhere, so that all engines
 * agree; `Math.pow` need not.
 */
function powerLight(code: number, gamma: number): number {
  assert(gamma >= 1 && gamma <= 4, "gamma from 1 to 4");
  const part = code / 255;
  let steps = Math.round(gamma * GAMMA_STEPS);
  let power = 1;
  for (; steps >= GAMMA_STEPS; steps -= GAMMA_STEPS) power *= part;
  let root = part;
  for (let bit = GAMMA_STEPS >> 1; bit > 0; bit >>= 1) {
    root = Math.sqrt(root);
    if ((steps & bit) !== 0) power *= root;
  }
  return FULL_LIGHT * power;
}
