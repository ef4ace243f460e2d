/**
 * LED chips as their makers and those who probed them describe them. Nothing here comes from the encoders: these are what the
 * decoders hold the encoders to.
 */

/** A chip with a clock wire. */
export interface ClockedFacts {
  readonly kind: "clocked";
  /**
   * When an LED shows a colour: "frame", once the last bit of it is in (APA102); "reset", at the first rising edge after 32 zeros
   * that follow it (SK9822). Source: Pololu's apa102-arduino, APA102.h, endFrame; Tim's blog, "SK9822 – a clone of the APA102?".
   */
  readonly showsAt: "frame" | "reset";
}

/** A chip with one wire. Times in nanoseconds, from the data sheets' tables, tolerances included. */
export interface OneWireFacts {
  readonly kind: "one-wire";
  /** Bits of one LED. */
  readonly bits: number;
  /** How long a 0 and a 1 are high. */
  readonly zeroHighNs: readonly [number, number];
  readonly oneHighNs: readonly [number, number];
  /** A whole bit, high and low: "TH + TL = 1.25 µs ± 600 ns". */
  readonly bitNs: readonly [number, number];
  /** Low for so long: all LEDs show what they received. */
  readonly latchNs: number;
}

export type LedFacts = ClockedFacts | OneWireFacts;

/** APA102 data sheet (Shenzhen LED Color); Tim's blog, "Understanding the APA102 Superled". */
export const APA102_FACTS: ClockedFacts = { kind: "clocked", showsAt: "frame" };

/** SK9822 data sheet (Opsco, Normand SPC/SK9822). */
export const SK9822_FACTS: ClockedFacts = { kind: "clocked", showsAt: "reset" };

const BIT_NS = [650, 1850] as const;

/** WS2812B (Worldsemi, first issue): 0.4 and 0.8 µs ± 150 ns, reset above 50 µs. */
export const WS2812B_FACTS: OneWireFacts = {
  kind: "one-wire",
  bits: 24,
  zeroHighNs: [250, 550],
  oneHighNs: [650, 950],
  bitNs: BIT_NS,
  latchNs: 50_000,
};

/** WS2812B as made since 2017: 220 to 380 ns, 580 ns to 1 µs, reset above 280 µs. */
export const WS2812B_NEW_FACTS: OneWireFacts = {
  ...WS2812B_FACTS,
  zeroHighNs: [220, 380],
  oneHighNs: [580, 1000],
  latchNs: 280_000,
};

/** SK6812 (Opsco SPC/SK6812MINI): 0.3 and 0.6 µs ± 150 ns, reset 80 µs. */
export const SK6812_FACTS: OneWireFacts = {
  ...WS2812B_FACTS,
  zeroHighNs: [150, 450],
  oneHighNs: [450, 750],
  latchNs: 80_000,
};

/** SK6812RGBW (SPC/SK6812RGBW): 32 bits. */
export const SK6812_RGBW_FACTS: OneWireFacts = { ...SK6812_FACTS, bits: 32 };

/**
 * Hears what LEDs show. `word` is the colour's bits as they came over the wire, the first one the highest: 111, five bits of
 * current and three bytes on a clocked chip, three or four bytes on one of one wire.
 */
export type LedListener = (led: number, atUs: number, word: number) => void;

/** Turns what goes over a bus back into what LEDs show. */
export interface StripDecoder {
  /** Hears a write: a `StripTap`. Writes come in the order of time and do not overlap. */
  write(bytes: Uint8Array, startUs: number, byteUs: number): void;
  /** Nothing is written until `atUs`: tells what happens until then without it. */
  wait(atUs: number): void;
}
