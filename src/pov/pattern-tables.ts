import { type CellPattern, costOfCells, INDEXES } from "./column-fill.ts";
import { availableMa, fittingLevel, loadMa, loadOf, mostLoad } from "./current-budget.ts";
import {
  COST_MICROAMPS,
  type LightMemory,
  MAX_TABLES,
  NUMBERS_BYTES,
  PALETTE_COLORS,
  patternBytes,
} from "./light-memory.ts";
import type { StripSetup } from "./strip-setup.ts";
import type { WireEncoder } from "./wire-encoder.ts";

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
  /** Cost of each colour at full brightness, in COST_MICROAMPS; undefined where there is one level. */
  costs: Uint16Array | undefined;
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
  const available = availableMa(setup, limitMa);
  if (fittingLevel(setup, available, mostLoad(setup, light), level) === level) return oneLevel(level);
  const costs = new Uint16Array(PALETTE_COLORS);
  let most = 0;
  for (let i = 0; i < PALETTE_COLORS; i++) {
    const load = loadOf(setup, content.palette, 3 * i, 3, 1, light);
    if (load > most) most = load;
    costs[i] = Math.min(65535, Math.ceil((loadMa(setup, load) * 1000) / COST_MICROAMPS));
  }
  const safe = fittingLevel(setup, available, setup.leds * most, level);
  if (safe === level) return oneLevel(level);
  const worstMa = (MARGIN * worstCost(setup, content, costs) * COST_MICROAMPS) / 1000;
  const first = Math.max(safe, worstMa * level <= available ? level : available / worstMa);
  if (first === safe) return oneLevel(safe);
  const levels: number[] = [];
  for (let i = 0; i < MAX_TABLES; i++) levels.push(first + ((safe - first) * i) / (MAX_TABLES - 1));
  return { levels, limits: levels.map((each) => limitOf(available, each)), costs };
}

function oneLevel(level: number): PatternLevels {
  return { levels: [level], limits: [], costs: undefined };
}

const MOST_LIMIT = 0x7fff_ffff;

function limitOf(available: number, level: number): number {
  return Math.min(MOST_LIMIT, Math.floor((available * 1000) / COST_MICROAMPS / level));
}

/** The highest cost of a column among the trials. */
function worstCost(setup: StripSetup, { pattern, numbers }: PatternContent, costs: Uint16Array): number {
  const { cells: count, leds, map } = setup;
  const cells = new Int32Array(count);
  const integers = numbersOf(numbers);
  let worst = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    pattern.render(cells, INDEXES, count, trial * TRIAL_TICKS, integers, (trial & 1) === 0 ? -1 : LOUD);
    const cost = costOfCells(cells, costs, map?.cellOfLed, leds);
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
  ledBytes: number,
  content: PatternContent,
  { levels, costs }: PatternLevels,
  encoder: (level: number) => WireEncoder,
  at: number,
): void {
  memory.words.set(numbersOf(content.numbers), at >> 2);
  for (let i = 0; i < levels.length; i++) {
    const to = at + NUMBERS_BYTES + i * PALETTE_COLORS * ledBytes;
    encoder(levels[i]!).encode(content.palette, 0, 3, PALETTE_COLORS, memory, to);
  }
  if (costs === undefined) return;
  const costsAt = at + patternBytes(ledBytes, 1) + (levels.length - 1) * PALETTE_COLORS * ledBytes;
  new Uint16Array(memory.buffer, costsAt, PALETTE_COLORS).set(costs);
}
