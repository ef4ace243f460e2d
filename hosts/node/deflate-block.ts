import { codeLengths, codesOf } from "./huffman.ts";

/** One block of deflate with codes of its own (RFC 1951, section 3.2.7). */

/** Literals and matches, one behind the other: `lengths[i]` 0 says that `values[i]` is a literal, else it is a distance. */
export interface Symbols {
  readonly lengths: Uint16Array;
  readonly values: Uint16Array;
  readonly count: number;
}

export const LITERALS = 286;
export const DISTANCES = 30;
const END = 256;
const MOST_BITS = 15;
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const REPEAT_BITS: Readonly<Record<number, number>> = { 16: 2, 17: 3, 18: 7 };

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
/** Place among the lengths' symbols, by length. */
export const LENGTH_SYMBOL = Uint8Array.from({ length: 259 }, (_, length) =>
  Math.max(
    0,
    LENGTH_BASE.findLastIndex((base) => length >= base),
  ),
);
export const LENGTH_EXTRA = Uint8Array.from(LENGTH_BASE, (_, i) => (i < 8 || i === 28 ? 0 : (i >> 2) - 1));
const DISTANCE_BASE = Array.from({ length: DISTANCES }, (_, i) =>
  i < 4 ? i + 1 : ((2 + (i & 1)) << ((i >> 1) - 1)) + 1,
);
export const DISTANCE_EXTRA = Uint8Array.from(DISTANCE_BASE, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
export const DISTANCE_SYMBOL = Uint8Array.from({ length: 32_769 }, (_, distance) =>
  Math.max(
    0,
    DISTANCE_BASE.findLastIndex((base) => distance >= base),
  ),
);

export interface Codes {
  literals: Uint8Array;
  distances: Uint8Array;
}

/** The best codes for the symbols from `from` up to `to`. */
export function codesFor(symbols: Symbols, from: number, to: number): Codes {
  const literals = new Uint32Array(LITERALS);
  const distances = new Uint32Array(DISTANCES);
  literals[END] = 1;
  for (let i = from; i < to; i++) {
    const length = symbols.lengths[i]!;
    const value = symbols.values[i]!;
    if (length === 0) literals[value]!++;
    else {
      literals[257 + LENGTH_SYMBOL[length]!]!++;
      distances[DISTANCE_SYMBOL[value]!]!++;
    }
  }
  // A decoder may insist on two distances.
  for (let i = 0; i < 2; i++) if (distances.filter((count) => count > 0).length < 2) distances[i] ||= 1;
  return { literals: codeLengths(literals, MOST_BITS), distances: codeLengths(distances, MOST_BITS) };
}

/** Bits of a block. */
export function blockBits(symbols: Symbols, from: number, to: number): number {
  const { literals, distances } = codesFor(symbols, from, to);
  let bits = headerOf({ literals, distances }).bits + literals[END]!;
  for (let i = from; i < to; i++) {
    const length = symbols.lengths[i]!;
    const value = symbols.values[i]!;
    if (length === 0) bits += literals[value]!;
    else {
      const symbol = LENGTH_SYMBOL[length]!;
      const distance = DISTANCE_SYMBOL[value]!;
      bits +=
        literals[257 + symbol]! + LENGTH_EXTRA[symbol]! + distances[distance]! + DISTANCE_EXTRA[distance]!;
    }
  }
  return bits;
}

/** Takes bits, the lowest first. */
export class BitWriter {
  readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(value: number, bits: number): void {
    for (let i = 0; i < bits; i++) {
      this.held |= ((value >> i) & 1) << this.count;
      if (++this.count < 8) continue;
      this.bytes.push(this.held);
      this.held = 0;
      this.count = 0;
    }
  }

  /** Fills the last byte up. */
  end(): void {
    if (this.count > 0) this.put(0, 8 - this.count);
  }
}

/** Writes a block. */
export function writeBlock(out: BitWriter, symbols: Symbols, from: number, to: number, last: boolean): void {
  const { literals, distances } = codesFor(symbols, from, to);
  const literalCodes = codesOf(literals);
  const distanceCodes = codesOf(distances);
  out.put(last ? 1 : 0, 1);
  out.put(2, 2);
  headerOf({ literals, distances }).write(out);
  for (let i = from; i < to; i++) {
    const length = symbols.lengths[i]!;
    const value = symbols.values[i]!;
    if (length === 0) {
      out.put(literalCodes[value]!, literals[value]!);
      continue;
    }
    const symbol = LENGTH_SYMBOL[length]!;
    out.put(literalCodes[257 + symbol]!, literals[257 + symbol]!);
    out.put(length - LENGTH_BASE[symbol]!, LENGTH_EXTRA[symbol]!);
    const distance = DISTANCE_SYMBOL[value]!;
    out.put(distanceCodes[distance]!, distances[distance]!);
    out.put(value - DISTANCE_BASE[distance]!, DISTANCE_EXTRA[distance]!);
  }
  out.put(literalCodes[END]!, literals[END]!);
}

/** The lengths of both codes, themselves in a code with repetitions. */
function headerOf({ literals, distances }: Codes): { bits: number; write(out: BitWriter): void } {
  const literalCount = Math.max(257, literals.findLastIndex((length) => length > 0) + 1);
  const distanceCount = Math.max(1, distances.findLastIndex((length) => length > 0) + 1);
  const all = [...literals.subarray(0, literalCount), ...distances.subarray(0, distanceCount)];
  const runs = runsOf(all);
  const counts = new Uint32Array(19);
  for (const { symbol } of runs) counts[symbol]!++;
  const lengths = codeLengths(counts, 7);
  const orderCount = Math.max(4, ORDER.findLastIndex((symbol) => lengths[symbol]! > 0) + 1);
  let bits = 3 + 14 + 3 * orderCount;
  for (const { symbol } of runs) bits += lengths[symbol]! + (REPEAT_BITS[symbol] ?? 0);
  return {
    bits,
    write(out) {
      const codes = codesOf(lengths);
      out.put(literalCount - 257, 5);
      out.put(distanceCount - 1, 5);
      out.put(orderCount - 4, 4);
      for (let i = 0; i < orderCount; i++) out.put(lengths[ORDER[i]!]!, 3);
      for (const { symbol, extra } of runs) {
        out.put(codes[symbol]!, lengths[symbol]!);
        out.put(extra, REPEAT_BITS[symbol] ?? 0);
      }
    },
  };
}

function runsOf(lengths: readonly number[]): { symbol: number; extra: number }[] {
  const runs: { symbol: number; extra: number }[] = [];
  for (let i = 0; i < lengths.length; ) {
    const length = lengths[i]!;
    let end = i + 1;
    while (end < lengths.length && lengths[end] === length) end++;
    let left = end - i;
    i = end;
    if (length !== 0) {
      runs.push({ symbol: length, extra: 0 });
      left--;
    }
    while (left >= 3) {
      const most = length === 0 ? 138 : 6;
      const count = Math.min(left, most);
      if (length !== 0) runs.push({ symbol: 16, extra: count - 3 });
      else runs.push(count > 10 ? { symbol: 18, extra: count - 11 } : { symbol: 17, extra: count - 3 });
      left -= count;
    }
    for (; left > 0; left--) runs.push({ symbol: length, extra: 0 });
  }
  return runs;
}
