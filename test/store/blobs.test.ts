import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Prng } from "../../sim/prng.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { PowerCut, SimFiles } from "../../sim/sim-files.ts";
import { FilesError } from "../../src/ports/files.ts";
import { Blobs, CHUNK_BYTES } from "../../src/store/blobs.ts";

function disk(seed: number | string): SimFiles {
  return new SimFiles({ prng: new Prng(seed) });
}

function open(files: SimFiles): Blobs {
  return new Blobs(files, new SimDigest());
}

function noise(length: number): Uint8Array {
  const prng = new Prng(length);
  return Uint8Array.from({ length }, () => prng.below(256));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function readAll(blobs: Blobs, hash: string): Uint8Array {
  const bytes = new Uint8Array(blobs.size(hash)!);
  for (let at = 0; at < bytes.length; at += 1000) blobs.read(hash, bytes.subarray(at, at + 1000), at);
  return bytes;
}

/** Gives the pieces that are missing; returns how many bytes that were. */
function give(blobs: Blobs, bytes: Uint8Array, pieces = Number.POSITIVE_INFINITY): number {
  const hash = sha256(bytes);
  let given = 0;
  for (let i = 0; i < pieces && !blobs.has(hash); i++) {
    const at = blobs.received(hash);
    const piece = bytes.slice(at, at + CHUNK_BYTES);
    given += piece.length;
    blobs.receive(hash, at, bytes.length, piece);
  }
  return given;
}

describe("Blobs", () => {
  it("are named by their content and stored once", () => {
    const files = disk(1);
    const blobs = open(files);
    const bytes = noise(10_000);
    assert.equal(blobs.add(bytes), sha256(bytes));
    assert.equal(blobs.add(bytes), sha256(bytes));
    assert.deepEqual(readAll(blobs, sha256(bytes)), bytes);
    assert.deepEqual(files.list("blobs"), [sha256(bytes)]);
    assert.deepEqual(files.list("parts"), []);
  });

  it("take in pieces, and are whole when the last one has come and the hash is right", () => {
    for (const length of [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]) {
      const blobs = open(disk(length));
      const bytes = noise(length);
      assert.equal(give(blobs, bytes), length);
      assert.deepEqual(readAll(blobs, sha256(bytes)), bytes);
    }
  });

  it("ignore a piece that comes twice, too early or too long", () => {
    const blobs = open(disk(2));
    const bytes = noise(10_000);
    const hash = sha256(bytes);
    assert.equal(blobs.receive(hash, 0, 10_000, bytes.slice(0, 4096)), "more");
    assert.equal(blobs.receive(hash, 0, 10_000, bytes.slice(0, 4096)), "ignored");
    assert.equal(blobs.receive(hash, 8192, 10_000, bytes.slice(8192)), "ignored");
    assert.equal(blobs.receive(hash, 4096, 4097, bytes.slice(4096, 8192)), "ignored");
    assert.equal(blobs.receive(hash, 4096, 10_000, new Uint8Array(0)), "ignored");
    give(blobs, bytes);
    assert.equal(blobs.receive(hash, 0, 10_000, bytes.slice(0, 4096)), "ignored");
  });

  it("throw damaged content away", () => {
    const files = disk(3);
    const blobs = open(files);
    const bytes = noise(100);
    assert.equal(blobs.receive(sha256(bytes), 0, 100, noise(101).slice(0, 100)), "damaged");
    assert.equal(blobs.has(sha256(bytes)), false);
    assert.deepEqual(files.list("parts"), []);
  });

  it("arrive whole though the disk refuses any one operation, full or broken", () => {
    const bytes = noise(2 * CHUNK_BYTES + 700);
    for (const code of ["full", "io"] as const) {
      for (let nth = 1; nth <= 8; nth++) {
        const files = disk(`refuses ${nth}`);
        const blobs = open(files);
        files.failOperation(nth, code);
        assert.throws(() => give(blobs, bytes, 4), FilesError, `operation ${nth}`);
        const given = give(blobs, bytes, 4);
        assert.deepEqual(readAll(blobs, sha256(bytes)), bytes);
        assert.ok(given <= bytes.length);
      }
    }
  });

  it("start again where somebody gave more bytes than there are", () => {
    const bytes = noise(500);
    const blobs = open(disk(7));
    assert.equal(blobs.receive(sha256(bytes), 0, 9000, noise(4096)), "more");
    assert.equal(give(blobs, bytes), 500);
    assert.deepEqual(readAll(blobs, sha256(bytes)), bytes);
  });

  it("remove what nothing refers to", () => {
    const files = disk(4);
    const blobs = open(files);
    const [kept, dropped, part] = [noise(50), noise(60), noise(9000)];
    blobs.add(kept);
    blobs.add(dropped);
    give(blobs, part, 1);
    blobs.collect((hash) => hash === sha256(kept));
    assert.deepEqual([...files.list("blobs"), ...files.list("parts")], [sha256(kept)]);
  });

  it("lose one piece at most to a power cut at any operation, and nothing that was whole", () => {
    const [whole, bytes] = [noise(5000), noise(4 * CHUNK_BYTES + 17)];
    for (let cut = 1; ; cut++) {
      const files = disk(`cut ${cut}`);
      const blobs = open(files);
      blobs.add(whole);
      let given = 0;
      let done = false;
      try {
        files.cutAtOperation(cut);
        while (!blobs.has(sha256(bytes))) {
          const piece = give(blobs, bytes, 1);
          given += piece;
        }
        done = true;
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      const again = open(files.crash());
      const repeated = done ? 0 : given - (bytes.length - give(again, bytes));
      assert.ok(repeated <= CHUNK_BYTES, `${repeated} bytes again after a cut at operation ${cut}`);
      assert.deepEqual(readAll(again, sha256(bytes)), bytes);
      assert.deepEqual(readAll(again, sha256(whole)), whole);
      if (done) break;
    }
  });
});
