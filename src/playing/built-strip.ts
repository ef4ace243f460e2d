import type { Strip } from "../ports/strip.ts";
import { LED_CHIPS } from "../pov/led-chip.ts";
import { backToBackMap, reversedMap } from "../pov/led-map.ts";
import { type LedMap, type StripSetup, stripSetup } from "../pov/strip-setup.ts";
import type { ToneSettings } from "../pov/tone.ts";
import type { LocalConfig } from "../store/local-config.ts";

/** What a poi knows of how its strip is built in. */
type Build = Pick<LocalConfig, "leds" | "strip" | "trim">;

/** The strip of a poi. */
export function builtStrip({ leds, strip, trim }: Build, bus: Pick<Strip, "actualHz">): StripSetup {
  const isReversed = trim.wire === "tip";
  const { chip, order } = strip;
  const map = mapOf(leds, isReversed, trim.sides);
  return stripSetup({
    chip,
    leds: map?.cellOfLed.length ?? leds,
    hz: bus.actualHz(LED_CHIPS[chip].hz),
    ...(order === "" ? {} : { order }),
    ...(map === undefined ? {} : { map }),
  });
}

/** Tells strips apart: another text means another memory. */
export function buildKey({ leds, strip, trim }: Build): string {
  return `${strip.chip} ${strip.order} ${leds} ${trim.wire} ${trim.sides} ${strip.gamma} ${strip.balance}`;
}

/** How its codes become light. */
export function builtTone({ strip: { gamma, balance } }: Build): ToneSettings {
  const tone = { balance: three(balance) };
  return gamma.length === 0 ? tone : { ...tone, gamma: three(gamma) };
}

function three(values: readonly number[]): [number, number, number] {
  return [values[0]!, values[1]!, values[2]!];
}

function mapOf(leds: number, isReversed: boolean, sides: 1 | 2): LedMap | undefined {
  // An odd LED at the turn of the wire belongs to neither side.
  if (sides === 2 && leds > 1) return backToBackMap(leds & ~1, isReversed);
  return isReversed ? reversedMap(leds) : undefined;
}
