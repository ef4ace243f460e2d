import type { LedListener, OneWireFacts, StripDecoder } from "./led-facts.ts";

/**
 * A strip of WS2812 or SK6812, from the levels on its wire. The first LED takes the bits that come first after a pause, keeps as
 * many as one colour has, and hands all others on; so do the next ones. Where the wire is low for the latch time, all LEDs
 * show what they kept. A pulse is a 0 or a 1 by how long it is high; one that is neither, or a bit that takes too long or too
 * short, is counted as a fault, and what comes until the next pause is worth nothing. Between writes the wire is low.
 */
export class OneWireDecoder implements StripDecoder {
  /** Pulses that a data sheet does not allow, and colours that were cut off. */
  faults = 0;
  private readonly facts: OneWireFacts;
  private readonly leds: number;
  private readonly listener: LedListener;
  /** When the wire last changed its level, and when it rose before that. */
  private changedUs = 0;
  private roseUs = Number.NEGATIVE_INFINITY;
  private isHigh = false;
  private hasFault = false;
  /** Bits since the pause, the colours that they made, the one that is coming. */
  private bits = 0;
  private word = 0;
  private readonly words: Uint32Array;

  constructor(facts: OneWireFacts, leds: number, listener: LedListener) {
    this.facts = facts;
    this.leds = leds;
    this.listener = listener;
    this.words = new Uint32Array(leds);
  }

  write(bytes: Uint8Array, startUs: number, byteUs: number): void {
    const bitUs = byteUs / 8;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === 0 && !this.isHigh) continue;
      for (let bit = 0; bit < 8; bit++) {
        const isHigh = ((byte << bit) & 128) !== 0;
        if (isHigh !== this.isHigh) this.change(isHigh, startUs + i * byteUs + bit * bitUs);
      }
    }
    if (this.isHigh) this.change(false, startUs + bytes.length * byteUs);
    this.wait(startUs + bytes.length * byteUs);
  }

  wait(atUs: number): void {
    const latchUs = this.changedUs + this.facts.latchNs / 1000;
    if (!this.isHigh && this.bits > 0 && atUs + SLIP_US >= latchUs) this.latch(latchUs);
  }

  private change(isHigh: boolean, atUs: number): void {
    if (isHigh) {
      this.wait(atUs);
      // The bit before is over.
      if (this.bits > 0) this.expect(atUs - this.roseUs, this.facts.bitNs);
      this.roseUs = atUs;
    } else this.pulse((atUs - this.roseUs) * 1000);
    this.isHigh = isHigh;
    this.changedUs = atUs;
  }

  private pulse(highNs: number): void {
    const { zeroHighNs, oneHighNs, bits } = this.facts;
    const isOne = within(highNs, oneHighNs);
    if (!isOne && !within(highNs, zeroHighNs)) this.fault();
    this.word = (this.word << 1) | (isOne ? 1 : 0);
    this.bits++;
    if (this.bits % bits !== 0) return;
    const led = this.bits / bits - 1;
    if (led < this.leds) this.words[led] = this.word;
    this.word = 0;
  }

  private expect(us: number, range: readonly [number, number]): void {
    if (!within(us * 1000, range)) this.fault();
  }

  private fault(): void {
    this.faults++;
    this.hasFault = true;
  }

  private latch(atUs: number): void {
    if (this.bits % this.facts.bits !== 0) this.fault();
    const complete = Math.min(this.leds, Math.floor(this.bits / this.facts.bits));
    if (!this.hasFault) for (let led = 0; led < complete; led++) this.listener(led, atUs, this.words[led]!);
    this.bits = 0;
    this.word = 0;
    this.hasFault = false;
  }
}

/** Times are doubles: so much may be missing, in microseconds. */
const SLIP_US = 1e-6;

function within(ns: number, [least, most]: readonly [number, number]): boolean {
  return ns >= least - SLIP_US * 1000 && ns <= most + SLIP_US * 1000;
}
