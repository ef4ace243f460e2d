import { encodeClocked } from "./clocked-wire.ts";
import type { CellPattern } from "./column-fill.ts";
import { availableMa, fittingLevel, loadMa, loadOfColor } from "./current-budget.ts";
import {
  COST_MICROAMPS,
  type LightMemory,
  MAX_TABLES,
  NUMBERS_BYTES,
  PALETTE_COLORS,
  patternBytes,
} from "./light-memory.ts";
import { encodeNrz } from "./nrz-wire.ts";
import type { StripSetup } from "./strip-setup.ts";
import { dimLight } from "./tone.ts";

/** A pattern that is to be shown. */
export interface PatternContent {
  pattern: CellPattern;
  /** Its number in the list that the loop of the strip has. */
  number: number;
  /** PALETTE_COLORS colours, 3 bytes each: red, green, blue. */
  palette: Uint8Array;
  /** What `render` gets, at most PATTERN_NUMBERS integers. */
  numbers: readonly number[];
}

/** How bright a pattern is looked up: as it should be first, then, where the budget could be exceeded, dimmer and dimmer. */
export interface PatternLevels {
  levels: number[];
  /** Most that the costs of a column's cells may add up to, for each level. */
  limits: number[];
  /** Cost of each colour at full brightness, in COST_MICROAMPS. */
  costs: Uint16Array;
}

/** Instants that a pattern is tried at, to see how much it draws; and how much more than the most of them it may draw. */
const TRIALS = 64;
const MARGIN = 1.05;

/** Ticks between trials: about 1.1 s and no multiple of any beat, so that fast and slow patterns are met at all phases. */
const TRIAL_TICKS = 17_389;

/** Loudness that music is tried at, in turns with none. */
const LOUD = 255;

/**
 * Chooses a pattern's brightness within the budget. What it draws differs from column to column, and its palette says only that
 * it cannot draw more than if all LEDs had its costliest colour, which few patterns do. So it is tried at many instants, and
 * dimmed as a whole so that the costliest of them fits: it then shines steadily. In case another instant draws more, there are
 * dimmer levels, which the loop turns to while it plays; the last one fits whatever the pattern does.
 */
export function chooseLevels(
  setup: StripSetup,
  content: PatternContent,
  light: Uint16Array,
  level: number,
  limitMa: number,
): PatternLevels {
  const { leds, chip, whiteShare } = setup;
  const available = availableMa(setup, limitMa);
  const costs = new Uint16Array(PALETTE_COLORS);
  let most = 0;
  for (let i = 0; i < PALETTE_COLORS; i++) {
    const load = loadOfColor(content.palette, 3 * i, light, chip.colors > 3, whiteShare);
    if (load > most) most = load;
    costs[i] = Math.min(65535, Math.ceil((loadMa(setup, load) * 1000) / COST_MICROAMPS));
  }
  const safe = fittingLevel(setup, available, leds * most, level);
  const levels = [safe];
  if (safe < level) {
    const worstMa = (MARGIN * worstCost(setup, content, costs) * COST_MICROAMPS) / 1000;
    const first = Math.max(safe, worstMa * level <= available ? level : available / worstMa);
    levels[0] = first;
    for (let i = 1; i < MAX_TABLES && first > safe; i++) {
      levels.push(first + ((safe - first) * i) / (MAX_TABLES - 1));
    }
  }
  const limits = levels.map((each) => Math.min(MOST_LIMIT, limitOf(available, each)));
  return { levels, limits, costs };
}

const MOST_LIMIT = 0x7fff_ffff;

function limitOf(available: number, level: number): number {
  return level === 0 ? MOST_LIMIT : Math.floor((available * 1000) / COST_MICROAMPS / level);
}

/** The highest cost of a column among the trials. */
function worstCost(setup: StripSetup, { pattern, numbers }: PatternContent, costs: Uint16Array): number {
  const { cells: count, leds, map } = setup;
  const cells = new Uint8Array(count);
  const integers = numbersOf(numbers);
  let worst = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    pattern.render(cells, count, trial * TRIAL_TICKS, integers, trial % 2 === 0 ? -1 : LOUD);
    let cost = 0;
    for (let i = 0; i < leds; i++) cost += costs[cells[map === undefined ? i : map.cellOfLed[i]!]!]!;
    if (cost > worst) worst = cost;
  }
  return worst;
}

function numbersOf(numbers: readonly number[]): Int32Array {
  const integers = new Int32Array(NUMBERS_BYTES >> 2);
  integers.set(numbers);
  return integers;
}

/** Writes a pattern's data to byte `at` of the memory on; see `patternBytes` for how much it is. */
export function writePattern(
  memory: LightMemory,
  setup: StripSetup,
  content: PatternContent,
  light: Uint16Array,
  { levels, costs }: PatternLevels,
  at: number,
): void {
  const { places, ledBytes } = setup;
  const dimmed = new Uint16Array(light.length);
  memory.words.set(numbersOf(content.numbers), at >> 2);
  for (let i = 0; i < levels.length; i++) {
    const to = at + NUMBERS_BYTES + i * PALETTE_COLORS * ledBytes;
    dimLight(light, levels[i]!, dimmed);
    if (setup.chip.isClocked) {
      const { palette } = content;
      encodeClocked(palette, 0, 3, PALETTE_COLORS, dimmed, places, setup.depth, memory.words, to >> 2);
    } else {
      encodeNrz(content.palette, 0, 3, PALETTE_COLORS, dimmed, places, setup.whiteShare, memory.bytes, to);
    }
  }
  if (levels.length === 1) return;
  const costsAt = at + patternBytes(ledBytes, 1) + (levels.length - 1) * PALETTE_COLORS * ledBytes;
  new Uint16Array(memory.buffer, costsAt, PALETTE_COLORS).set(costs);
}
