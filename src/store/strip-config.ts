import { PoiError } from "../ports/poi-error.ts";

/** How a poi's strip is built, beside its number of LEDs. Its own affair, never synced. */
export interface StripConfig {
  readonly chip: keyof typeof CHIP_COLORS;
  /** Order of the colours on the wire, such as "bgr"; empty for the chip's own. */
  readonly order: string;
  /** Most milliamperes that the strip may draw: a frame that would need more is dimmed as a whole. */
  readonly limitMa: number;
}

/** Colours of each chip that there is (pov/led-chip.ts). */
export const CHIP_COLORS = Object.freeze({
  apa102: "rgb",
  sk9822: "rgb",
  ws2812: "rgb",
  sk6812: "rgb",
  "sk6812-rgbw": "rgbw",
});

export const PLAIN_STRIP: StripConfig = Object.freeze({ chip: "sk9822", order: "", limitMa: 1000 });

const LEAST_MA = 50;
const MOST_MA = 20_000;

/** A strip with a change; another chip has its own order. Throws PoiError, which names the field, for what cannot be. */
export function changeStrip(
  strip: StripConfig,
  change: { readonly [key in keyof StripConfig]?: unknown },
): StripConfig {
  const { chip = strip.chip, limitMa = strip.limitMa } = change;
  const { order = chip === strip.chip ? strip.order : "" } = change;
  if (!isChip(chip)) throw refused(`chip must be one of ${Object.keys(CHIP_COLORS).join(", ")}`, chip);
  const colors = CHIP_COLORS[chip];
  if (typeof order !== "string" || !(order === "" || sorted(order) === sorted(colors)))
    throw refused(`order must hold each letter of "${colors}" once`, order);
  const fits = typeof limitMa === "number" && Number.isInteger(limitMa);
  if (!fits || limitMa < LEAST_MA || limitMa > MOST_MA)
    throw refused(`limitMa must be a whole number from ${LEAST_MA} to ${MOST_MA}`, limitMa);
  return { chip, order, limitMa };
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
  return typeof value === "string" && Object.hasOwn(CHIP_COLORS, value);
}

function sorted(letters: string): string {
  return letters.split("").sort().join("");
}

function refused(rule: string, value: unknown): PoiError {
  const got = String(JSON.stringify(value)).slice(0, 40);
  return new PoiError("bad-request", `${rule}, got ${got}. Choose another one.`);
}
