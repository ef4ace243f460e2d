/** What every pattern obeys, so that poi that share a clock and a seed show the same. */
import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { MAX_NUMBERS, NO_LEVEL, type Pattern } from "../../src/patterns/pattern.ts";
import { emptyPattern, preparePattern, settingsOf } from "../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { MAX_SPEED, MIN_SPEED, TIME_HZ, TIME_PERIOD } from "../../src/patterns/tempo.ts";
import { INDEXES } from "../../src/pov/column-fill.ts";
import { MAX_LEDS } from "../../src/pov/picture-shape.ts";
import { Player } from "./pattern-lab.ts";

const LED_COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 16, 20, 31, 32, 33, 36, 55, 64, 72, 100, 144, 287, 288];
/** Patterns whose chance comes from the seed. */
const CHANCY = ["sparkle", "fire", "meteor", "vu-meter", "audio-sparkle"];
const AUDIO = ["vu-meter", "audio-rainbow", "centre-burst", "audio-sparkle"];

function times(count: number, label: string): number[] {
  const prng = new Prng(label);
  return Array.from({ length: count }, () => Math.floor(prng.unit() * TIME_PERIOD));
}

/** The least and the most that each control can be, and every second choice of both. */
function extremes({ controls }: Pattern): Record<string, number | boolean>[] {
  const names = Object.keys(controls);
  return Array.from({ length: 2 ** names.length }, (_, bits) =>
    Object.fromEntries(
      names.map((name, i) => {
        const control = controls[name]!;
        const most = (bits >> i) % 2 === 1;
        if (control.kind === "toggle") return [name, most];
        if (control.kind === "color") return [name, most ? 0xffffff : 0];
        return [name, most ? control.to : control.from];
      }),
    ),
  );
}

/** Palette indexes and one more: a look beside the table would leave a 0. */
const PLUS_ONE = INDEXES.map((index) => index + 1);

/** Renders into a buffer that is longer than the strip, and fails where the pattern writes beyond, or looks beside the table. */
function column(pattern: Pattern, leds: number, time: number, numbers: Int32Array, level: number): string {
  const cells = new Int32Array(MAX_LEDS + 16).fill(-1);
  pattern.render(cells, PLUS_ONE, leds, time, numbers, level);
  const [inside, outside] = [cells.subarray(0, leds), cells.subarray(leds)];
  assert.ok(
    outside.every((cell) => cell === -1),
    `${pattern.id} writes beyond ${leds} LEDs`,
  );
  assert.ok(
    inside.every((cell) => cell >= 1 && cell <= 256),
    `${pattern.id} looks beside the palette`,
  );
  return Buffer.from(cells.slice(0, leds).buffer).toString("hex");
}

for (const pattern of PATTERNS) {
  describe(`pattern ${pattern.name}`, () => {
    it("is a function of time: the same in any order, and again", () => {
      const player = new Player(pattern);
      const moments = times(100, pattern.id);
      const forth = moments.map((time) => player.at(time));
      const back = [...moments].reverse().map((time) => player.at(time));
      assert.deepEqual(back.reverse(), forth);
    });

    it("goes on without a jump where time begins anew", () => {
      for (const controls of extremes(pattern)) {
        for (const speed of [MIN_SPEED, 77, MAX_SPEED]) {
          const player = new Player(pattern, { controls, speed });
          for (const time of [...times(5, pattern.id), 0, 1, 2, 500, 5000]) {
            assert.deepEqual(player.at(time + TIME_PERIOD), player.at(time));
            assert.deepEqual(player.at(time - TIME_PERIOD), player.at(time));
          }
        }
      }
    });

    it("writes each cell of a strip, whatever was there, and none beyond", () => {
      const prepared = emptyPattern();
      for (const leds of LED_COUNTS) {
        preparePattern(pattern, {}, 1, prepared);
        for (const time of times(10, `${leds}`)) {
          const cells = new Int32Array(leds).fill(0x5a5a);
          pattern.render(cells, PLUS_ONE, leds, time, prepared.numbers, NO_LEVEL);
          const rendered = column(pattern, leds, time, prepared.numbers, NO_LEVEL);
          assert.equal(Buffer.from(cells.buffer).toString("hex"), rendered, `${leds} LEDs`);
        }
      }
    });

    it("keeps to the strip and to integers of 32 bits at the limits of its controls, at every speed", () => {
      const prepared = emptyPattern();
      for (const controls of extremes(pattern)) {
        for (const speed of [1, 2, 3, 50, 128, 254, 255]) {
          const stored = { speed, controls };
          const numbers = pattern.prepare(settingsOf(pattern, stored), -1);
          assert.ok(numbers.length <= MAX_NUMBERS);
          for (const each of numbers) assert.ok(Number.isFinite(each) && Math.abs(each) < 2 ** 31);
          preparePattern(pattern, stored, -1, prepared);
          for (const leds of [1, 2, 9, 32, 47, 288]) {
            for (const level of [NO_LEVEL, 0, 255]) {
              for (const time of times(4, `${leds} ${speed}`)) {
                column(pattern, leds, time, prepared.numbers, level);
              }
            }
          }
        }
      }
    });

    it("shows something, and something else a while later, at every speed", () => {
      const prng = new Prng(pattern.id);
      for (let speed = MIN_SPEED; speed <= MAX_SPEED; speed++) {
        const player = new Player(pattern, { speed });
        const columns = new Set<string>();
        const colors = new Set<string>();
        for (let tries = 0; (columns.size < 2 || colors.size < 2) && tries < 2000; tries++) {
          const cells = player.at(Math.floor(prng.unit() * TIME_PERIOD));
          columns.add(String(cells));
          for (const cell of cells) colors.add(String(player.color(cell)));
        }
        assert.ok(columns.size > 1 && colors.size > 1, `speed ${speed}`);
      }
    });

    it("is the same on two poi of one seed that run at different column rates", () => {
      const left = new Player(pattern, { seed: 5 });
      const right = new Player(pattern, { seed: 5 });
      const columnsOf = (player: Player, hertz: number) =>
        new Map(
          Array.from({ length: hertz }, (_, i) => {
            const time = Math.floor((i * TIME_HZ) / hertz);
            return [time, player.at(time)];
          }),
        );
      const slow = columnsOf(left, 250);
      const fast = columnsOf(right, 3000);
      const common = [...slow.keys()].filter((time) => fast.has(time));
      assert.equal(common.length, 250);
      for (const time of common) assert.deepEqual(fast.get(time), slow.get(time));
    });

    it(CHANCY.includes(pattern.id) ? "is another one with another seed" : "needs no seed", () => {
      const bytes = [1, 2, -7].map((seed) => String(new Player(pattern, { seed }).over(1, 200)));
      assert.equal(new Set(bytes).size, CHANCY.includes(pattern.id) ? 3 : 1);
    });

    it(AUDIO.includes(pattern.id) ? "follows the music" : "hears no music", () => {
      const bytes = [NO_LEVEL, 0, 128, 255].map((level) =>
        String(new Player(pattern, { level }).over(1, 200)),
      );
      assert.equal(new Set(bytes).size, AUDIO.includes(pattern.id) ? 4 : 1);
    });

    it("is seen at the same radius on strips of 32 and of 64 LEDs", () => {
      const short = new Player(pattern, { leds: 32 });
      const long = new Player(pattern, { leds: 64 });
      // How bright each eighth of the stick is.
      const profile = (player: Player) => {
        const sums = new Array<number>(8).fill(0);
        const columns = player.over(4, 400);
        for (const cells of columns) {
          for (const [i, cell] of cells.entries())
            sums[Math.floor((i * 8) / cells.length)]! += player.brightness(cell);
        }
        return sums.map((sum) => (sum * 8) / columns.length / player.leds / 255);
      };
      const a = profile(short);
      const b = profile(long);
      for (let i = 0; i < 8; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 0.1, `${a} and ${b}`);
    });
  });
}
