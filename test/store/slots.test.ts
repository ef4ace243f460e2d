import assert from "node:assert/strict";
import fc from "fast-check";
import { indexed, indexOf, itemAt } from "../../src/store/slots.ts";
import { StoreLab } from "./store-lab.ts";

describe("indexes", () => {
  it("are found one by one as they are all together, whatever places items ask for", () => {
    const item = fc.record({ id: fc.integer({ min: 0, max: 30 }), slot: fc.integer({ min: -1, max: 8 }) });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 20 }),
        fc.array(fc.integer({ min: 0, max: 30 })),
        (items, gone) => {
          const store = new StoreLab(1).make("one");
          for (const { id, slot } of items)
            store.put("pattern", `p${id}`, { body: slot < 0 ? {} : { slot } });
          for (const id of gone) store.remove("pattern", `p${id}`);
          const all = indexed(store, "pattern");
          for (let index = 0; index < 30; index++) {
            assert.equal(itemAt(store, "pattern", index), all.get(index), `index ${index}`);
          }
          for (const [index, { id }] of all) assert.equal(indexOf(store, "pattern", id), index, id);
          for (const id of gone) assert.equal(indexOf(store, "pattern", `p${id}`), -1);
          assert.equal(indexOf(store, "pattern", "nobody"), -1);
        },
      ),
      { numRuns: 60 },
    );
  });
});
