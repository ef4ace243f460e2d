import { frozen } from "../bytes/frozen.ts";

/** What a power mode allows. */
export interface PowerLimit {
  /** Clock of the processor in MHz, and pictures a second, as clients of older firmware know them. */
  readonly cpuMhz: number;
  readonly fpsLimit: number;
  /** Share of the light, 0 to 1. */
  readonly light: number;
  /** Most columns a second. */
  readonly columnsPerS: number;
}

export const POWER_MODES = Object.freeze(["performance", "balanced", "powersave", "ultrasave"] as const);
export type PowerMode = (typeof POWER_MODES)[number];

/**
 * Each power mode's limits. The older firmware halves the pictures a second from mode to mode; so do these the columns, from what a
 * strip of 32 LEDs at 8 MHz does at most, and with them the work of the loop. Most of the current is light.
 */
export const POWER_LIMITS: { readonly [mode in PowerMode]: PowerLimit } = frozen({
  performance: { cpuMhz: 240, fpsLimit: 120, light: 1, columnsPerS: 18_000 },
  balanced: { cpuMhz: 160, fpsLimit: 60, light: 0.75, columnsPerS: 4000 },
  powersave: { cpuMhz: 80, fpsLimit: 30, light: 0.5, columnsPerS: 2000 },
  ultrasave: { cpuMhz: 80, fpsLimit: 15, light: 0.25, columnsPerS: 1000 },
});
