import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../sim/prng.ts";
import {
  type CellPattern,
  copyColumns,
  costOfCells,
  lookUpBytes,
  placeCells,
  renderColumns,
} from "../../src/pov/column-fill.ts";

const words = (length: number, seed: number): Int32Array => {
  const bytes = new Uint8Array(4 * length);
  new Prng(seed).fill(bytes);
  return new Int32Array(bytes.buffer);
};
const bytes = (length: number, seed: number): Uint8Array => {
  const made = new Uint8Array(length);
  new Prng(seed).fill(made);
  return made;
};
const leds = fc.integer({ min: 1, max: 288 });
const seed = fc.integer({ min: 0, max: 1e6 });

describe("copyColumns", () => {
  it("copies column floor(x) mod width for each place, and touches nothing else", () => {
    const args = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      columnWords: fc.integer({ min: 1, max: 20 }),
      from: fc.integer({ min: 0, max: 16 }),
      count: fc.integer({ min: 0, max: 16 }),
      x: fc.double({ min: 0, max: 0.999, noNaN: true }),
      step: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(args, ({ width, columnWords, from, count, x, step }) => {
        const picture = width * columnWords;
        const memory = words(picture + 33 * (columnWords + 2), 1);
        const columnAt = Int32Array.from({ length: 33 }, (_, k) => picture + k * (columnWords + 2));
        const expected = memory.slice();
        let column = x * width;
        for (let k = from; k < from + count; k++) {
          const source = Math.floor(column % width) * columnWords;
          for (let i = 0; i < columnWords; i++) expected[columnAt[k]! + i] = memory[source + i]!;
          column = (column + step * width) % width;
        }
        copyColumns(memory, columnAt, from, from + count, x * width, step * width, width, 0, columnWords);
        assert.deepEqual(memory, expected);
      }),
    );
  });
});

describe("looking up", () => {
  it("placeCells and lookUpBytes go by the cell of each LED", () => {
    fc.assert(
      fc.property(leds, seed, fc.constantFrom(9, 12), fc.boolean(), (count, s, ledBytes, isMapped) => {
        const cells = Int32Array.from(bytes(count, s));
        const cellOfLed = Uint16Array.from({ length: count }, (_, i) => (i * 7) % count);
        const out = words(count + 2, s + 2);
        const expected = out.slice();
        for (let i = 0; i < count; i++) expected[1 + i] = cells[cellOfLed[i]!]!;
        placeCells(out, 1, cells, cellOfLed, count);
        assert.deepEqual(out, expected);
        const memory = bytes(256 * ledBytes + count * ledBytes + 5, s + 3);
        const at = 256 * ledBytes + 2;
        const wanted = memory.slice();
        for (let i = 0; i < count; i++) {
          const cell = cells[isMapped ? cellOfLed[i]! : i]!;
          for (let j = 0; j < ledBytes; j++) wanted[at + i * ledBytes + j] = memory[cell * ledBytes + j]!;
        }
        lookUpBytes(memory, at, cells, 0, ledBytes, isMapped ? cellOfLed : undefined, count);
        assert.deepEqual(memory, wanted);
      }),
    );
  });

  it("costOfCells adds up", () => {
    fc.assert(
      fc.property(leds, seed, fc.boolean(), (count, s, isMapped) => {
        const cells = Int32Array.from(bytes(count, s));
        const costs = Uint16Array.from({ length: 256 }, (_, i) => i * 257);
        const cellOfLed = isMapped
          ? Uint16Array.from({ length: count }, (_, i) => (i * 5) % count)
          : undefined;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += costs[cells[cellOfLed?.[i] ?? i]!]!;
        assert.equal(costOfCells(cells, costs, cellOfLed, count), sum);
      }),
    );
  });

  it("renderColumns draws each column at its time with the table's entries", () => {
    fc.assert(
      fc.property(leds, seed, fc.integer({ min: 0, max: 5 }), (count, s, from) => {
        const times: number[] = [];
        const pattern: CellPattern = {
          render(out, table, ledCount, time, numbers, level) {
            times.push(time);
            for (let i = 0; i < ledCount; i++) out[i] = table[(i * numbers[0]! + time + level) & 255]!;
          },
        };
        const stride = count + 3;
        const memory = words(6 * stride, s);
        const table = words(256, s + 1);
        const columns = Array.from({ length: 6 }, (_, k) => memory.subarray(k * stride, k * stride + count));
        const expected = memory.slice();
        const ticks = 2 ** 30 - 31.5;
        for (let k = from; k < 6; k++) {
          const time = Math.floor(ticks + (k - from) * 15.6) % 2 ** 30;
          for (let i = 0; i < count; i++) expected[k * stride + i] = table[(i * 3 + time + 9) & 255]!;
        }
        renderColumns(pattern, columns, table, count, Int32Array.of(3), 9, from, 6, ticks, 15.6);
        assert.deepEqual(memory, expected);
        assert.equal(times.length, 6 - from);
      }),
    );
  });
});
