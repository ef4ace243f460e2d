import type { ClockedFacts, LedListener, StripDecoder } from "./led-facts.ts";

/** Something that a LED shows once an edge comes that did not come yet. */
interface Later {
  edge: number;
  led: number;
  word: number;
}

/**
 * A strip of APA102 or SK9822 seen from the bus: `LedChain` without walking every bit through every LED. All LEDs see the bits
 * of the bus, the i-th one i edges later, but for the colours that LEDs before it took. So it is enough to follow the bus, to
 * say which LED takes which bits, and to count edges: what LED i does at bit k happens at edge 2 k + i, which comes later where
 * the bus pauses in between.
 */
export class ClockedDecoder implements StripDecoder {
  private readonly leds: number;
  private readonly showsAtReset: boolean;
  private readonly listener: LedListener;
  /** Zeros on the bus in a row. */
  private zeros = 0;
  /** The LED whose colour comes next; `leds` until 32 zeros were seen. How many of its bits are missing, and those that are there. */
  private led: number;
  private left = 0;
  private word = 0;
  /** SK9822: colours that wait for 32 zeros, by LED, and how many. */
  private readonly held: number[] = [];
  private heldCount = 0;
  /** Bits on the bus, all of them and those before the write that goes on. */
  private bits = 0;
  private firstBit = 0;
  private endEdge = 0;
  private startUs = 0;
  private bitUs = 0;
  private later: Later[] = [];

  constructor(facts: ClockedFacts, leds: number, listener: LedListener) {
    this.leds = leds;
    this.led = leds;
    this.showsAtReset = facts.showsAt === "reset";
    this.listener = listener;
    for (let i = 0; i < leds; i++) this.held.push(NOTHING);
  }

  write(bytes: Uint8Array, startUs: number, byteUs: number): void {
    const { length } = bytes;
    this.startUs = startUs;
    this.bitUs = byteUs / 8;
    this.firstBit = this.bits;
    this.endEdge = 2 * (this.bits + 8 * length);
    const { later } = this;
    this.later = [];
    for (const { edge, led, word } of later) this.show(edge, led, word);
    for (let i = 0; i < length; i++) {
      const byte = bytes[i]!;
      const isBetween = this.left === 0;
      if (isBetween && byte === 0 && this.zeros > 32) {
        // All that zeros can change has changed.
        this.zeros += 8;
        this.bits += 8;
      } else if (isBetween && byte >= 0x80 && this.led < this.leds && i + 4 <= length) {
        this.readColor((byte << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!);
        i += 3;
      } else {
        for (let bit = 7; bit >= 0; bit--) this.readBit((byte >> bit) & 1);
      }
    }
  }

  wait(): void {}

  private readBit(bit: number): void {
    if (this.zeros >= 32) this.showHeld();
    this.zeros = bit === 0 ? this.zeros + 1 : 0;
    this.bits++;
    if (this.left > 0) {
      this.word = (this.word << 1) | bit;
      this.left--;
      if (this.left === 0) this.take();
    } else if (bit === 1 && this.led < this.leds) {
      this.word = 1;
      this.left = 31;
    }
    if (this.zeros >= 32) this.led = 0;
  }

  /** Thirty-two bits that begin with a 1. */
  private readColor(word: number): void {
    if (this.zeros >= 32) this.showHeld();
    this.zeros = 31 - Math.clz32(word & -word);
    this.bits += 32;
    this.word = word;
    this.take();
  }

  /** The last bit of a colour came. */
  private take(): void {
    const led = this.led++;
    if (!this.showsAtReset) {
      this.show(2 * (this.bits - 1) + led, led, this.word >>> 0);
      return;
    }
    if (this.held[led] === NOTHING) this.heldCount++;
    this.held[led] = this.word >>> 0;
  }

  /** The edge after 32 zeros comes. */
  private showHeld(): void {
    if (this.heldCount === 0) return;
    this.heldCount = 0;
    for (let led = 0; led < this.leds; led++) {
      const word = this.held[led]!;
      this.held[led] = NOTHING;
      if (word !== NOTHING) this.show(2 * this.bits + led, led, word);
    }
  }

  private show(edge: number, led: number, word: number): void {
    if (edge >= this.endEdge) this.later.push({ edge, led, word });
    else this.listener(led, this.startUs + ((edge - 2 * this.firstBit + 1) / 2) * this.bitUs, word);
  }
}

const NOTHING = -1;
