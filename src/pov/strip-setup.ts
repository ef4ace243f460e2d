import { assert } from "../ports/assert.ts";
import { LED_CHIPS, type LedChip, type LedChipName } from "./led-chip.ts";
import { MAX_LEDS } from "./picture-shape.ts";

/** How a poi's strip is built. What is left out is as the chip is sold most. */
export interface StripOptions {
  chip: LedChipName;
  /** LEDs on the wire, 1 to 288. */
  leds: number;
  /** Bits a second that the bus really makes; see `Strip.actualHz`. */
  hz?: number;
  /** Order of colours on the wire: "rgb", "rbg", "grb", "gbr", "brg", "bgr"; with white any order of "rgbw". */
  order?: string;
  /** Whether clocked LEDs use their 5-bit field for finer dark steps; default: where it steers the current (`isCurrentDriven`). */
  depth?: boolean;
  /** Microseconds of low level that latch a one-wire strip. */
  latchUs?: number;
  /** Milliamperes of a colour fully on, and of a dark LED. */
  channelMa?: number;
  quietMa?: number;
  /** How much of the white in a colour a white LED takes over, 0 to 255; default all. */
  whiteShare?: number;
  /** Where on the stick each LED sits; default: in the order of the wire, the first one at the hand. See led-map.ts. */
  map?: LedMap;
}

/**
 * Where on the stick LEDs sit. A stick is a row of cells, cell 0 at the hand; patterns are rendered by cell. Pictures have their
 * top row at the tip, so that they stand upright above the spinner.
 */
export interface LedMap {
  /** Cells of the stick, which are the rows of a picture. */
  readonly cells: number;
  /** Cell of each LED, in the order of the wire. */
  readonly cellOfLed: Uint16Array;
  /** 1 for LEDs that face the other way: they show the picture from its last column to its first. Undefined where none does. */
  readonly isBack?: Uint8Array | undefined;
}

/** A strip, and what follows from how it is built. */
export interface StripSetup {
  readonly chip: LedChip;
  readonly leds: number;
  /** Rows of pictures, cells of patterns. */
  readonly cells: number;
  readonly map: LedMap | undefined;
  readonly hz: number;
  /** Place of red, green, blue (and white) on the wire, from 0. */
  readonly places: readonly number[];
  readonly depth: boolean;
  readonly whiteShare: number;
  /** Milliamperes. */
  readonly channelMa: number;
  readonly quietMa: number;
  /** Bytes of an LED on the bus: 4, or 9 or 12 with three SPI bits a bit. */
  readonly ledBytes: number;
  /** Bytes of all LEDs of a column, rounded up to a multiple of four with zeros. */
  readonly dataBytes: number;
  /** Bytes of a column with the zeros that it needs behind it, a multiple of four. */
  readonly columnBytes: number;
  /** Bytes from a column's first to the moment when it is seen. */
  readonly shownBytes: number;
}

/** A strip of `options`. */
export function stripSetup(options: StripOptions): StripSetup {
  const chip: LedChip = LED_CHIPS[options.chip];
  const { leds, map } = options;
  const { hz = chip.hz, latchUs = chip.latchUs, order = chip.order } = options;
  assert(Number.isInteger(leds) && leds >= 1 && leds <= MAX_LEDS, "1 to 288 LEDs");
  assert(hz >= 1000 && hz <= 40_000_000, "1 kHz to 40 MHz");
  assert(map === undefined || map.cellOfLed.length === leds, "a cell for each LED");
  const ledBytes = chip.isClocked ? 4 : 3 * chip.colors;
  const latchBytes = chip.isClocked ? clockedTailBytes(leds) : Math.ceil((latchUs * hz) / 8e6);
  const columnBytes = roundUp4(leds * ledBytes + latchBytes);
  return Object.freeze({
    chip,
    leds,
    cells: map === undefined ? leds : map.cells,
    map,
    hz,
    places: placesOf(order, chip.colors),
    depth: chip.isClocked && (options.depth ?? chip.isCurrentDriven),
    whiteShare: options.whiteShare ?? 255,
    channelMa: options.channelMa ?? chip.channelMa,
    quietMa: options.quietMa ?? chip.quietMa,
    ledBytes,
    dataBytes: roundUp4(leds * ledBytes),
    columnBytes,
    shownBytes: chip.isClocked ? leds * ledBytes + RESET_FRAME_BYTES : columnBytes,
  });
}

/** Columns a second at which the bus carries nothing but columns. */
export function ceilingOf(setup: StripSetup): number {
  return setup.hz / 8 / setup.columnBytes;
}

/** Share of the ceiling that may be used: the rest is room for the gaps between blocks. */
const USABLE = 0.9;

/** The highest column rate that a strip plays, in columns a second. */
export function mostColumnsPerS(setup: StripSetup): number {
  return ceilingOf(setup) * USABLE;
}

/** SK9822 shows a column once it saw 32 zeros. */
const RESET_FRAME_BYTES = 4;

/**
 * Zeros behind the LEDs of a clocked column. An LED hands the bits on half a clock late, so the last one sees them `leds - 1`
 * edges late. It shows its colour at once (APA102), or at the first rising edge after 32 zeros (SK9822, "reset frame"): that
 * takes 64 + leds edges. The same zeros are the next column's start frame, and as nothing but zeros follows the data until
 * then, no LED beyond the last takes them for a colour.
 */
function clockedTailBytes(leds: number): number {
  return Math.ceil((64 + leds) / 16);
}

function placesOf(order: string, colors: number): readonly number[] {
  const places = ["r", "g", "b", "w"].slice(0, colors).map((color) => order.indexOf(color));
  assert(order.length === colors && places.every((place) => place >= 0), "colour order");
  return Object.freeze(places);
}

export function roundUp4(value: number): number {
  return (value + 3) & ~3;
}
