import type { LedFacts } from "./led-facts.ts";

/** How a strip is wired and what its LEDs draw, for whoever looks at it from outside. */
export interface ShownStrip {
  facts: LedFacts;
  leds: number;
  /** Colours in the order of the wire, such as "bgr" or "grbw". */
  order: string;
  /** Milliamperes of a colour fully on, and of a dark LED. */
  channelMa: number;
  quietMa: number;
}

/**
 * What LEDs show, as light and as current. The light of a colour is its PWM, times the current field where there is one, both as
 * shares of the most: 0 to 1.
 */
export class ShownLight {
  /** Light of red, green, blue and white of each LED, four numbers an LED. */
  readonly light: Float64Array;
  /** Words as the LEDs received them. */
  readonly words: Uint32Array;
  /** What the strip draws now, and the most that it drew, in milliamperes. */
  nowMa: number;
  mostMa: number;
  private readonly strip: ShownStrip;
  private readonly ledMa: Float64Array;
  private readonly sinceUs: Float64Array;
  private readonly charge: Float64Array;

  constructor(strip: ShownStrip) {
    const { leds, quietMa } = strip;
    this.strip = strip;
    this.light = new Float64Array(4 * leds);
    this.words = new Uint32Array(leds);
    this.ledMa = new Float64Array(leds).fill(quietMa);
    this.sinceUs = new Float64Array(leds);
    this.charge = new Float64Array(leds);
    this.nowMa = leds * quietMa;
    this.mostMa = this.nowMa;
  }

  /** A `LedListener`. */
  readonly show = (led: number, atUs: number, word: number): void => {
    const { facts, order, channelMa, quietMa } = this.strip;
    const isClocked = facts.kind === "clocked";
    const full = isClocked ? 255 * 31 : 255;
    const current = isClocked ? (word >>> 24) & 31 : 1;
    let sum = 0;
    for (let place = 0; place < order.length; place++) {
      const shift = 8 * ((isClocked ? 3 : order.length) - 1 - place);
      const light = (((word >>> shift) & 255) * current) / full;
      this.light[4 * led + "rgbw".indexOf(order[place]!)] = light;
      sum += light;
    }
    this.words[led] = word;
    this.charge[led]! += this.ledMa[led]! * (atUs - this.sinceUs[led]!);
    this.sinceUs[led] = atUs;
    const ma = quietMa + channelMa * sum;
    this.nowMa += ma - this.ledMa[led]!;
    this.ledMa[led] = ma;
    if (this.nowMa > this.mostMa) this.mostMa = this.nowMa;
  };

  /** Milliampere seconds from the beginning, when all was dark, to a time. */
  chargeMas(atUs: number): number {
    let charge = 0;
    for (let led = 0; led < this.strip.leds; led++) {
      charge += this.charge[led]! + this.ledMa[led]! * (atUs - this.sinceUs[led]!);
    }
    return charge / 1e6;
  }
}
