import assert from "node:assert/strict";
import { startXs, type Xs, XsError } from "./xs.ts";

const PROGRAMS = "test/xs/world.xs";

/** The harness itself. */
describe("startXs", () => {
  let xs: Xs;
  before(async () => {
    xs = await startXs({ sources: ["src/bytes/hex.ts"], programs: [`${PROGRAMS}.ts`] });
  });
  after(() => xs?.close());

  it("passes values both ways: bytes, maps, text of every kind, and what JSON lacks", async () => {
    const value = {
      bytes: Uint8Array.of(0, 255),
      map: new Map<unknown, unknown>([[1, "a"]]),
      numbers: [-0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 - 1, 0.1],
      text: "\u0000é😀\ud800",
      big: 12345678901234567890n,
      nothing: [undefined, null],
    };
    assert.deepEqual((await xs.run("argument", value)).value, value);
  });

  it("runs expressions and function bodies, and waits for promises", async () => {
    assert.equal((await xs.run("modules['bytes/hex'].toHex(argument)", Uint8Array.of(0xab))).value, "ab");
    assert.equal((await xs.run("const x = argument; return x + 1;", 1)).value, 2);
    assert.equal((await xs.run("Promise.resolve(3)")).value, 3);
  });

  it("throws what is thrown inside, and goes on", async () => {
    await assert.rejects(xs.run("null.x"), XsError);
    await assert.rejects(xs.run("(async () => { throw new Error('later'); })()"), /later/);
    await assert.rejects(xs.call("bytes/hex", "gone"), /no export gone/);
    assert.equal((await xs.run("1")).value, 1);
  });

  it("indexes text by code point, as the device does", async () => {
    assert.deepEqual(
      (await xs.run("[argument.length, argument.codePointAt(1)]", "a😀b")).value,
      [3, 0x1f600],
    );
  });

  it("counts nothing for a program that does nothing, and nothing for the host's work", async () => {
    const idle = { computrons: 0, slots: 0, chunkBytes: 0, keptSlots: 0, keptChunkBytes: 0 };
    assert.deepEqual(await xs.measure(PROGRAMS, "nothing"), idle);
    assert.ok((await xs.measure(PROGRAMS, "hostWork")).computrons < 200);
  });

  it("counts the slots that are allocated and those that stay", async () => {
    const cost = await xs.measure(PROGRAMS, "tenObjects");
    assert.deepEqual([cost.slots, cost.keptSlots], [10, 10]);
    assert.deepEqual(await xs.measure(PROGRAMS, "tenObjects"), cost);
  });

  it("has ports whose time moves by hand, with digests, files and a network", async () => {
    const { value } = await xs.call(PROGRAMS, "tryWorld");
    assert.deepEqual(value, {
      time: ["first at 10000", "from within at 15000", "second at 20000", 30000],
      // FIPS 180-2, appendix B.1.
      digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      files: { read: 2, into: Uint8Array.of(1, 9, 0, 0), names: ["two.bin"], size: 2, missing: "missing" },
      network: [
        [Uint8Array.of(7), "127.0.0.1", 5353],
        "nobody: refused",
        Uint8Array.of(1, 2),
        "server: the peer closed",
      ],
    });
  });
});

describe("a heap of fixed size", () => {
  it("ends the engine when it is full, as the device restarts", async () => {
    const xs = await startXs({ sources: [], heap: { chunkBytes: 1_000_000, slots: 40_000 } });
    await assert.rejects(xs.run("const all = []; for (;;) all.push({});"), /the XS engine ended/);
    await xs.close();
  });
});
