import { ByteReader } from "../../../src/bytes/byte-reader.ts";

/** Reads values one after the other: a method's name, or a name and its argument. */
export function read(
  bytes: Uint8Array,
  ...steps: ("u8" | "u16" | "u32" | "varint" | ["text" | "slice", number])[]
) {
  const reader = new ByteReader(bytes);
  const values = steps.map((step) => (typeof step === "string" ? reader[step]() : reader[step[0]](step[1])));
  return { values, left: reader.left, failed: reader.failed };
}
