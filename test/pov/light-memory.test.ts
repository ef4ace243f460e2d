import assert from "node:assert/strict";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import { reversedMap } from "../../src/pov/led-map.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import {
  contentAt,
  HEAD,
  headerWord,
  LightMemory,
  MAX_TABLES,
  makeLightMemory,
  patternBytes,
  TIMING,
  WORD,
} from "../../src/pov/light-memory.ts";
import { SharedClock } from "../../src/pov/shared-clock.ts";
import { stripSetup } from "../../src/pov/strip-setup.ts";
import { WriteGap } from "../../src/pov/write-gap.ts";
import { StripLab } from "./strip-lab.ts";

const SETUP = stripSetup({ chip: "sk9822", leds: 5 });

describe("light memory", () => {
  it("lies as its table says: words, clock, two headers, map, two blocks, zeros, arena", () => {
    const setup = stripSetup({ chip: "sk9822", leds: 5, map: reversedMap(5) });
    const memory = new LightMemory(makeLightMemory(setup, { arenaBytes: 20_000, blockBytes: 4000 }));
    assert.ok(4 * Math.max(...Object.values(WORD)) < 192);
    assert.deepEqual([headerWord(6) * 4, headerWord(7) * 4], [256, 384]);
    assert.ok(4 * (Math.max(...Object.values(HEAD)) + 4) <= 8 * Math.min(...Object.values(TIMING)));
    assert.ok(8 * Math.max(...Object.values(TIMING)) < 128);
    assert.deepEqual([...memory.cellOfLed()!], [4, 3, 2, 1, 0]);
    assert.equal(memory.cellOfLed()!.byteOffset, 512);
    assert.equal(memory.word(WORD.blocksAt), 512 + 576);
    assert.equal(memory.word(WORD.zerosAt), 1088 + 2 * 4000);
    assert.equal(memory.word(WORD.arenaAt), 9088 + 4096);
    assert.equal(memory.buffer.byteLength, 13_184 + 20_000);
  });

  it("is taken again for a strip of more LEDs, as new, and not where it is too small", () => {
    const sizes = { arenaBytes: 20_000, blockBytes: 4000 };
    const old = makeLightMemory(SETUP, sizes);
    new Uint8Array(old).fill(77, 256);
    const setup = stripSetup({ chip: "sk9822", leds: 40, map: reversedMap(40) });
    const again = makeLightMemory(setup, sizes, old);
    assert.equal(again, old);
    assert.deepEqual(new Uint8Array(again), new Uint8Array(makeLightMemory(setup, sizes)));
    assert.notEqual(makeLightMemory(setup, { ...sizes, arenaBytes: 20_008 }, old), old);
  });

  it("says what the strip is", () => {
    const memory = new LightMemory(makeLightMemory(SETUP));
    const words = [
      "clocked",
      "leds",
      "cells",
      "ledBytes",
      "dataBytes",
      "columnBytes",
      "shownBytes",
      "hz",
      "mapped",
    ] as const;
    assert.deepEqual(
      words.map((word) => memory.word(WORD[word])),
      [1, 5, 5, 4, 20, 28, 24, 8e6, 0],
    );
    assert.equal(memory.cellOfLed(), undefined);
  });

  it("is not taken from anything else", () => {
    assert.throws(() => new LightMemory(new SharedArrayBuffer(1024)), /memory of light/);
    assert.throws(
      () => new LightDesk(makeLightMemory(SETUP), stripSetup({ chip: "sk9822", leds: 6 })),
      /this strip/,
    );
  });

  it("has room for contents at both ends of the arena", () => {
    const memory = new LightMemory(makeLightMemory(SETUP, { arenaBytes: 12_000 }));
    const begin = memory.word(WORD.arenaAt);
    assert.equal(contentAt(memory, 4, 100), begin);
    assert.equal(contentAt(memory, 5, 101), begin + 12_000 - 104);
  });

  it("always has room for the largest pattern beside another one", () => {
    const memory = new LightMemory(
      makeLightMemory(stripSetup({ chip: "sk6812-rgbw", leds: 1 }), { arenaBytes: 0 }),
    );
    assert.ok(memory.word(WORD.arenaBytes) >= 2 * patternBytes(12, MAX_TABLES));
  });
});

describe("LightDesk", () => {
  const time = { originUs: 0 as GroupUs, columnsPerS: 1000 };

  it("takes one content while another plays, and no third", () => {
    const lab = new StripLab({ strip: { chip: "sk9822", leds: 5 } });
    const { desk } = lab;
    assert.equal(desk.isFree, true);
    desk.showColumn(new Uint8Array(15), time);
    assert.equal(desk.isFree, false);
    assert.throws(() => desk.showColumn(new Uint8Array(15), time), /taken over/);
    assert.throws(() => desk.showDark(), /taken over/);
    lab.settle();
    assert.equal(desk.isFree, true);
  });

  it("refuses what cannot be shown", () => {
    const desk = new LightDesk(makeLightMemory(SETUP), SETUP);
    for (const columnsPerS of [0, -1, Number.NaN, 1e9]) {
      assert.throws(() => desk.showColumn(new Uint8Array(15), { ...time, columnsPerS }), /columns a second/);
    }
    for (const brightness of [-1, 256, Number.NaN])
      assert.throws(() => desk.set({ brightness }), /brightness/);
    assert.throws(() => desk.showPicture(time), /begun/);
    assert.throws(() => desk.beginPicture(1e6), /room/);
    assert.throws(() => desk.beginPicture(2).encode(new Uint8Array(14), 0), /whole columns/);
    assert.throws(() => desk.beginPicture(2).encode(new Uint8Array(45), 0), /columns of the picture/);
    desk.set({ brightness: 10, limitMa: 20 });
    const job = desk.beginPicture(1);
    job.encode(new Uint8Array(15), 0);
    assert.throws(() => job.measure(new Uint8Array(15), 0), /before they are encoded/);
  });

  it("writes columns as fast as the strip can, and no faster than it is told", () => {
    const buffer = makeLightMemory(SETUP);
    const desk = new LightDesk(buffer, SETUP);
    const { doubles } = new LightMemory(buffer);
    const head = headerWord(1) >> 1;
    desk.showColumn(new Uint8Array(15), { ...time, columnsPerS: 1e6 });
    assert.ok(Math.abs(doubles[head + TIMING.writesPerUs]! * 1e6 - (0.9 * 8e6) / 8 / 28) < 1e-6);
    assert.equal(doubles[head + TIMING.columnsPerUs], 1);
    const other = new LightDesk(makeLightMemory(SETUP), SETUP);
    other.set({ brightness: 255, mostColumnsPerS: 300 });
    other.showColumn(new Uint8Array(15), time);
  });

  it("tells and knows the group's time", () => {
    const buffer = makeLightMemory(SETUP);
    const desk = new LightDesk(buffer, SETUP);
    const clock = new SharedClock(new LightMemory(buffer));
    clock.read();
    assert.equal(clock.groupUs(12345), 12345);
    desk.setClock(1000 as LocalUs, 5_000_000 as GroupUs, 1.5);
    assert.equal(clock.groupUs(12345), 12345, "until it is read");
    clock.read();
    assert.equal(clock.groupUs(3000), 5_003_000);
    assert.equal(desk.groupUs(3000 as LocalUs), 5_003_000);
    // While it is being written it is not read.
    new Int32Array(buffer)[WORD.clockSequence]!++;
    new LightMemory(buffer).doubles.fill(0, 24, 27);
    clock.read();
    assert.equal(clock.groupUs(3000), 5_003_000);
  });
});

describe("WriteGap", () => {
  it("is the mean of gaps, soon and then steadily", () => {
    const gap = new WriteGap();
    let atUs = 0;
    for (let i = 0; i < 2000; i++) {
      gap.heard(atUs, i === 0 ? 0 : 1000);
      if (i === 30) assert.ok(Math.abs(gap.meanUs - 150) < 30);
      atUs += 1000 + (i % 4) * 100;
    }
    assert.ok(Math.abs(gap.meanUs - 150) < 2, `${gap.meanUs}`);
    // One long pause does not carry it away.
    gap.heard(atUs + 1e6, 1000);
    assert.ok(gap.meanUs < 160, `${gap.meanUs}`);
    // What was not sent has no gap.
    gap.heard(atUs + 9e6, 0);
    assert.ok(gap.meanUs < 160);
  });

  it("knows what gaps vary by, soon and whenever that changes", () => {
    const gap = new WriteGap();
    let atUs = 0;
    const hear = (count: number, variesUs: number): void => {
      for (let i = 0; i < count; i++) {
        atUs += 1100 + (i % 2 === 0 ? variesUs : -variesUs);
        gap.heard(atUs, 1000);
      }
    };
    hear(400, 5);
    assert.ok(gap.spreadUs > 4 && gap.spreadUs < 6, `${gap.spreadUs}`);
    hear(400, 60);
    assert.ok(gap.spreadUs > 50 && gap.spreadUs < 70, `${gap.spreadUs}`);
  });

  it("learns anew after a restart, from the blocks that were not laid out first", () => {
    const gap = new WriteGap();
    let atUs = 0;
    const hear = (gapUs: number): void => {
      atUs += 1000 + gapUs;
      gap.heard(atUs, 1000);
    };
    gap.heard(0, 0);
    for (let i = 0; i < 600; i++) hear(900);
    gap.restart();
    // The last block of before, then the two new ones as they are laid out.
    for (const gapUs of [900, 4000, 4000]) hear(gapUs);
    assert.ok(Math.abs(gap.meanUs - 900) < 1, `${gap.meanUs}`);
    for (let i = 0; i < 30; i++) hear(100);
    assert.ok(Math.abs(gap.meanUs - 100) < 1, `${gap.meanUs}`);
  });
});
