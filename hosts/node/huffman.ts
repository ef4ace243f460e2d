/** Huffman codes as deflate has them (RFC 1951, section 3.2.2). */

/**
 * Lengths of the shortest prefix code with no code longer than `limit`, by package-merge (Larmore and Hirschberg, 1990). A
 * symbol that never comes has length 0; one alone has length 1.
 */
export function codeLengths(counts: ArrayLike<number>, limit: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const leaves: Package[] = [];
  for (let symbol = 0; symbol < counts.length; symbol++)
    if (counts[symbol]! > 0)
      leaves.push({ weight: counts[symbol]!, symbol, first: undefined, second: undefined });
  if (leaves.length === 1) lengths[leaves[0]!.symbol] = 1;
  if (leaves.length < 2) return lengths;
  leaves.sort((a, b) => a.weight - b.weight);
  let merged = leaves;
  for (let level = 1; level < limit; level++) {
    const packages: Package[] = [];
    for (let i = 0; i + 1 < merged.length; i += 2) {
      const first = merged[i]!;
      const second = merged[i + 1]!;
      packages.push({ weight: first.weight + second.weight, symbol: -1, first, second });
    }
    merged = mergeSorted(leaves, packages);
  }
  for (const each of merged.slice(0, 2 * leaves.length - 2)) countLeaves(each, lengths);
  return lengths;
}

/** A symbol, or two packages of the level below. */
interface Package {
  weight: number;
  symbol: number;
  first: Package | undefined;
  second: Package | undefined;
}

function countLeaves({ symbol, first, second }: Package, lengths: Uint8Array): void {
  if (first === undefined || second === undefined) {
    lengths[symbol]!++;
    return;
  }
  countLeaves(first, lengths);
  countLeaves(second, lengths);
}

function mergeSorted(a: readonly Package[], b: readonly Package[]): Package[] {
  const all: Package[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const takeA = j >= b.length || (i < a.length && a[i]!.weight <= b[j]!.weight);
    all.push(takeA ? a[i++]! : b[j++]!);
  }
  return all;
}

/** The codes of those lengths, each with its bits turned round: deflate writes the lowest bit first. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) codes[symbol] = reversed(code++, length);
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let i = 0; i < length; i++) turned |= ((code >> i) & 1) << (length - 1 - i);
  return turned;
}
