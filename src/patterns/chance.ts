/**
 * A number of 32 bits, signed, as good as random, from another one: the same for the same, so that all poi that share a seed
 * share their luck, whenever and in whatever order they ask. "lowbias32" of Chris Wellons' hash prospector.
 * @hot
 */
export function scatter(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, -0x7b935975);
  return x ^ (x >>> 16);
}
