import type { LedChipName } from "../../src/pov/led-chip.ts";
import { ClockedDecoder } from "./clocked-decoder.ts";
import {
  APA102_FACTS,
  type LedFacts,
  type LedListener,
  SK6812_FACTS,
  SK6812_RGBW_FACTS,
  SK9822_FACTS,
  type StripDecoder,
  WS2812B_NEW_FACTS,
} from "./led-facts.ts";
import { OneWireDecoder } from "./one-wire-decoder.ts";

/** What the data sheet of each chip says. */
export const CHIP_FACTS: Readonly<Record<LedChipName, LedFacts>> = Object.freeze({
  apa102: APA102_FACTS,
  sk9822: SK9822_FACTS,
  ws2812: WS2812B_NEW_FACTS,
  sk6812: SK6812_FACTS,
  "sk6812-rgbw": SK6812_RGBW_FACTS,
});

/** Order of colours on the wire of each chip as sold. */
export const SOLD_ORDERS: Readonly<Record<LedChipName, string>> = Object.freeze({
  apa102: "bgr",
  sk9822: "bgr",
  ws2812: "grb",
  sk6812: "grb",
  "sk6812-rgbw": "grbw",
});

/** A decoder of what goes to `leds` LEDs of a chip. */
export function decoderOf(facts: LedFacts, leds: number, listener: LedListener): StripDecoder {
  return facts.kind === "clocked"
    ? new ClockedDecoder(facts, leds, listener)
    : new OneWireDecoder(facts, leds, listener);
}
