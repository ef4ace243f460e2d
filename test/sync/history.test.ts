import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { BLOCK_BYTES, SimFiles } from "../../sim/sim-files.ts";
import { noCounts } from "../../src/sync/exchange.ts";
import { HISTORY_LENGTH, History, type SyncRecord } from "../../src/sync/history.ts";

const CAPACITY_BYTES = 40 * BLOCK_BYTES;

function disk(): SimFiles {
  return new SimFiles({ prng: new Prng(1), capacityBytes: CAPACITY_BYTES });
}

function open(files: SimFiles): History {
  return new History(files, new SimDigest());
}

function record(n: number): SyncRecord {
  return {
    time: n,
    peerId: "0a0000000001",
    peerName: "Left",
    role: "asked",
    direction: "bidirectional",
    outcome: "synced",
    taken: noCounts(),
    given: noCounts(),
    blobs: 0,
    bytesIn: 0,
    bytesOut: 0,
    durationMs: 0,
  };
}

function add(history: History, from: number, to: number): void {
  for (let n = from; n < to; n++) history.add(record(n));
}

/** The numbers of the records, as they are listed. */
function listed(history: History): number[] {
  return Array.from(history.list(), ({ time }) => time);
}

/** The last ones before `to`, the latest first. */
function last(to: number): number[] {
  return Array.from({ length: Math.min(to, HISTORY_LENGTH) }, (_, i) => to - 1 - i);
}

/** Takes all space but so many blocks. */
function fill(files: SimFiles, freeBlocks: number): void {
  const { freeBytes } = files.space();
  const file = files.open("filler", "w");
  file.write(new Uint8Array(freeBytes - freeBlocks * BLOCK_BYTES), 0);
  file.close();
}

describe("History", () => {
  it("lists the last 100, however many there were, and the same ones after a restart", () => {
    const files = disk();
    const history = open(files);
    for (const [from, to] of [
      [0, 1],
      [1, 99],
      [99, 101],
      [101, 200],
      [200, 201],
      [201, 555],
    ] as const) {
      add(history, from, to);
      assert.deepEqual(listed(history), last(to));
      assert.deepEqual(listed(open(files)), last(to));
    }
  });

  it("goes on with a list that was begun when the file is written anew", () => {
    const history = open(disk());
    add(history, 0, 200);
    const list = history.list();
    const first = Array.from({ length: 10 }, () => list.next().value!.time);
    add(history, 200, 250);
    assert.deepEqual([...first, ...Array.from(list, ({ time }) => time)], last(200));
  });

  it("takes no more records where the disk has no room to write the file anew, and goes on once there is", () => {
    const files = disk();
    const history = open(files);
    add(history, 0, 190);
    fill(files, 2);
    add(history, 190, 2000);
    assert.deepEqual(listed(history), last(200));
    const full = files.space();
    add(history, 2000, 2100);
    assert.deepEqual(files.space(), full);
    files.remove("filler");
    add(history, 3000, 3050);
    assert.deepEqual(listed(history).slice(0, 50), last(3050).slice(0, 50));
    assert.deepEqual(listed(history).slice(50), last(200).slice(0, 50));
  });

  it("finds the last ones in a file that is longer than it ever makes one", () => {
    const files = disk();
    add(open(files), 0, 200);
    const lines = files.contents().get("history.jsonl")!;
    const file = files.open("history.jsonl", "r+");
    file.write(lines, lines.length);
    file.flush();
    file.close();
    const history = open(files);
    assert.deepEqual(listed(history), last(200));
    add(history, 500, 501);
    assert.deepEqual(listed(history), [500, ...last(200).slice(0, 99)]);
    assert.deepEqual(listed(open(files)), listed(history));
  });
});
