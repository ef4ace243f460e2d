import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../sim/prng.ts";
import {
  type CellPattern,
  copyColumns,
  costOfCells,
  lookUp,
  lookUpBytes,
  lookUpMapped,
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
  it("lookUp gives each cell's entry, from any LED on", () => {
    fc.assert(
      fc.property(leds, seed, fc.nat(40), (count, s, skip) => {
        const from = Math.min(skip, count);
        const [cells, table, out] = [bytes(count, s), words(256, s + 1), words(count + 8, s + 2)];
        const expected = out.slice();
        for (let i = from; i < count; i++) expected[4 + i] = table[cells[i]!]!;
        lookUp(out, 4, cells, table, from, count);
        assert.deepEqual(out, expected);
      }),
    );
  });

  it("lookUpMapped and lookUpBytes go by the cell of each LED", () => {
    fc.assert(
      fc.property(leds, seed, fc.constantFrom(9, 12), fc.boolean(), (count, s, ledBytes, isMapped) => {
        const cells = bytes(count, s);
        const cellOfLed = Uint16Array.from({ length: count }, (_, i) => (i * 7) % count);
        const table = words(256, s + 1);
        const out = words(count + 2, s + 2);
        const expected = out.slice();
        for (let i = 0; i < count; i++) expected[1 + i] = table[cells[cellOfLed[i]!]!]!;
        lookUpMapped(out, 1, cells, table, cellOfLed, count);
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
        const cells = bytes(count, s);
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

  it("renderColumns renders each column at its time and looks it up", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 32, max: 100 }),
        seed,
        fc.integer({ min: 0, max: 5 }),
        (count, s, from) => {
          const times: number[] = [];
          const pattern: CellPattern = {
            render(cells, ledCount, time, numbers, level) {
              times.push(time);
              for (let i = 0; i < ledCount; i++) cells[i] = i * numbers[0]! + time + level;
            },
          };
          const columns = 6;
          const memory = words(columns * (count + 3), s);
          const table = words(256, s + 1);
          const columnAt = Int32Array.from({ length: columns }, (_, k) => k * (count + 3));
          const firstLeds = Array.from(columnAt, (at) => memory.subarray(at, at + 32));
          const expected = memory.slice();
          const ticks = 2 ** 30 - 31.5;
          for (let k = from; k < columns; k++) {
            const time = Math.floor(ticks + (k - from) * 15.6) % 2 ** 30;
            for (let i = 0; i < count; i++) expected[columnAt[k]! + i] = table[(i * 3 + time + 9) & 255]!;
          }
          const cells = new Uint8Array(count);
          renderColumns(
            ...([pattern, cells, count, Int32Array.of(3), 9, table, firstLeds, memory, columnAt] as const),
            ...([from, columns, ticks, 15.6] as const),
          );
          assert.deepEqual(memory, expected);
          assert.equal(times.length, columns - from);
        },
      ),
    );
  });
});
