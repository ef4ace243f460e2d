import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { crc32 } from "../../src/bytes/crc32.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { decodeUtf8, encodeUtf8 } from "../../src/bytes/utf8.ts";
import { program } from "../xs/inside/program.ts";

const COUNT = 100;

export const decode512 = program({
  prepare: () => new Uint8Array(512).fill(0x61),
  run: (bytes) => decodeUtf8(bytes),
  check: (text) => expect(text === "a".repeat(512)),
});

export const encode512 = program({
  prepare: () => "a".repeat(512),
  run: (text) => encodeUtf8(text),
  check: (bytes) => expect((bytes as Uint8Array).length === 512),
});

export const hexOf32 = program({
  prepare: () => new Uint8Array(32).fill(0xab),
  run: (bytes) => toHex(bytes),
  check: (text) => expect(text === "ab".repeat(32)),
});

export const crc512 = program({
  prepare: () => new Uint8Array(512),
  run: (bytes) => crc32(bytes),
  check: (sum) => expect(typeof sum === "number"),
});

export const writeVarints = program({
  prepare: () => new ByteWriter(2 * COUNT),
  run(writer) {
    for (let i = 0; i < COUNT; i++) writer.varint(300);
    return writer.at;
  },
  check: (at) => expect(at === 2 * COUNT),
});

export const readVarints = program({
  prepare: () => new ByteReader(new Uint8Array(2 * COUNT).map((_, i) => (i % 2 === 0 ? 0xac : 0x02))),
  run(reader) {
    let sum = 0;
    for (let i = 0; i < COUNT; i++) sum += reader.varint();
    return sum;
  },
  check: (sum) => expect(sum === 300 * COUNT),
});

function expect(isTrue: boolean): void {
  if (!isTrue) throw new Error("the program did not do its work");
}
