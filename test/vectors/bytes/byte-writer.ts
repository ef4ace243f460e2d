import { ByteWriter } from "../../../src/bytes/byte-writer.ts";

type Step = ["u8" | "u16" | "u32" | "varint", number] | ["text", string] | ["bytes", Uint8Array];

/** Writes values one after the other into a buffer that starts at `capacity` and may grow to `limit`. */
export function write(capacity: number, limit: number, ...steps: Step[]): Uint8Array {
  const writer = new ByteWriter(capacity, limit);
  for (const [name, value] of steps) (writer[name] as (value: unknown) => void)(value);
  return writer.finish();
}
