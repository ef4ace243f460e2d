import assert from "node:assert/strict";
import { frozen } from "../../src/bytes/frozen.ts";

describe("frozen", () => {
  it("freezes a table to its ground, and gives it back", () => {
    const table = { list: [{ a: 1 }], text: "x", none: null };
    assert.equal(frozen(table), table);
    assert.ok([table, table.list, table.list[0]].every(Object.isFrozen));
    assert.throws(() => table.list.push({ a: 2 }), TypeError);
  });

  it("freezes the objects in a list that is frozen already", () => {
    const list = frozen(Object.freeze([{ a: 1 }]));
    assert.ok(Object.isFrozen(list[0]));
  });

  it("freezes the prototype of a generator, which runs on", () => {
    const numbers = frozen(function* numbers() {
      yield 1;
      yield 2;
    });
    assert.ok(Object.isFrozen(numbers.prototype));
    assert.deepEqual([...numbers()], [1, 2]);
  });

  it("leaves bytes as they are, which cannot be frozen", () => {
    const bytes = frozen({ bytes: new Uint8Array(2) }).bytes;
    bytes[0] = 7;
    assert.equal(bytes[0], 7);
  });
});
