import { ByteReader } from "../../../src/bytes/byte-reader.ts";
import { ByteWriter } from "../../../src/bytes/byte-writer.ts";
import type { Item, Version } from "../../../src/store/item.ts";
import { FRAME, MAX_MESSAGE_BYTES, nextFrame } from "../../../src/sync/frames.ts";
import { ItemsDecoder, ItemsEncoder } from "../../../src/sync/item-codec.ts";

/** A frame of items; a version without a blob has no such field here. */
export function encode(items: readonly Item[]): Uint8Array {
  const frame = new ItemsEncoder(MAX_MESSAGE_BYTES);
  for (const item of items) frame.add({ ...item, versions: item.versions.map(withBlob) });
  const writer = new ByteWriter(64, MAX_MESSAGE_BYTES);
  frame.write(writer);
  return writer.finish();
}

/** The items of a frame, undefined where it is malformed. */
export function decode(bytes: Uint8Array): unknown {
  const reader = new ByteReader(bytes);
  const frame = nextFrame(reader);
  if (frame === undefined || frame.type !== FRAME.items || reader.left > 0) return undefined;
  const decoder = new ItemsDecoder(frame.payload);
  const items: unknown[] = [];
  for (let item = decoder.next(); item !== undefined; item = decoder.next()) {
    items.push({ ...item, versions: item.versions.map(withoutBlob) });
  }
  return decoder.failed ? undefined : items;
}

function withBlob(version: Version): Version {
  return { ...version, blob: version.blob };
}

function withoutBlob(version: Version): unknown {
  const { blob, ...rest } = version;
  return blob === undefined ? rest : version;
}
