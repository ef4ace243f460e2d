import assert from "node:assert/strict";
import fc from "fast-check";
import { RowsToColumns, STRIPE_BYTES } from "../../src/pov/rows-to-columns.ts";
import { MemoryFiles } from "./memory-files.ts";
import { noise } from "./noise.ts";

function turn(
  rgb: Uint8Array,
  columns: number,
  rows: number,
  pieceBytes = rgb.length,
): [Buffer, MemoryFiles, number] {
  const files = new MemoryFiles();
  const turner = new RowsToColumns({ files, path: "p", columns, rows });
  for (let at = 0; at < rgb.length; at += pieceBytes) turner.bytes(rgb.subarray(at, at + pieceBytes));
  let steps = 1;
  while (!turner.step()) steps++;
  return [files.stored.get("p")!, files, steps];
}

describe("rows to columns", () => {
  it("puts the first column first and in it the top row first", () => {
    // Two columns, three rows; each pixel tells its column and row.
    const rgb = Uint8Array.of(0, 0, 9, 1, 0, 9, 0, 1, 9, 1, 1, 9, 0, 2, 9, 1, 2, 9);
    const [columns] = turn(rgb, 2, 3);
    assert.deepEqual([...columns], [0, 0, 9, 0, 1, 9, 0, 2, 9, 1, 0, 9, 1, 1, 9, 1, 2, 9]);
  });

  it("turns every size alike, however its bytes are cut, and leaves only its file", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 288 }));
    const law = fc.property(sizes, fc.integer({ min: 50, max: 5000 }), ([columns, rows], pieceBytes) => {
      const rgb = noise(columns * rows * 3);
      const [turned, files] = turn(rgb, columns, rows, pieceBytes);
      assert.equal(turned.length, rgb.length);
      for (let row = 0; row < rows; row += 1 + (row % 7)) {
        for (let column = 0; column < columns; column += 1 + (column % 5)) {
          const [from, to] = [(row * columns + column) * 3, (column * rows + row) * 3];
          assert.equal(turned.compare(rgb, from, from + 3, to, to + 3), 0);
        }
      }
      assert.deepEqual([...files.stored.keys()], ["p"]);
      assert.deepEqual(files.opened, []);
    });
    fc.assert(law, { numRuns: 40 });
  });

  it("needs no second file, and one step, while the picture fits the stripe", () => {
    const files = new MemoryFiles();
    const columns = Math.floor(STRIPE_BYTES / 96);
    const turner = new RowsToColumns({ files, path: "p", columns, rows: 32 });
    assert.equal(files.stored.size, 0);
    turner.bytes(new Uint8Array(columns * 96));
    assert.equal(turner.step(), true);
    assert.deepEqual([...files.stored.keys()], ["p"]);
  });

  it("works in steps of a stripe", () => {
    const [, , steps] = turn(noise(400 * 288 * 3), 400, 288);
    assert.equal(steps, Math.ceil(400 / Math.floor(STRIPE_BYTES / (288 * 3))));
  });

  it("removes its second file when it is given up", () => {
    const files = new MemoryFiles();
    const turner = new RowsToColumns({ files, path: "p", columns: 400, rows: 32 });
    turner.bytes(new Uint8Array(100));
    turner.close();
    assert.deepEqual([...files.stored.keys()], []);
    assert.deepEqual(files.opened, []);
  });
});
