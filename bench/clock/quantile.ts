/** What a share of the values stays at or below; NaN where there are none. Sorts the array. */
export function quantile(values: Float64Array | number[], share: number): number {
  if (values instanceof Float64Array) values.sort();
  else values.sort((a, b) => a - b);
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
}
