import { frozen } from "../bytes/frozen.ts";
import { PoiError } from "../ports/poi-error.ts";

/** How a poi's strip is built, beside its number of LEDs. Its own affair, never synced. */
export interface StripConfig {
  readonly chip: keyof typeof CHIP_COLORS;
  /** Order of the colours on the wire, such as "bgr"; empty for the chip's own. */
  readonly order: string;
  /** Most milliamperes that the strip may draw: a frame that would need more is dimmed as a whole. */
  readonly limitMa: number;
  /** Exponents of red, green and blue from codes to light, 1 to 4; empty for the sRGB curve that pictures are made for. */
  readonly gamma: readonly number[];
  /** Most light of red, green and blue, 0 to 255: what makes white white. */
  readonly balance: readonly number[];
}

/** Colours of each chip that there is (pov/led-chip.ts). */
export const CHIP_COLORS = Object.freeze({
  apa102: "rgb",
  sk9822: "rgb",
  ws2812: "rgb",
  sk6812: "rgb",
  "sk6812-rgbw": "rgbw",
});

export const PLAIN_STRIP: StripConfig = frozen({
  chip: "sk9822",
  order: "",
  limitMa: 1000,
  gamma: [],
  balance: [255, 255, 255],
});

const LEAST_MA = 50;
const MOST_MA = 20_000;
const LEAST_GAMMA = 1;
const MOST_GAMMA = 4;
const MOST_LIGHT = 255;

/** A strip with a change; another chip has its own order. Throws PoiError, which names the field, for what cannot be. */
export function changeStrip(
  strip: StripConfig,
  change: { readonly [key in keyof StripConfig]?: unknown },
): StripConfig {
  const { chip = strip.chip, limitMa = strip.limitMa } = change;
  const { gamma = strip.gamma, balance = strip.balance } = change;
  const { order = chip === strip.chip ? strip.order : "" } = change;
  if (!isChip(chip)) throw refused(`chip must be one of ${Object.keys(CHIP_COLORS).join(", ")}`, chip);
  const colors = CHIP_COLORS[chip];
  if (typeof order !== "string" || !(order === "" || sorted(order) === sorted(colors)))
    throw refused(`order must hold each letter of "${colors}" once`, order);
  const fits = typeof limitMa === "number" && Number.isInteger(limitMa);
  if (!fits || limitMa < LEAST_MA || limitMa > MOST_MA)
    throw refused(`limitMa must be a whole number from ${LEAST_MA} to ${MOST_MA}`, limitMa);
  if (!isThree(gamma, LEAST_GAMMA, MOST_GAMMA) && !(Array.isArray(gamma) && gamma.length === 0))
    throw refused(`gamma must be three numbers from ${LEAST_GAMMA} to ${MOST_GAMMA}, or none`, gamma);
  if (!isThree(balance, 0, MOST_LIGHT))
    throw refused(`balance must be three numbers from 0 to ${MOST_LIGHT}`, balance);
  // Copies: the plain strip's lists lie in flash, where JSON.stringify of XS cannot mark what it has seen.
  return { chip, order, limitMa, gamma: [...gamma], balance: [...balance] };
}

/** The strip of a file that somebody may have edited: the plain one where it cannot be. */
export function soundStrip(value: unknown): StripConfig {
  try {
    return changeStrip(PLAIN_STRIP, typeof value === "object" && value !== null ? value : {});
  } catch {
    return changeStrip(PLAIN_STRIP, {});
  }
}

function isChip(value: unknown): value is StripConfig["chip"] {
  // Not as a property: XS would keep whatever text was asked for as the name of one.
  return typeof value === "string" && Object.keys(CHIP_COLORS).includes(value);
}

function isThree(value: unknown, low: number, high: number): value is readonly number[] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  return value.every((each) => typeof each === "number" && each >= low && each <= high);
}

function sorted(letters: string): string {
  return letters.split("").sort().join("");
}

function refused(rule: string, value: unknown): PoiError {
  const got = String(JSON.stringify(value)).slice(0, 40);
  return new PoiError("bad-request", `${rule}, got ${got}. Choose another one.`);
}
