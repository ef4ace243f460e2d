import assert from "node:assert/strict";
import fc from "fast-check";
import { freeSlot, indexOf, itemAt, PlaceWalk, placesOf } from "../../src/store/slots.ts";
import type { Store } from "../../src/store/store.ts";
import { StoreLab } from "./store-lab.ts";

/** The rule in plain words: who asks for a place has it, the lesser id first; all others take the next one that is free. */
function givenPlaces(store: Store): Map<number, string> {
  const entries = Array.from(store.entries("pattern")).filter((entry) => !entry.deleted);
  entries.sort((a, b) => a.slot - b.slot || (a.id < b.id ? -1 : 1));
  const places = new Map<number, string>();
  const late = entries.filter(({ id, slot }) => {
    if (slot < 0 || places.has(slot)) return true;
    places.set(slot, id);
    return false;
  });
  for (const { id, slot } of late) {
    let place = Math.max(0, slot);
    while (places.has(place)) place++;
    places.set(place, id);
  }
  return places;
}

describe("indexes", () => {
  it("are found one by one as they are all together, whatever places items ask for", () => {
    const item = fc.record({
      id: fc.integer({ min: 0, max: 60 }),
      slot: fc.oneof(fc.integer({ min: -1, max: 8 }), fc.integer({ min: 0, max: 70 })),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(item, { maxLength: 20 }),
          fc.uniqueArray(item, { maxLength: 60, selector: ({ slot }) => slot }),
        ),
        fc.array(fc.integer({ min: 0, max: 60 })),
        (items, gone) => {
          const store = new StoreLab(1).make("one");
          for (const { id, slot } of items)
            store.put("pattern", `p${id}`, { body: slot < 0 ? {} : { slot } });
          for (const id of gone) store.remove("pattern", `p${id}`);
          const expected = givenPlaces(store);
          const places = placesOf(store, "pattern");
          assert.deepEqual(
            places.entries.map(({ id }, i) => [places.indexes[i], id]),
            Array.from(expected).sort(([a], [b]) => a - b),
          );
          const walk = new PlaceWalk(store, "pattern");
          const walked: [number, string][] = [];
          while (walk.next()) walked.push([walk.index, walk.entry!.id]);
          assert.deepEqual(
            walked,
            places.entries.map(({ id }, i) => [places.indexes[i], id]),
          );
          for (let index = 0; index < 80; index++) {
            assert.equal(itemAt(store, "pattern", index)?.id, expected.get(index), `index ${index}`);
            assert.equal(places.at(index)?.id, expected.get(index), `index ${index} of all`);
          }
          for (const [index, id] of expected) {
            assert.equal(indexOf(store, "pattern", id), index, id);
            assert.equal(places.indexOf(store.entry("pattern", id)!), index, id);
          }
          let free = 0;
          while (expected.has(free)) free++;
          assert.equal(freeSlot(store, "pattern"), free);
          for (const id of gone) assert.equal(indexOf(store, "pattern", `p${id}`), -1);
          assert.equal(indexOf(store, "pattern", "nobody"), -1);
        },
      ),
      { numRuns: 200 },
    );
  });
});
