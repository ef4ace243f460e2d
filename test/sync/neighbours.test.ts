import assert from "node:assert/strict";
import fc from "fast-check";
import type { LocalUs } from "../../src/ports/clock.ts";
import { Beacon, LOCKED, SYNCS } from "../../src/sync/beacon.ts";
import { MAX_NEIGHBOURS, Neighbours } from "../../src/sync/neighbours.ts";

function hear(neighbours: Neighbours, id: number, us: number): number {
  return neighbours.hear(id, us as LocalUs, `10.0.0.${id & 255}`, 4000 + (id % 1000), 0);
}

describe("Neighbours", () => {
  it("are as a plain list of the last 128 that were heard", () => {
    // Few enough ids that they come back, more than there is room for.
    const ids = fc.array(fc.nat(180), { minLength: 200, maxLength: 600 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 0, max: 0xffffff00000 }), (heard, base) => {
        const neighbours = new Neighbours();
        const plain = new Map<number, number>();
        for (const [us, i] of heard.entries()) {
          const id = base + i;
          if (!plain.has(id) && plain.size === MAX_NEIGHBOURS) plain.delete(plain.keys().next().value!);
          plain.delete(id);
          plain.set(id, us);
          const row = hear(neighbours, id, us);
          assert.equal(neighbours.ids[row], id);
        }
        assert.equal(neighbours.count, plain.size);
        for (const [id, us] of plain) assert.equal(neighbours.heardUs[neighbours.find(id)], us);
        for (let i = 0; i <= 180; i++) assert.equal(neighbours.find(base + i) >= 0, plain.has(base + i));
      }),
      { numRuns: 50 },
    );
  });

  it("are found however their ids are alike", () => {
    for (const step of [1, 0x100, 0x1000000, 0x100000000]) {
      const neighbours = new Neighbours();
      for (let i = 0; i < MAX_NEIGHBOURS; i++) hear(neighbours, i * step, i);
      for (let i = 0; i < MAX_NEIGHBOURS; i++) assert.equal(neighbours.find(i * step), i);
      assert.equal(neighbours.find(MAX_NEIGHBOURS * step), -1);
    }
  });

  it("leave nothing behind when they are replaced, however many come and go", () => {
    const neighbours = new Neighbours();
    for (let id = 0; id < 2000; id++) {
      const row = hear(neighbours, id, id);
      assert.equal(neighbours.find(id), row);
      assert.equal(neighbours.find(id + 1), -1);
    }
    assert.equal(neighbours.count, MAX_NEIGHBOURS);
  });

  it("keep what a beacon said, and forget it with the node", () => {
    const neighbours = new Neighbours();
    const row = hear(neighbours, 7, 0);
    neighbours.note(
      row,
      Object.assign(new Beacon(), { root: 1, show: 2, joinedS: 3, flags: 4, scene: 5, port: 6 }),
    );
    assert.deepEqual(
      [neighbours.roots[row], neighbours.shows[row], neighbours.joinedS[row], neighbours.flags[row]],
      [1, 2, 3, 4],
    );
    assert.equal(neighbours.isThere(row, 0), true);
    for (let id = 100; id < 100 + MAX_NEIGHBOURS; id++) hear(neighbours, id, id);
    assert.equal(neighbours.find(7), -1);
    assert.equal(neighbours.isThere(row, 0), false);
  });

  it("are not there once they were silent for too long, or did not answer three times, until they are heard again", () => {
    const neighbours = new Neighbours();
    const row = hear(neighbours, 7, 1000);
    neighbours.note(row, new Beacon());
    assert.equal(neighbours.isThere(row, 1001), false);
    neighbours.unanswered[row] = 3;
    assert.equal(neighbours.isThere(row, 0), false);
    hear(neighbours, 7, 2000);
    assert.equal(neighbours.isThere(row, 1001), true);
  });

  it("are present once their show is known, until they are silent for longer than they ever are", () => {
    const neighbours = new Neighbours();
    for (const everyUs of [1.5e6, 30e6]) {
      let us = 1e9;
      const row = hear(neighbours, everyUs, us);
      assert.equal(neighbours.isPresent(row, us as LocalUs), false, "its show is not known");
      for (let i = 0; i < 20; i++, us += everyUs) {
        hear(neighbours, everyUs, us);
        // A burst is heard as once.
        hear(neighbours, everyUs, us + 50_000);
        neighbours.place(row, 2, 3, true);
        assert.ok(i < 6 || neighbours.isPresent(row, (us + everyUs * 0.99) as LocalUs));
      }
      us -= everyUs;
      assert.equal(neighbours.isPresent(row, (us + 1.9e6 + 1.4 * everyUs) as LocalUs), true);
      assert.equal(neighbours.isPresent(row, (us + 2.1e6 + 1.6 * everyUs) as LocalUs), false);
    }
  });

  it("keep what a question says, which is no more than which show, since when and whether the time is known", () => {
    const neighbours = new Neighbours();
    const row = hear(neighbours, 7, 0);
    neighbours.place(row, 9, 4, true);
    assert.deepEqual([neighbours.shows[row], neighbours.joinedS[row], neighbours.flags[row]], [9, 4, LOCKED]);
    assert.equal(neighbours.isThere(row, 0), true);
    assert.equal(neighbours.told[row], 0);
    neighbours.note(row, Object.assign(new Beacon(), { flags: LOCKED | SYNCS }));
    neighbours.place(row, 9, 4, false);
    assert.equal(neighbours.flags[row], SYNCS);
  });

  it("are all forgotten on another network", () => {
    const neighbours = new Neighbours();
    hear(neighbours, 7, 0);
    neighbours.clear();
    assert.equal(neighbours.find(7), -1);
    assert.equal(neighbours.count, 0);
  });
});
