/** Counts of edits by replica: `{"a1b2c3d4e5f6": 3}` covers the first three edits of that replica. */
export type VersionVector = { readonly [replica: string]: number };

/**
 * Most replicas that a vector names. Past it the lowest counts are left out, which can show an old edit as a conflict again
 * but can lose nothing; keeping the highest counts gives the same answer in whatever order vectors are joined.
 */
export const MAX_VECTOR_ENTRIES = 128;

/** Whether the vector has seen the edit `counter` of `replica`. */
export function covers(vector: VersionVector, replica: string, counter: number): boolean {
  const seen = vector[replica];
  return seen !== undefined && seen >= counter;
}

/** The least vector that covers all that either covers. */
export function join(a: VersionVector, b: VersionVector): VersionVector {
  const joined: { [replica: string]: number } = { ...a };
  for (const replica of Object.keys(b)) {
    const count = b[replica]!;
    const other = joined[replica];
    if (other === undefined || count > other) joined[replica] = count;
  }
  return joined;
}

/** The vector with one more edit in it. */
export function withDot(vector: VersionVector, replica: string, counter: number): VersionVector {
  return { ...vector, [replica]: counter };
}

/** Whether both count the same. */
export function equalVectors(a: VersionVector, b: VersionVector): boolean {
  const replicas = Object.keys(a);
  if (replicas.length !== Object.keys(b).length) return false;
  for (const replica of replicas) if (a[replica] !== b[replica]) return false;
  return true;
}

/** Leaves the lowest counts out of a vector with too many entries; entries for which `keep` is true always stay. */
export function prune(vector: VersionVector, keep: (replica: string) => boolean): VersionVector {
  const replicas = Object.keys(vector);
  if (replicas.length <= MAX_VECTOR_ENTRIES) return vector;
  replicas.sort((a, b) => vector[b]! - vector[a]! || (a > b ? -1 : 1));
  const pruned: { [replica: string]: number } = {};
  for (let i = 0; i < replicas.length; i++) {
    const replica = replicas[i]!;
    if (i < MAX_VECTOR_ENTRIES || keep(replica)) pruned[replica] = vector[replica]!;
  }
  return pruned;
}

/** Sum of the counts: grows with every edit, so that of two vectors in causal order the later has the greater one. */
export function editCount(vector: VersionVector): number {
  let sum = 0;
  for (const replica of Object.keys(vector)) sum += vector[replica]!;
  return sum;
}
