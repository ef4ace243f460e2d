import type { ClockedFacts, LedListener, StripDecoder } from "./led-facts.ts";

/**
 * A strip of APA102 or SK9822, LED by LED and edge by edge, as it was found with a logic analyzer (Tim's blog, "Understanding the
 * APA102 Superled"; Pololu's APA102.h):
 *
 * - An LED reads its data wire at the rising edges of its clock wire.
 * - It hands the clock on inverted and the data on half a clock late, so the next LED reads each bit one edge of the bus later.
 *   Where the bus stops, so do the bits that are on their way.
 * - After 32 zeros it waits for a 1. That and the 31 bits behind it are its colour, which it does not hand on: the next LED sees
 *   zeros meanwhile. What follows it hands on, until it has seen 32 zeros again.
 *
 * This is the definition; `ClockedDecoder` does the same faster, and is tested against it.
 */
export class LedChain implements StripDecoder {
  private readonly leds: ChainLed[] = [];
  /** The data wire behind each LED: what it hands on at the next edge. */
  private readonly wires: Uint8Array;
  private readonly listener: LedListener;
  private edge = 0;

  constructor(facts: ClockedFacts, leds: number, listener: LedListener) {
    this.listener = listener;
    for (let i = 0; i < leds; i++) this.leds.push(new ChainLed(facts));
    this.wires = new Uint8Array(leds + 1);
  }

  write(bytes: Uint8Array, startUs: number, byteUs: number): void {
    const halfBitUs = byteUs / 16;
    let atUs = startUs;
    for (const byte of bytes) {
      for (let bit = 7; bit >= 0; bit--) {
        this.wires[0] = (byte >> bit) & 1;
        atUs += halfBitUs;
        this.clock(atUs);
        atUs += halfBitUs;
        this.clock(atUs);
      }
    }
  }

  wait(): void {}

  /** One edge of the bus: rising for every second LED, which reads what the LED before handed on at the last edge. */
  private clock(atUs: number): void {
    const { leds, wires, listener } = this;
    // The first bit is on its way to LED i for i edges.
    const reached = Math.min(leds.length - 1, this.edge);
    for (let i = (this.edge & 1) === 0 ? 0 : 1; i <= reached; i += 2) {
      const led = leds[i]!;
      const isShown = led.read(wires[i]!);
      wires[i + 1] = led.output;
      if (isShown) listener(i, atUs, led.shown >>> 0);
    }
    this.edge++;
  }
}

class ChainLed {
  /** What it hands on. */
  output = 0;
  shown = 0;
  private readonly showsAtReset: boolean;
  private zeros = 0;
  private isArmed = false;
  private left = 0;
  private word = 0;
  private isHeld = false;

  constructor(facts: ClockedFacts) {
    this.showsAtReset = facts.showsAt === "reset";
  }

  /** Reads a bit; returns whether what it shows was set anew. */
  read(bit: number): boolean {
    const hadZeros = this.zeros >= 32;
    this.zeros = bit === 0 ? this.zeros + 1 : 0;
    let isShown = false;
    if (hadZeros && this.isHeld && this.showsAtReset) {
      this.isHeld = false;
      this.shown = this.word;
      isShown = true;
    }
    if (this.left > 0) {
      this.output = 0;
      return this.take(bit) || isShown;
    }
    if (this.isArmed) {
      this.output = 0;
      if (bit === 1) {
        this.isArmed = false;
        this.left = 32;
        this.take(1);
      }
      return isShown;
    }
    this.output = bit;
    if (this.zeros >= 32) this.isArmed = true;
    return isShown;
  }

  private take(bit: number): boolean {
    this.word = (this.word << 1) | bit;
    this.left--;
    if (this.left > 0) return false;
    if (this.showsAtReset) {
      this.isHeld = true;
      return false;
    }
    this.shown = this.word;
    return true;
  }
}
