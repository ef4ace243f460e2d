/** What makes each pattern of figures on a dark ground the one that it is. */
import assert from "node:assert/strict";
import { TIME_HZ } from "../../src/patterns/tempo.ts";
import { hex, isNonDecreasing, Player, rises, share } from "./pattern-lab.ts";

/** LEDs that are not dark. */
function lit(cells: readonly number[]): number[] {
  return cells.flatMap((cell, i) => (cell === 0 ? [] : [i]));
}

describe("Sparkle", () => {
  const density = (speed: number, leds = 32) =>
    share(
      new Player("sparkle", { speed, leds })
        .over(4, 4000)
        .flatMap((cells) => cells.map((cell) => cell % 128 > 0)),
    );

  it("gets denser with speed, in proportion", () => {
    const full = density(255);
    assert.ok(full > 0.12 && full < 0.25, `${full}`);
    for (const speed of [25, 64, 128, 190]) {
      const expected = (full * (speed + 1)) / 256;
      assert.ok(
        Math.abs(density(speed) - expected) < 0.15 * full,
        `${density(speed)} instead of ${expected}`,
      );
    }
    assert.ok(density(1) < 0.01);
  });

  it("is as dense on a longer strip", () => {
    for (const leds of [64, 144, 288]) assert.ok(Math.abs(density(200, leds) - density(200)) < 0.05);
  });

  it("lets each spark fade where it is, over a sky that stays", () => {
    const player = new Player("sparkle", { speed: 30, controls: { life: 50 } });
    const columns = player.over(3, 3000);
    let fades = 0;
    for (let i = 1; i < columns.length; i++) {
      for (let led = 0; led < 32; led++) {
        const [before, now] = [columns[i - 1]![led]!, columns[i]![led]!];
        // Sparks of one kind at one place: it fades, or a fresh one is there.
        if (now > 0 && before > 0 && now < 128 === before < 128 && now % 128 < 120) {
          assert.ok(now <= before, `${before}, then ${now}`);
          fades++;
        }
      }
    }
    assert.ok(fades > 1000);
    assert.deepEqual(
      player.color(0),
      hex(0x2020ff).map((code) => Math.floor(code * 0.15)),
    );
  });

  it("puts sparks everywhere alike", () => {
    const counts = new Array<number>(32).fill(0);
    for (const cells of new Player("sparkle", { speed: 255 }).over(30, 20_000))
      for (const i of lit(cells)) counts[i]!++;
    const mean = counts.reduce((sum, each) => sum + each) / 32;
    for (const each of counts.slice(1, 31)) assert.ok(Math.abs(each / mean - 1) < 0.2, `${counts}`);
  });
});

describe("Fire", () => {
  const heights = (player: Player) =>
    player.over(4, 4000).map((cells) => lit(cells.map((cell) => (cell < 128 ? cell : 0))).length);

  it("burns at the hand, always, and leaves the tip dark most of the time", () => {
    const player = new Player("fire");
    const columns = player.over(4, 1000);
    for (const cells of columns) assert.ok(cells[0]! > 40 && cells[0]! < 128, `${cells[0]}`);
    for (let cold = 128; cold < 256; cold++) assert.equal(player.brightness(cold), 0);
    const tips = columns.flatMap((cells) => cells.slice(24).map((cell) => player.brightness(cell) === 0));
    assert.ok(share(tips) > 0.9 && share(tips) < 1, `${share(tips)}`);
  });

  it("flickers: some flames are high, most are not", () => {
    const sorted = heights(new Player("fire")).sort((a, b) => a - b);
    assert.ok(sorted[0]! <= 16, `lowest ${sorted[0]}`);
    assert.ok(sorted[3999]! >= 24, `highest ${sorted[3999]}`);
    assert.ok(sorted[2000]! < 20, `middle ${sorted[2000]}`);
  });

  it("is as high as its height says", () => {
    const highest = (height: number) =>
      Math.max(...heights(new Player("fire", { leds: 100, controls: { height } })));
    assert.ok(Math.abs(highest(100) - 2 * highest(50)) <= 4);
    assert.ok(highest(100) > 85 && highest(100) <= 100);
  });

  it("is hottest at the hand and cools down outward, evenly, on strips of any length", () => {
    for (const leds of [5, 7, 31, 32, 33, 34, 144]) {
      const player = new Player("fire", { leds, controls: { bend: 0 } });
      for (const cells of player.over(1, 300)) {
        const flame = cells.slice(0, lit(cells.map((cell) => (cell < 128 ? cell : 0))).length);
        for (let i = 1; i < flame.length; i++) {
          const cooling = flame[i - 1]! - flame[i]!;
          assert.ok(Math.abs(cooling - 127 / leds) <= 1 + 127 / leds / 2, `${cells}`);
        }
      }
    }
  });
});

describe("Comet", () => {
  it("has a bright head, and a tail that only fades", () => {
    const player = new Player("comet", { controls: { lanes: 1 } });
    const glow = player.once(512).map((cells) => cells[16]!);
    const head = glow.indexOf(Math.max(...glow));
    assert.ok(glow[head]! >= 240 && head < 40);
    assert.ok(isNonDecreasing(glow.slice(0, head)));
    assert.ok(isNonDecreasing(glow.slice(head).reverse()));
    assert.equal(glow[511], 0);
    assert.equal(rises(glow.map((cell) => cell > 0)), 1);
  });

  it("is brightest in the middle of its lane and as wide as it is bright", () => {
    const player = new Player("comet", { leds: 33, controls: { lanes: 1 } });
    for (const cells of player.once(100)) {
      assert.ok(isNonDecreasing(cells.slice(0, 17)));
      assert.deepEqual(cells.slice(17), cells.slice(0, 16).reverse());
      assert.ok(Math.abs(lit(cells).length - cells[16]! / 7.5) <= 2);
    }
  });

  it("flies in as many lanes as it says, never two heads at once", () => {
    for (const lanes of [1, 2, 3, 4]) {
      const columns = new Player("comet", { controls: { lanes } }).once(1000);
      const brightest = Array.from({ length: 32 }, (_, led) =>
        Math.max(...columns.map((cells) => cells[led]!)),
      );
      const heads = brightest.filter((glow) => glow >= 240).length;
      assert.equal(heads, lanes);
      for (const cells of columns) assert.ok(rises(cells.map((cell) => cell >= 230)) <= 1);
    }
  });

  it("flies the other way backwards", () => {
    const forth = new Player("comet");
    const back = new Player("comet", { controls: { backwards: true } });
    for (let time = 1; time < 9000; time += 100) assert.deepEqual(back.at(-time), forth.at(time));
  });
});

describe("Strobe", () => {
  it("is dark but for its share of the time, on the whole stick at once", () => {
    for (const flash of [5, 25, 50, 95]) {
      const columns = new Player("strobe", { controls: { flash } }).over(3, 9001);
      for (const cells of columns) assert.equal(new Set(cells).size, 1);
      assert.ok(Math.abs(share(columns.map(([cell]) => cell === 255)) - flash / 100) < 0.01);
    }
  });

  it("flashes as often as its speed says", () => {
    for (const speed of [1, 120, 255]) {
      const player = new Player("strobe", { speed });
      const flashes = rises(player.over(20 / player.hertz, 4000).map(([cell]) => cell === 255));
      assert.equal(flashes, 20);
    }
  });

  it("is a chessboard of as many rings as it says", () => {
    const player = new Player("strobe", { controls: { rings: 4, flash: 50 } });
    for (const cells of player.over(1, 300)) {
      for (const ring of [0, 1, 2, 3]) assert.equal(new Set(cells.slice(ring * 8, ring * 8 + 8)).size, 1);
      assert.deepEqual([cells[0], cells[8]], [cells[16], cells[24]]);
      assert.notEqual(cells[0], cells[8]);
    }
  });
});

describe("Meteor", () => {
  it("falls toward the hand, brighter from moment to moment, until it bursts", () => {
    const player = new Player("meteor", { leds: 144, controls: { meteors: 1, fall: 50 } });
    const columns = player
      .over(2, 8000)
      .map((cells) => ({ at: lit(cells)[0], glow: Math.max(...cells) % 128 }));
    let falls = 0;
    for (let i = 1; i < columns.length; i++) {
      const [before, now] = [columns[i - 1]!, columns[i]!];
      if (before.at === undefined || now.at === undefined || now.glow < before.glow) continue;
      assert.ok(now.at <= before.at && now.at >= before.at - 5, `${before.at}, then ${now.at}`);
      falls++;
    }
    assert.ok(falls > 3000);
  });

  it("shows as many at once as it says, as often as its speed says", () => {
    const player = new Player("meteor", { leds: 288, controls: { meteors: 1, fall: 0 } });
    const glow = player.over(3, 9000).map((cells) => Math.max(...cells) % 128);
    const bursts = glow.filter((each, i) => i > 0 && each < 20 && glow[i - 1]! > 100).length;
    assert.ok(Math.abs(bursts - 3 * player.hertz) <= 1, `${bursts}`);
    for (const meteors of [1, 2, 3, 4]) {
      const counts = new Player("meteor", { leds: 288, controls: { meteors } })
        .over(2, 1000)
        .map((cells) => new Set(cells.filter((cell) => cell > 0)).size);
      assert.equal(Math.max(...counts), meteors);
    }
  });
});

describe("Wipe", () => {
  it("moves a front from hand to tip, once for each colour", () => {
    const player = new Player("wipe", { controls: { edge: 0 } });
    const columns = player.once(1000);
    for (const [part, behind, ahead] of [
      [columns.slice(0, 500), 255, 0],
      [columns.slice(500), 0, 255],
    ] as const) {
      const fronts = part.map((cells) => {
        const front = cells.lastIndexOf(behind) + 1;
        assert.ok(cells.slice(0, front).every((cell) => cell === behind));
        assert.ok(cells.slice(front).every((cell) => cell === ahead));
        return front;
      });
      assert.ok(isNonDecreasing(fronts));
      assert.deepEqual([fronts[0], fronts[499]], [0, 32]);
      // Evenly: each step takes as long as another.
      for (let front = 0; front <= 32; front++)
        assert.ok(Math.abs(fronts.filter((each) => each === front).length - 15.15) <= 1);
    }
  });

  it("has an edge as wide as it says, in which one colour becomes the other", () => {
    const player = new Player("wipe", { leds: 100, controls: { edge: 20 } });
    for (const cells of player.once(200)) {
      const between = cells.filter((cell) => cell > 0 && cell < 255).length;
      assert.ok(between <= 20);
      const ordered = cells[0]! > cells[99]! ? [...cells].reverse() : cells;
      assert.ok(isNonDecreasing(ordered));
    }
    const middle = player.at(Math.floor(TIME_HZ / player.hertz / 4));
    assert.equal(middle.filter((cell) => cell > 0 && cell < 255).length, 20);
  });
});

describe("Pulse", () => {
  const trace = (cells: readonly number[]) => cells.flatMap((cell, i) => (cell === 255 ? [i] : []));

  it("draws one trace without holes, dark outside and dim inside", () => {
    const player = new Player("pulse");
    for (const cells of player.over(2, 2000)) {
      const line = trace(cells);
      assert.ok(line.length >= 1);
      assert.equal(line.at(-1)! - line[0]! + 1, line.length);
      for (const cell of cells.slice(line.at(-1)! + 1)) assert.equal(cell, 0);
      for (const cell of cells.slice(0, line[0])) assert.ok(cell > 0 && cell < 255);
    }
  });

  it("goes on where it was, at 500 columns a second", () => {
    const columns = new Player("pulse").over(1, 500).map(trace);
    for (let i = 1; i < columns.length; i++) {
      const [before, now] = [columns[i - 1]!, columns[i]!];
      assert.ok(now[0]! <= before.at(-1)! + 1 && now.at(-1)! >= before[0]! - 1, `column ${i}`);
    }
  });

  it("has one tall spike a heartbeat and rests in between", () => {
    const player = new Player("pulse", { leds: 100 });
    const tops = player.over(5 / player.hertz, 5000).map((cells) => trace(cells).at(-1)!);
    assert.equal(rises(tops.map((top) => top > 80)), 5);
    const counts = new Map<number, number>();
    for (const top of tops) counts.set(top, (counts.get(top) ?? 0) + 1);
    const [rest, times] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
    assert.ok(rest > 30 && rest < 50 && times > 1500, `rest at ${rest}, ${times} times`);
  });
});

describe("Theater Chase", () => {
  it("lights every third bulb, or as it says", () => {
    for (const every of [2, 3, 8]) {
      const player = new Player("theater-chase", { leds: 24, controls: { every, lit: 100 } });
      for (const cells of player.over(1, 200)) {
        const on = lit(cells);
        assert.equal(on.length, 24 / every);
        for (const i of on) assert.equal(i % every, on[0]);
      }
    }
  });

  it("moves the bulbs outward by one at each step, or inward", () => {
    for (const inward of [false, true]) {
      const player = new Player("theater-chase", { controls: { lit: 100, inward } });
      const firsts = player.over(30 / player.hertz, 3000).map((cells) => lit(cells)[0]!);
      const steps = firsts.flatMap((first, i) =>
        i > 0 && first !== firsts[i - 1] ? [(first - firsts[i - 1]! + 3) % 3] : [],
      );
      assert.ok(Math.abs(steps.length - 29) <= 1, `${steps.length} steps`);
      assert.deepEqual(new Set(steps), new Set([inward ? 2 : 1]));
    }
  });

  it("is dark between two steps for the rest of the time", () => {
    for (const share_ of [10, 60, 100]) {
      const player = new Player("theater-chase", { controls: { lit: share_ } });
      const on = share(player.over(2, 6000).map((cells) => lit(cells).length > 0));
      assert.ok(Math.abs(on - share_ / 100) < 0.02, `${on}`);
    }
  });

  it("has larger bulbs on a longer strip", () => {
    const on = lit(new Player("theater-chase", { leds: 96, controls: { lit: 100 } }).at(0));
    assert.deepEqual(on.slice(0, 6), [0, 1, 2, 9, 10, 11]);
  });
});
