import { decodePlain, encodePlainInto, plainLength } from "../../../src/bytes/utf8-plain.ts";

export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(plainLength(text));
  encodePlainInto(text, bytes, 0);
  return bytes;
}

export { decodePlain as decodeUtf8, plainLength as utf8Length };
