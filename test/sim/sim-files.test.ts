import assert from "node:assert/strict";
import { SECTOR_BYTES } from "../../sim/disk-file.ts";
import { Prng } from "../../sim/prng.ts";
import { BLOCK_BYTES, PowerCut, SimFiles } from "../../sim/sim-files.ts";
import { FilesError } from "../../src/ports/files.ts";

const SEEDS = 400;

function disk(seed: number | string, capacityBytes?: number): SimFiles {
  const prng = new Prng(seed);
  return new SimFiles(capacityBytes === undefined ? { prng } : { prng, capacityBytes });
}

function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

function put(files: SimFiles, path: string, bytes: Uint8Array, flush: boolean): void {
  const file = files.open(path, "w");
  file.write(bytes, 0);
  if (flush) file.flush();
  file.close();
}

function text(files: SimFiles, path: string): string | undefined {
  const bytes = files.contents().get(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** What the disks of many seeds hold after a crash, as a set of texts. */
function outcomes(
  prepare: (files: SimFiles) => void,
  look: (files: SimFiles) => string | undefined,
): Set<string> {
  const found = new Set<string>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const files = disk(seed);
    prepare(files);
    found.add(look(files.crash()) ?? "(none)");
  }
  return found;
}

const bytesOf = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

describe("SimFiles in a power cut", () => {
  it("keeps what was flushed, whatever the seed", () => {
    const found = outcomes(
      (files) => put(files, "a", bytesOf("flushed"), true),
      (files) => text(files, "a"),
    );
    assert.deepEqual([...found], ["flushed"]);
  });

  it("may lose, keep or tear a new file that was not flushed, and its very name", () => {
    const found = outcomes(
      (files) => put(files, "a", bytesOf("abc"), false),
      (files) => text(files, "a"),
    );
    assert.deepEqual(found, new Set(["(none)", "", "a", "ab", "abc"]));
  });

  it("tears an overwrite at sectors: each is old or new, and all mixtures happen", () => {
    const sectors = 3;
    const found = outcomes(
      (files) => {
        put(files, "a", filled(sectors * SECTOR_BYTES, 65), true);
        files.open("a", "r+").write(filled(sectors * SECTOR_BYTES, 66), 0);
      },
      (files) => {
        const bytes = files.contents().get("a")!;
        assert.equal(bytes.length, sectors * SECTOR_BYTES);
        let runs = "";
        for (const byte of bytes)
          if (!runs.endsWith(String.fromCharCode(byte))) runs += String.fromCharCode(byte);
        return runs;
      },
    );
    for (const runs of ["A", "B", "BA", "AB", "ABA", "BAB"]) assert.ok(found.has(runs), runs);
    for (const runs of found) assert.match(runs, /^[AB]+$/);
  });

  it("may keep a later write and lose an earlier one", () => {
    const found = outcomes(
      (files) => {
        put(files, "a", bytesOf("----"), true);
        const file = files.open("a", "r+");
        file.write(bytesOf("1"), 0);
        file.write(bytesOf("2"), 2);
      },
      (files) => text(files, "a"),
    );
    assert.deepEqual(found, new Set(["----", "1---", "--2-", "1-2-"]));
  });

  it("leaves anything in the gap of a growth that was lost, and never a reader's error", () => {
    const gaps = outcomes(
      (files) => {
        put(files, "a", bytesOf("x"), true);
        const file = files.open("a", "r+");
        file.write(bytesOf("1111"), 1);
        file.write(bytesOf("2"), 5);
      },
      (files) => {
        const bytes = files.contents().get("a")!;
        assert.equal(bytes[0], 120);
        return bytes.length === 6 && bytes[5] === 50 && bytes[1] !== 49 ? `gap ${bytes[1]}` : "other";
      },
    );
    assert.ok(gaps.has("gap 0") && gaps.has("gap 255") && gaps.size > 4, [...gaps].join());
  });

  it("undoes a truncation or not, and what was written behind it", () => {
    const found = outcomes(
      (files) => {
        put(files, "a", bytesOf("abcdef"), true);
        files.open("a", "r+").truncate(2);
      },
      (files) => text(files, "a"),
    );
    assert.deepEqual(found, new Set(["abcdef", "ab"]));
    const emptied = outcomes(
      (files) => {
        put(files, "a", bytesOf("old"), true);
        put(files, "a", bytesOf("N"), false);
      },
      (files) => text(files, "a"),
    );
    assert.deepEqual(emptied, new Set(["old", "", "N", "Nld"]));
  });

  it("keeps renames and removals that returned", () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const files = disk(seed);
      put(files, "old", bytesOf("1"), true);
      put(files, "gone", bytesOf("2"), true);
      put(files, "new", bytesOf("3"), true);
      files.rename("new", "old");
      files.remove("gone");
      const found = files.crash();
      assert.deepEqual(found.list(""), ["old"]);
      assert.equal(text(found, "old"), "3");
    }
  });

  it("makes a name durable by a rename, but not the content behind it", () => {
    const found = outcomes(
      (files) => {
        put(files, "a.new", bytesOf("ab"), false);
        files.rename("a.new", "a");
      },
      (files) => text(files, "a"),
    );
    assert.deepEqual(found, new Set(["", "a", "ab"]));
  });

  it("is stable: a disk that was found once is found the same way again", () => {
    for (let seed = 0; seed < 50; seed++) {
      const files = disk(seed);
      for (let i = 0; i < 5; i++) put(files, `f${i}`, filled(2000, i), false);
      const once = files.crash();
      const before = once.contents();
      assert.deepEqual(once.crash().contents(), before);
    }
  });

  it("repeats with its seed", () => {
    const run = (seed: number): string => {
      const files = disk(seed);
      for (let i = 0; i < 8; i++) put(files, `f${i}`, filled(3000, i), i % 2 === 0);
      return JSON.stringify(
        [...files.crash().contents()].map(([path, bytes]) => [path, Buffer.from(bytes).toString("hex")]),
      );
    };
    assert.equal(run(5), run(5));
    assert.notEqual(run(5), run(6));
  });
});

describe("SimFiles cutAtOperation", () => {
  /** The classic safe replacement, and a log behind it. */
  function scenario(files: SimFiles): void {
    files.makeDirectory("d");
    put(files, "d/state.new", bytesOf("state 1"), true);
    files.rename("d/state.new", "d/state");
    put(files, "d/state.new", bytesOf("state 2"), true);
    files.rename("d/state.new", "d/state");
    files.remove("d/none");
    files.open("d/state", "r+").truncate(5);
  }

  const calm = disk(0);
  scenario(calm);

  it("counts every operation that changes something, and nothing else", () => {
    assert.equal(calm.counters.operations, 1 + 4 + 4 + 1);
    calm.list("d");
    calm.size("d/state");
    calm.space();
    calm.open("d/state", "r").read(new Uint8Array(3), 0);
    assert.equal(calm.counters.operations, 10);
  });

  it("cuts at exactly that operation, after which all of the disk throws", () => {
    for (let nth = 1; nth <= 10; nth++) {
      let told = 0;
      const files = new SimFiles({ prng: new Prng(nth), onPowerCut: () => told++ });
      const held = nth > 5 ? files.open("h", "w") : undefined;
      files.cutAtOperation(nth);
      assert.throws(() => scenario(files), PowerCut);
      assert.equal(files.counters.operations, nth + (held === undefined ? 0 : 1));
      assert.equal(told, 1);
      assert.ok(files.isDead);
      assert.throws(() => files.list(""), PowerCut);
      assert.throws(() => files.open("x", "w"), PowerCut);
      assert.throws(() => files.space(), PowerCut);
      if (held !== undefined) assert.throws(() => held.write(bytesOf("x"), 0), PowerCut);
    }
    const files = disk(1);
    files.cutAtOperation(11);
    scenario(files);
    assert.equal(files.isDead, false);
  });

  it("lets the safe replacement be old or new, never torn, at every operation of many seeds", () => {
    const states = new Set<string>();
    for (let nth = 1; nth <= 9; nth++) {
      for (let seed = 0; seed < 60; seed++) {
        const files = disk(seed);
        files.cutAtOperation(nth);
        assert.throws(() => scenario(files), PowerCut);
        const found = text(files.crash(), "d/state") ?? "(none)";
        assert.match(found, /^(\(none\)|state 1|state 2)$/);
        states.add(`${nth} ${found}`);
      }
    }
    // The operation that is cut has happened or has not: both are seen at each rename.
    for (const state of ["5 (none)", "5 state 1", "9 state 1", "9 state 2"])
      assert.ok(states.has(state), state);
    assert.equal(states.has("4 state 1"), false);
  });

  it("finds a replacement without a flush torn", () => {
    let torn = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const files = disk(seed);
      put(files, "s", bytesOf("state 1"), true);
      put(files, "s.new", bytesOf("state 2"), false);
      files.cutAtOperation(1);
      assert.throws(() => files.rename("s.new", "s"), PowerCut);
      if (!/^state [12]$/.test(text(files.crash(), "s")!)) torn++;
    }
    assert.ok(torn > SEEDS / 20, `${torn}`);
  });
});

describe("SimFiles out of order", () => {
  const code = (run: () => void): string => {
    try {
      run();
    } catch (error) {
      assert.ok(error instanceof FilesError);
      return error.code;
    }
    return "none";
  };

  it("fails the write that was asked for, leaving a part of it, and goes on", () => {
    const left = new Set<number>();
    for (let seed = 0; seed < 100; seed++) {
      const files = disk(seed);
      const file = files.open("a", "w");
      files.failWrite(2, seed % 2 === 0 ? "full" : "io");
      file.write(bytesOf("1"), 0);
      assert.equal(
        code(() => file.write(bytesOf("23"), 1)),
        seed % 2 === 0 ? "full" : "io",
      );
      left.add(file.size);
      file.write(bytesOf("3"), file.size);
    }
    assert.deepEqual(left, new Set([1, 2, 3]));
  });

  it("fails any operation that was asked for, which then has no effect", () => {
    const files = disk(1);
    put(files, "a", bytesOf("1"), true);
    files.failOperation(1, "io");
    assert.equal(
      code(() => files.remove("a")),
      "io",
    );
    assert.equal(text(files, "a"), "1");
    files.remove("a");
    assert.equal(text(files, "a"), undefined);
  });

  it("is full at its capacity, counted in blocks, and takes again what is removed", () => {
    const files = disk(1, 4 * BLOCK_BYTES);
    put(files, "a", filled(BLOCK_BYTES + 1, 1), false);
    assert.deepEqual(files.space(), { totalBytes: 4 * BLOCK_BYTES, freeBytes: 2 * BLOCK_BYTES });
    assert.equal(
      code(() => put(files, "b", filled(2 * BLOCK_BYTES + 1, 2), false)),
      "full",
    );
    assert.ok(files.size("b")! <= 2 * BLOCK_BYTES);
    files.open("a", "r+").write(filled(BLOCK_BYTES, 3), 0);
    files.remove("a");
    put(files, "b", filled(4 * BLOCK_BYTES, 2), false);
    assert.equal(files.space().freeBytes, 0);
    files.open("b", "r+").truncate(1);
    assert.equal(files.space().freeBytes, 3 * BLOCK_BYTES);
    assert.equal(files.crash().space().totalBytes, 4 * BLOCK_BYTES);
  });

  it("counts bytes written and bytes flushed", () => {
    const files = disk(1);
    const file = files.open("a", "w");
    file.write(filled(10, 1), 0);
    assert.equal(files.counters.bytesFlushed, 0);
    file.flush();
    file.write(filled(5, 1), 0);
    assert.equal(files.counters.bytesWritten, 15);
    assert.equal(files.counters.bytesFlushed, 10);
  });
});
