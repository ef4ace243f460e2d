import type { ShownLight } from "../strip/shown-light.ts";
import type { Film } from "./film.ts";
import type { Swing } from "./swing.ts";

/** Where a poi turns in the picture, in pixels. */
export interface Orbit {
  x: number;
  y: number;
  /** From the hand to the first LED, and from an LED to the next one. */
  innerRadius: number;
  pitch: number;
}

/** Spots of light along an arc are no further apart, in pixels. */
const STEP = 0.5;

/**
 * Paints what the LEDs of a turning poi show onto a film, as long as the shutter is open. A LED that shines from one moment to another
 * leaves an arc, whose light is spread evenly over it: a place that is passed faster gets less of it. LEDs flicker (PWM) a few
 * hundred times in a pixel, which is left out.
 */
export class Camera {
  private readonly film: Film;
  private readonly orbit: Orbit;
  private readonly swing: Swing;
  private readonly shown: ShownLight;
  private readonly firstTurn: number;
  private readonly openUs: number;
  private readonly closeUs: number;
  /** Until when each LED is on the film. */
  private readonly paintedUs: Float64Array;

  /**
   * @param shown what the LEDs show; its `show` is called by `see`
   * @param swing counts its seconds from when the shutter opens
   * @param firstTurn where the poi is then, in turns clockwise from straight up
   */
  constructor(
    film: Film,
    orbit: Orbit,
    swing: Swing,
    shown: ShownLight,
    firstTurn: number,
    shutter: { openUs: number; closeUs: number },
  ) {
    this.film = film;
    this.orbit = orbit;
    this.swing = swing;
    this.shown = shown;
    this.firstTurn = firstTurn;
    this.openUs = shutter.openUs;
    this.closeUs = shutter.closeUs;
    this.paintedUs = new Float64Array(shown.words.length).fill(shutter.openUs);
  }

  /** A `LedListener`. */
  readonly see = (led: number, atUs: number, word: number): void => {
    this.paint(led, atUs);
    this.shown.show(led, atUs, word);
  };

  /** Closes the shutter: what LEDs showed last is painted up to here. */
  close(): void {
    for (let led = 0; led < this.paintedUs.length; led++) this.paint(led, this.closeUs);
  }

  private paint(led: number, atUs: number): void {
    const fromUs = this.paintedUs[led]!;
    const toUs = Math.min(atUs, this.closeUs);
    if (toUs <= fromUs) return;
    this.paintedUs[led] = toUs;
    const { light } = this.shown;
    const white = light[4 * led + 3]!;
    const red = light[4 * led]! + white;
    const green = light[4 * led + 1]! + white;
    const blue = light[4 * led + 2]! + white;
    if (red + green + blue === 0) return;
    const { film, orbit, swing, openUs, firstTurn } = this;
    const radius = orbit.innerRadius + led * orbit.pitch;
    const from = firstTurn + swing.turnsAt((fromUs - openUs) / 1e6);
    const to = firstTurn + swing.turnsAt((toUs - openUs) / 1e6);
    const steps = Math.max(1, Math.ceil(((to - from) * 2 * Math.PI * radius) / STEP));
    const share = (toUs - fromUs) / 1e6 / steps;
    for (let i = 0; i < steps; i++) {
      const angle = 2 * Math.PI * (from + ((i + 0.5) / steps) * (to - from));
      const x = orbit.x + radius * Math.sin(angle);
      const y = orbit.y - radius * Math.cos(angle);
      film.add(x, y, red * share, green * share, blue * share);
    }
  }
}
