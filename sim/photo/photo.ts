import { PATTERNS } from "../../src/patterns/patterns.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import type { PatternContent } from "../../src/pov/pattern-tables.ts";
import { mostColumnsPerS } from "../../src/pov/strip-setup.ts";
import { Scheduler } from "../scheduler.ts";
import { SOLD_ORDERS } from "../strip/chip-decoder.ts";
import { ShownLight } from "../strip/shown-light.ts";
import { StripRig } from "../strip/strip-rig.ts";
import { Camera, type Orbit } from "./camera.ts";
import { develop } from "./develop.ts";
import { Film } from "./film.ts";
import type { StoredPicture } from "./stored-picture.ts";
import type { Swing } from "./swing.ts";

/** What is spun, by whom, and how it is photographed. */
export interface PhotoOptions {
  /** A picture, or a pattern with the group time in microseconds at which the shutter opens. */
  show: StoredPicture | (PatternContent & { atUs: number });
  swing: Swing;
  /** Poi side by side, each with a clock of its own that the group's time is known on. */
  poi: 1 | 2;
  chip: LedChipName;
  leds: number;
  /** From the hand to the first LED, and from there to the last one, in centimetres. */
  radiusCm: number;
  lengthCm: number;
  /** Columns a second; default: pictures fit around the circle once or several times. */
  columnsPerS?: number | undefined;
  brightness: number;
  /** Current limit in milliamperes. */
  limitMa?: number | undefined;
  /** Turns that the shutter is open. */
  turns: number;
  /** Height of the photo in pixels. */
  size: number;
  /** Told now and then how much of the exposure is over, 0 to 1. */
  onProgress?(share: number): void;
}

export interface Photo {
  width: number;
  height: number;
  /** sRGB, 3 bytes a pixel. */
  rgb: Uint8Array;
  /** What was played, and the most that such a strip can do. */
  columnsPerS: number;
  mostColumnsPerS: number;
  exposureS: number;
  /** The most that a strip drew, over the decoded pixels. */
  mostMa: number;
}

/** Before the shutter opens: the loops learn how long their gaps are. */
const LEARNING_US = 500_000;
/** What a scheduler and a driver take between two writes, and how far the clocks of two poi are off. */
const GAP_US = [0, 100] as const;
const DRIFTS_PPM = [40, -40] as const;
/** Around the circles, as a part of the height; an LED's spot, as a part of the distance between LEDs. */
const MARGIN = 0.04;
const SPOT = 0.36;
/** Where along the stick white comes out as white: it shines more at the hand, where it moves more slowly. */
const WHITE_AT = 0.3;
/** The shutter opens at the bottom, so that the seam is there. */
const FIRST_TURN = 0.5;

/** Takes a photo: from a picture's columns, over the node's own code, the bytes on the bus and a decoder, to what is seen. */
export function takePhoto(options: PhotoOptions): Photo {
  const { swing, size, leds, poi, turns } = options;
  const orbits = orbitsOf(options);
  const { pitch, innerRadius } = orbits[0]!;
  const openUs = LEARNING_US;
  const closeUs = openUs + swing.secondsAt(turns) * 1e6;
  const exposureS = (closeUs - openUs) / 1e6;
  const width = Math.round(size * (poi === 1 ? 1 : 2 - MARGIN));
  const film = new Film(width, size, SPOT * pitch);
  const scheduler = new Scheduler();
  const columnsPerS = options.columnsPerS ?? fittingRate(options, turns / exposureS);
  const sets = orbits.map((orbit, i) => {
    const rig = rigOf(options, scheduler, i);
    const { setup, facts } = rig;
    const { channelMa, quietMa } = setup;
    const shown = new ShownLight({ facts, leds, order: SOLD_ORDERS[options.chip], channelMa, quietMa });
    const camera = new Camera(film, orbit, swing, shown, FIRST_TURN, { openUs, closeUs });
    rig.listener = camera.see;
    play(rig, options, columnsPerS, openUs);
    return { rig, shown, camera };
  });
  const steps = 50;
  for (let i = 1; i <= steps; i++) {
    scheduler.runFor(Math.ceil((closeUs * i) / steps) - scheduler.nowUs);
    options.onProgress?.(i / steps);
  }
  for (const { camera } of sets) camera.close();
  const radius = innerRadius + WHITE_AT * (leds - 1) * pitch;
  const turnsPerS = turns / exposureS;
  const exposure = turns / (2 * Math.PI * radius * turnsPerS * pitch);
  return {
    width,
    height: size,
    rgb: develop(film, exposure),
    columnsPerS,
    mostColumnsPerS: mostColumnsPerS(sets[0]!.rig.setup),
    exposureS,
    mostMa: Math.max(...sets.map(({ shown }) => shown.mostMa)),
  };
}

function rigOf(
  { show, chip, leds, brightness, limitMa }: PhotoOptions,
  scheduler: Scheduler,
  number: number,
): StripRig {
  const rig = new StripRig({
    strip: { chip, leds },
    scheduler,
    gapUs: GAP_US,
    driftPpm: DRIFTS_PPM[number]!,
    seed: 1 + number,
    aheadUs: "atUs" in show ? show.atUs - LEARNING_US : 0,
    patterns: PATTERNS,
  });
  rig.desk.set({ brightness, ...(limitMa === undefined ? {} : { limitMa }) });
  return rig;
}

function play(rig: StripRig, { show, swing }: PhotoOptions, columnsPerS: number, openUs: number): void {
  if ("atUs" in show) rig.desk.showPattern(show, { originUs: rig.groupUs, columnsPerS });
  else {
    // The middle of the picture is at the top.
    const topUs = openUs + swing.secondsAt(1 - FIRST_TURN) * 1e6;
    rig.showPicture(show.rgb, columnsPerS, { originUs: topUs - (show.columns * 1e6) / columnsPerS / 2 });
  }
}

function orbitsOf({ size, poi, leds, radiusCm, lengthCm }: PhotoOptions): Orbit[] {
  const outerRadius = size * (0.5 - MARGIN);
  const pixelsPerCm = outerRadius / (radiusCm + lengthCm);
  const pitch = (lengthCm * pixelsPerCm) / leds;
  const orbit = { y: size / 2, innerRadius: radiusCm * pixelsPerCm + pitch / 2, pitch };
  return Array.from({ length: poi }, (_, i) => ({ ...orbit, x: size / 2 + i * size * (1 - MARGIN) }));
}

/** Columns a second with which pixels are about as wide as high, and a picture is there a whole number of times. */
function fittingRate({ show, leds, radiusCm, lengthCm }: PhotoOptions, turnsPerS: number): number {
  const square = (2 * Math.PI * (radiusCm + lengthCm / 2)) / (lengthCm / leds);
  if ("atUs" in show) return PATTERN_COLUMNS_PER_S;
  return Math.max(1, Math.round(square / show.columns)) * show.columns * turnsPerS;
}

const PATTERN_COLUMNS_PER_S = 2000;
