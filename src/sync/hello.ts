import type { ByteReader } from "../bytes/byte-reader.ts";
import type { ByteWriter } from "../bytes/byte-writer.ts";
import { crc32 } from "../bytes/crc32.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import { FRAME, type Hello, MAX_GROUPS, PROTOCOL_VERSION } from "./frames.ts";

/** What HELLO calls a group: 4 bytes that name it among the few of one network. */
export function groupTag(name: string): number {
  return crc32(encodeUtf8(name));
}

/** Whether two nodes share a group. */
export function shareGroup(a: readonly number[], b: readonly number[]): boolean {
  return a.some((tag) => b.includes(tag));
}

export function encodeHello(writer: ByteWriter, hello: Hello): void {
  writer.u8(FRAME.hello);
  writer.varint(19 + 4 * hello.groups.length);
  writer.u8(PROTOCOL_VERSION);
  writer.u8(hello.flags);
  writer.bytes(fromHex(hello.deviceId)!);
  writer.u16(hello.salt);
  writer.bytes(hello.root);
  writer.u8(hello.groups.length);
  for (const group of hello.groups) writer.u32(group);
}

/** Reads HELLO; undefined where it is malformed, "version" where it speaks another version of the protocol. */
export function decodeHello(reader: ByteReader): Hello | "version" | undefined {
  const version = reader.u8();
  if (!reader.failed && version !== PROTOCOL_VERSION) return "version";
  const flags = reader.u8();
  const deviceId = toHex(reader.slice(6));
  const salt = reader.u16();
  const root = reader.slice(8);
  const count = reader.u8();
  if (count === 0 || count > MAX_GROUPS) reader.failed = true;
  const groups: number[] = [];
  for (let i = 0; i < count && !reader.failed; i++) groups.push(reader.u32());
  if (reader.failed || reader.left > 0) return undefined;
  return { flags, deviceId, salt, root, groups };
}
