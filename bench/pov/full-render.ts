/**
 * The usual way to drive a POV stick, as FastLED's users write it (FastLED 3: `hsv2rgb_spectrum`, `scale8`,
 * `calculate_max_brightness_for_power_mW`, the APA102 controller), to be measured beside: whenever a column is due, all LEDs get
 * their colours, their current is added up, and all of them are scaled, corrected and written anew. In integers and typed arrays
 * and without allocation, as C would have it.
 */

const START_BYTES = 4;

export class FullRender {
  /** What goes over the bus: start frame, LEDs, end frame. */
  readonly frame: Uint8Array;
  private readonly leds: Uint8Array;
  private readonly count: number;
  private readonly gamma: Uint8Array;
  private readonly brightness: number;
  private readonly limitMa: number;

  constructor(count: number, brightness: number, limitMa: number) {
    this.count = count;
    this.brightness = brightness;
    this.limitMa = limitMa;
    this.leds = new Uint8Array(3 * count);
    this.frame = new Uint8Array(START_BYTES + 4 * count + ((count + 15) >> 4));
    this.gamma = new Uint8Array(256);
    for (let i = 0; i < 256; i++) this.gamma[i] = Math.round(255 * (i / 255) ** 2.2);
  }

  /** A column of a picture: `rgb` holds its columns. */
  picture(rgb: Uint8Array, column: number): void {
    const { leds } = this;
    const from = column * leds.length;
    for (let i = 0; i < leds.length; i++) leds[i] = rgb[from + i]!;
    this.show();
  }

  /** A column of a rainbow: hues from `hue` on, `step` apart, 256 of them a turn. */
  rainbow(hue: number, step: number): void {
    const { leds, count } = this;
    for (let led = 0, at = 0; led < count; led++, at += 3) {
      const place = ((hue + led * step) & 255) * 3;
      const section = place >> 8;
      const rise = place & 255;
      const fall = 255 - rise;
      leds[at] = section === 0 ? fall : section === 1 ? 0 : rise;
      leds[at + 1] = section === 0 ? rise : section === 1 ? fall : 0;
      leds[at + 2] = section === 0 ? 0 : section === 1 ? rise : fall;
    }
    this.show();
  }

  private show(): void {
    const { leds, frame, gamma, count, limitMa } = this;
    let sum = 0;
    for (let i = 0; i < leds.length; i++) sum += leds[i]!;
    const ma = ((sum * 20) / 255) | 0;
    let scale = this.brightness;
    if (ma * scale > limitMa * 255) scale = ((limitMa * 255) / ma) | 0;
    scale++;
    let to = START_BYTES;
    for (let led = 0, at = 0; led < count; led++, at += 3) {
      frame[to++] = 0xff;
      frame[to++] = (gamma[leds[at + 2]!]! * scale) >> 8;
      frame[to++] = (gamma[leds[at + 1]!]! * scale) >> 8;
      frame[to++] = (gamma[leds[at]!]! * scale) >> 8;
    }
    while (to < frame.length) frame[to++] = 0xff;
  }
}
