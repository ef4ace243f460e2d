import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupUs } from "../../src/ports/clock.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import { backToBackMap } from "../../src/pov/led-map.ts";
import { type LabOptions, noisyPicture, StripLab } from "./strip-lab.ts";

const LEDS = 8;
/** LEDs of the tests that count columns of each content: red in one, green in another. */
const RED = Uint8Array.from(Array(LEDS).fill([255, 0, 0]).flat());
const GREEN = Uint8Array.from(Array(LEDS).fill([0, 255, 0]).flat());

function makeLab(options: Partial<LabOptions> = {}): StripLab {
  const lab = new StripLab({
    gapUs: [0, 300],
    strip: { chip: "sk9822", leds: LEDS, depth: false },
    ...options,
  });
  lab.desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
  return lab;
}

function showColor(
  lab: StripLab,
  rgb: Uint8Array,
  columnsPerS: number,
  more: { startUs?: number; fadeUs?: number } = {},
) {
  lab.desk.showColumn(rgb, { originUs: 0 as GroupUs, columnsPerS, ...more } as never);
}

const isGreen = (word: number): boolean => ((word >>> 8) & 255) === 255;

/** When each whole column is shown, and whether it is the green one. */
function watchColors(lab: StripLab, ms: number): { atUs: number; green: boolean }[] {
  const shown: { atUs: number; green: boolean }[] = [];
  lab.watch(ms, (atUs, words) => {
    const green = isGreen(words[0]!);
    for (const word of words) assert.equal(isGreen(word), green, "a torn column");
    shown.push({ atUs, green });
  });
  return shown;
}

describe("changes of content", () => {
  it("no column is torn, whatever is published and however fast: pictures, rates, brightness, fades", () => {
    const change = fc.record({
      columns: fc.integer({ min: 1, max: 60 }),
      rate: fc.integer({ min: 1, max: 8000 }),
      brightness: fc.integer({ min: 1, max: 255 }),
      fadeMs: fc.constantFrom(0, 0, 5, 60),
      waitMs: fc.integer({ min: 0, max: 40 }),
      isHurried: fc.boolean(),
      isDark: fc.constantFrom(false, false, false, true),
    });
    const chips: fc.Arbitrary<LedChipName> = fc.constantFrom("sk9822", "apa102", "ws2812", "sk6812-rgbw");
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 12 }), chips, (changes, chip) => {
        const lab = makeLab({ strip: { chip, leds: LEDS } });
        // Columns that there may be: those of all pictures as they were encoded, each played alone in a lab of its own.
        const known = new Set<string>();
        const seen = new Set<string>();
        const words = new Uint32Array(LEDS);
        lab.listener = (led, _atUs, word) => {
          words[led] = word;
          if (led === LEDS - 1) seen.add(words.join());
        };
        changes.forEach(({ columns, rate, brightness, fadeMs, waitMs, isHurried, isDark }, i) => {
          if (!lab.desk.isFree && isHurried) lab.desk.hurry();
          lab.settle();
          lab.desk.set({ brightness });
          const picture = noisyPicture(columns, LEDS, i + 1);
          if (isDark) lab.desk.showDark({ fadeUs: fadeMs * 1000 });
          else lab.showPicture(picture, rate, { fadeUs: fadeMs * 1000 });
          for (const column of columnsOf(picture, chip, brightness)) known.add(column);
          lab.runForMs(waitMs);
        });
        lab.settle();
        lab.runForMs(100);
        known.add(darkColumn(chip));
        for (const column of seen) assert.ok(known.has(column), `torn: ${column}`);
      }),
      { numRuns: 60 },
    );
  });

  it("a content is shown from its start time on, to the column", () => {
    for (const [before, after] of [
      [1000, 1000],
      [1000, 3000],
      [2000, 40],
      [3, 1500],
      [1, 2],
    ] as const) {
      const lab = makeLab();
      showColor(lab, RED, before);
      lab.settle();
      lab.runForMs(500);
      const startUs = lab.scheduler.nowUs + 777_000;
      showColor(lab, GREEN, after, { startUs });
      const shown = watchColors(lab, 3000);
      const lastRed = shown.filter(({ green }) => !green).at(-1);
      const firstGreen = shown.find(({ green }) => green);
      assert.ok(firstGreen !== undefined, "it is shown");
      const periodUs = 1e6 / Math.max(before, after);
      assert.ok(
        firstGreen.atUs >= startUs - 400 && firstGreen.atUs <= startUs + periodUs + 400,
        `${firstGreen.atUs - startUs} µs after its start`,
      );
      assert.ok(lastRed === undefined || lastRed.atUs < firstGreen.atUs);
      assert.equal(lab.desk.isFree, true);
    }
  });

  it("a content of a start time that is past is shown at the next block, also while columns last for a second", () => {
    const lab = makeLab();
    showColor(lab, RED, 1);
    lab.settle();
    lab.runForMs(2300);
    const atUs = lab.scheduler.nowUs;
    showColor(lab, GREEN, 1, { startUs: 0 });
    const [first] = watchColors(lab, 100);
    assert.ok(first?.green && first.atUs - atUs < 10_000, `${(first?.atUs ?? 0) - atUs} µs`);
  });

  it("while it fades in, its columns become more and more, evenly spread, from none to all", () => {
    const lab = makeLab({ gapUs: [0, 0] });
    showColor(lab, RED, 1000);
    lab.settle();
    lab.runForMs(500);
    const startUs = lab.scheduler.nowUs + 100_000;
    showColor(lab, GREEN, 1000, { startUs, fadeUs: 1_000_000 });
    const shown = watchColors(lab, 1300);
    const share = (fromMs: number, toMs: number): number => {
      const part = shown.filter(
        ({ atUs }) => atUs >= startUs + fromMs * 1000 && atUs < startUs + toMs * 1000,
      );
      return part.filter(({ green }) => green).length / part.length;
    };
    assert.equal(share(-100, 0), 0);
    assert.equal(share(1000, 1150), 1);
    for (let ms = 0; ms < 1000; ms += 100) {
      assert.ok(
        Math.abs(share(ms, ms + 100) - (ms + 50) / 1000) < 0.02,
        `${share(ms, ms + 100)} at ${ms} ms`,
      );
    }
    // Half-way red and green take turns: no three of a kind in a row.
    const half = shown.filter(({ atUs }) => Math.abs(atUs - startUs - 500_000) < 10_000);
    for (let i = 2; i < half.length; i++) {
      assert.ok(half[i]!.green !== half[i - 1]!.green || half[i]!.green !== half[i - 2]!.green);
    }
  });

  it("one that fades in at once begins when it is taken over", () => {
    const lab = makeLab();
    showColor(lab, RED, 1000);
    lab.settle();
    lab.runForMs(100);
    showColor(lab, GREEN, 1000, { fadeUs: 200_000 });
    const shown = watchColors(lab, 400);
    const early = shown.slice(20, 60).filter(({ green }) => green).length / 40;
    assert.ok(early > 0.05 && early < 0.4, `${early} after 40 ms`);
    assert.ok(shown.slice(-100).every(({ green }) => green));
  });

  it("a hurried content takes over at the next block, whatever its start and fade", () => {
    const lab = makeLab();
    showColor(lab, RED, 1000);
    lab.settle();
    lab.runForMs(100);
    showColor(lab, GREEN, 1000, { startUs: 60e6, fadeUs: 5e6 });
    lab.runForMs(200);
    assert.equal(lab.desk.isFree, false);
    const atUs = lab.scheduler.nowUs;
    lab.desk.hurry();
    const shown = watchColors(lab, 100);
    const first = shown.find(({ green }) => green);
    assert.ok(first !== undefined && first.atUs - atUs < 25_000);
    assert.equal(lab.desk.isFree, true);
  });

  it("frames of live mode at 50 a second are all shown, each whole", () => {
    const lab = makeLab();
    const seen = new Set<number>();
    const words = new Uint32Array(LEDS);
    lab.listener = (led, _atUs, word) => {
      words[led] = word;
      if (led !== LEDS - 1) return;
      for (const each of words) assert.equal(each, words[0], "a torn frame");
      seen.add(words[0]!);
    };
    for (let frame = 1; frame <= 200; frame++) {
      assert.equal(lab.desk.isFree, true, `frame ${frame}: the one before was not taken`);
      showColor(lab, new Uint8Array(3 * LEDS).fill(frame), 500);
      lab.runForMs(20);
    }
    for (let frame = 1; frame <= 200; frame++) {
      assert.ok(seen.has((0xff000000 | (frame * 0x010101)) >>> 0), `frame ${frame} was not shown`);
    }
  });

  it("darkness is shown, then the bus rests, and wakes within 25 ms", () => {
    const lab = makeLab();
    showColor(lab, GREEN, 1000);
    lab.settle();
    lab.desk.showDark();
    lab.settle();
    let last = 0;
    let writes = 0;
    const tap = lab.strip.tap!;
    lab.strip.tap = (bytes, startUs, byteUs) => {
      writes++;
      tap(bytes, startUs, byteUs);
    };
    lab.watch(5000, (_atUs, words) => {
      last = words[0]!;
    });
    assert.equal(last >>> 0, 0xe0000000);
    assert.ok(writes < 20, `${writes} writes in 5 s of darkness`);
    const atUs = lab.scheduler.nowUs;
    showColor(lab, GREEN, 1000);
    const [first] = watchColors(lab, 50);
    assert.ok(first?.green && first.atUs - atUs < 25_000);
  });

  it("a picture that has no room beside the one that plays has it beside darkness", () => {
    const lab = makeLab({ sizes: { arenaBytes: 300 * 4 * LEDS } });
    lab.showPicture(noisyPicture(200, LEDS), 1000);
    lab.settle();
    assert.deepEqual([lab.desk.hasRoom(100), lab.desk.hasRoom(101)], [true, false]);
    lab.desk.showDark();
    lab.settle();
    assert.equal(lab.desk.hasRoom(299), true);
    lab.showPicture(noisyPicture(299, LEDS), 1000);
    lab.settle();
  });
});

/** A pattern whose cells tell the time, and which LED they are. */
const CLOCK_PATTERN: CellPattern = {
  render(out, table, leds, time, numbers, level) {
    for (let i = 0; i < leds; i++)
      out[i] = table[(i + (time & 127) + numbers[0]! + Math.max(level, 0)) & 255]!;
  },
};

/** Red and green are the index, so that a colour tells it. */
const RAMP = Uint8Array.from(Array.from({ length: 256 }, (_, i) => [i, 255 - i, 0]).flat());

function showPattern(lab: StripLab, columnsPerS: number, numbers: number[] = [0]): void {
  const content = { pattern: CLOCK_PATTERN, number: 1, palette: RAMP, numbers };
  lab.desk.showPattern(content, { originUs: 0 as GroupUs, columnsPerS });
}

describe("patterns", () => {
  const patterns = [{ render() {} }, CLOCK_PATTERN];
  const red = (chip: LedChipName, word: number): number =>
    (chip === "sk9822" ? word : word >>> (chip === "ws2812" ? 8 : 16)) & 255;

  for (const [chip, leds, map] of [
    ["sk9822", 7, undefined],
    ["sk9822", 32, undefined],
    ["sk9822", 61, undefined],
    ["sk9822", 64, backToBackMap(64)],
    ["ws2812", 32, undefined],
    ["sk6812-rgbw", 10, backToBackMap(10, true)],
  ] as const) {
    it(`each column shows its own time: ${leds} ${chip}${map === undefined ? "" : ", mapped"}`, () => {
      const strip = { chip, leds, depth: false, ...(map === undefined ? {} : { map }) };
      const lab = makeLab({ strip, patterns, gapUs: [0, 0] });
      const columnsPerS = 600;
      showPattern(lab, columnsPerS, [11]);
      lab.settle();
      lab.runForMs(500);
      let columns = 0;
      lab.watch(2000, (atUs, words) => {
        const column = Math.round((atUs * columnsPerS) / 1e6);
        const time = Math.floor(((column + 0.5) * 1e6) / columnsPerS / 64);
        words.forEach((word, led) => {
          const cell = map === undefined ? led : map.cellOfLed[led]!;
          assert.equal(red(chip, word), (cell + (time & 127) + 11) & 255, `column ${column}, LED ${led}`);
        });
        columns++;
      });
      assert.ok(columns >= 1198, `${columns} columns`);
    });
  }

  it("hear the music's loudness at the next block", () => {
    const lab = makeLab({ patterns, strip: { chip: "sk9822", leds: 1, depth: false } });
    showPattern(lab, 1000);
    lab.settle();
    const before = lab.scheduler.nowUs;
    lab.desk.setLevel(128);
    lab.watch(100, (atUs, words) => {
      const time = Math.floor((Math.floor(atUs / 1000 + 0.5) * 1000 + 500) / 64);
      if (atUs > before + 25_000) assert.equal(words[0]! & 255, ((time & 127) + 128) & 255);
    });
  });

  it("time goes on without a jump where 30 bits of it end", () => {
    const lab = makeLab({ patterns, strip: { chip: "sk9822", leds: 32, depth: false }, gapUs: [0, 0] });
    const endUs = 64 * 2 ** 30;
    lab.desk.setClock(lab.clock.localUs(), (endUs - 1_000_000) as GroupUs, 1);
    const fromUs = lab.scheduler.nowUs;
    showPattern(lab, 500);
    let columns = 0;
    lab.watch(2000, (atUs, words) => {
      if (words[31] === words[0]) return;
      const groupUs = endUs - 1_000_000 + atUs - fromUs;
      const time = Math.floor((Math.round(groupUs / 2000) * 2000 + 1000) / 64) % 2 ** 30;
      assert.equal(words[0]! & 255, time & 127);
      columns++;
    });
    assert.ok(columns > 950);
  });
});

/** The words of a picture's columns, as a lab of its own shows them. */
function columnsOf(rgb: Uint8Array, chip: LedChipName, brightness: number): Set<string> {
  const lab = new StripLab({ strip: { chip, leds: LEDS } });
  lab.desk.set({ brightness });
  const columnsPerS = 700;
  lab.showPicture(rgb, columnsPerS);
  lab.settle();
  const columns = new Set<string>();
  lab.watch((rgb.length / 3 / LEDS + 20) * (1000 / columnsPerS), (_atUs, words) => columns.add(words.join()));
  return columns;
}

function darkColumn(chip: LedChipName): string {
  const word = chip === "sk9822" || chip === "apa102" ? 0xe0000000 : 0;
  return Array(LEDS).fill(word).join();
}
