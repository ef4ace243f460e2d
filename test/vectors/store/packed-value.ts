import { ByteReader } from "../../../src/bytes/byte-reader.ts";
import { type Body, MAX_BODY_BYTES } from "../../../src/store/item.ts";
import { decodeBody, encodeBody } from "../../../src/store/packed-value.ts";

export function pack(body: Body): Uint8Array | undefined {
  return encodeBody(body);
}

/** The body that bytes hold, undefined where they are malformed or hold more. */
export function unpack(bytes: Uint8Array): Body | undefined {
  const reader = new ByteReader(bytes);
  const body = decodeBody(reader);
  return reader.failed || reader.left > 0 ? undefined : body;
}

/** Bodies that JSON cannot tell of, or only at length. */
export function refused(): boolean[] {
  return [{ value: Number.NaN }, { value: [[[[[[[1]]]]]]] }, { name: "x".repeat(MAX_BODY_BYTES) }].map(
    (body) => encodeBody(body) === undefined,
  );
}
