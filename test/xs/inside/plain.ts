/**
 * Values as JSON can carry them between Node and the engine, and as vectors write them: bytes as `{"hex": "c3a9"}`, a Map as
 * `{"map": [[key, value]]}`, what JSON lacks by name as `{"is": "undefined"}`, a bigint as `{"bigint": "1"}`. Runs on both sides.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value === "number")
    return isPlainNumber(value) ? value : { is: Object.is(value, -0) ? "-0" : `${value}` };
  if (value === undefined) return { is: "undefined" };
  if (typeof value === "bigint") return { bigint: `${value}` };
  if (typeof value === "function") return { is: "function" };
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    return { hex: hexOf(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  }
  if (value instanceof ArrayBuffer) return { hex: hexOf(new Uint8Array(value)) };
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return { map: [...value].map(toPlain) };
  if (value instanceof Set) return { set: [...value].map(toPlain) };
  const plain: Record<string, unknown> = {};
  // A property that is undefined and one that is absent mean the same; order does not matter.
  for (const [key, each] of Object.entries(value)) if (each !== undefined) plain[key] = toPlain(each);
  return plain;
}

/** The value that `toPlain` wrote. */
export function fromPlain(plain: unknown): unknown {
  if (typeof plain !== "object" || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map(fromPlain);
  const entries = Object.entries(plain);
  const [key, value] = entries[0] ?? [];
  if (entries.length === 1 && typeof value === "string") {
    if (key === "hex") return bytesOf(value);
    if (key === "bigint") return BigInt(value);
    if (key === "is") return value === "undefined" ? undefined : Number(value);
  }
  if (entries.length === 1 && Array.isArray(value)) {
    if (key === "map") return new Map(value.map(fromPlain) as [unknown, unknown][]);
    if (key === "set") return new Set(value.map(fromPlain));
  }
  return Object.fromEntries(entries.map(([name, each]) => [name, fromPlain(each)]));
}

/** What an error comes to in a vector: its code where it has one, else its message. */
export function toPlainError(error: unknown): { throws: string } {
  if (!(error instanceof Error)) return { throws: String(error) };
  const code = (error as { code?: unknown }).code;
  return { throws: typeof code === "string" ? code : error.message };
}

function isPlainNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

// Not src/bytes/hex.ts, which is itself under test.
function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
