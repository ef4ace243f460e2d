/** What the LED chips want, from their data sheets and from what was measured on them. */
export interface LedChip {
  readonly name: string;
  /** Two wires, data and clock (APA102), or one wire whose pulse lengths are the bits (WS2812). */
  readonly isClocked: boolean;
  /** Colours of one LED: 3, or 4 with white. */
  readonly colors: number;
  /** Order of the colours on the wire as sold most. */
  readonly order: string;
  /** Bits a second on the SPI bus. */
  readonly hz: number;
  /** Microseconds of low level after which a one-wire chip shows what it received. */
  readonly latchUs: number;
  /** Whether the 5-bit field of a clocked LED steers its current. Otherwise it is a slow PWM, which a moving LED shows as dashes. */
  readonly isCurrentDriven: boolean;
  /** Milliamperes of a colour fully on. */
  readonly channelMa: number;
  /** Milliamperes of an LED that is dark. */
  readonly quietMa: number;
}

/** One-wire chips at three SPI bits a bit: 375 ns and 750 ns high. 80 MHz divided by 30, which an ESP32-S3 makes exactly. */
const NRZ_HZ = 2_666_667;

/**
 * APA102: 19.2 kHz PWM, but the 5-bit field is a second PWM of only 400 to 600 Hz; 22 mA a colour in the 5050 package, 1 mA
 * dark (list-awesomeled, pixels/apa102; Espruino forum 280762).
 */
const APA102: LedChip = Object.freeze({
  name: "APA102",
  isClocked: true,
  colors: 3,
  order: "bgr",
  hz: 8_000_000,
  latchUs: 0,
  isCurrentDriven: false,
  channelMa: 22,
  quietMa: 1,
});

/** SK9822: what is sold as APA102 today. The 5-bit field sets the current of the LED (Tim's blog, "SK9822 – a clone of the APA102?"). */
const SK9822: LedChip = Object.freeze({
  ...APA102,
  name: "SK9822",
  isCurrentDriven: true,
  channelMa: 20,
});

/**
 * WS2812B: a 0 is 0.22 to 0.38 µs high in new data sheets and 0.4 ± 0.15 in old ones, a 1 is 0.58 to 1 or 0.8 ± 0.15; new ones
 * latch after 280 µs, old ones after 50. Up to 60 mA an LED.
 */
const WS2812: LedChip = Object.freeze({
  name: "WS2812",
  isClocked: false,
  colors: 3,
  order: "grb",
  hz: NRZ_HZ,
  latchUs: 280,
  isCurrentDriven: false,
  channelMa: 20,
  quietMa: 1,
});

/** SK6812: a 0 is 0.3 ± 0.15 µs high, a 1 0.6 ± 0.15, latch 80 µs (Opsco SPC/SK6812MINI); 20 mA a colour, 1 mA dark. */
const SK6812: LedChip = Object.freeze({ ...WS2812, name: "SK6812", latchUs: 80 });

/** SK6812 with a white LED (SPC/SK6812RGBW). */
const SK6812_RGBW: LedChip = Object.freeze({ ...SK6812, name: "SK6812 RGBW", colors: 4, order: "grbw" });

/** All chips by the name that settings use. */
export const LED_CHIPS = Object.freeze({
  apa102: APA102,
  sk9822: SK9822,
  ws2812: WS2812,
  sk6812: SK6812,
  "sk6812-rgbw": SK6812_RGBW,
});

export type LedChipName = keyof typeof LED_CHIPS;
