import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_NUMBERS, type Pattern } from "../../src/patterns/pattern.ts";
import { emptyPattern, preparePattern, settingsOf } from "../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { INDEXES } from "../../src/pov/column-fill.ts";
import { patternOf } from "./pattern-lab.ts";

/** A pattern as it starts. */
function initial(pattern: Pattern) {
  return settingsOf(pattern, {});
}

describe("the patterns", () => {
  it("are eighteen, in the order that clients know", () => {
    const ids = [
      ...["rainbow", "wave", "gradient", "sparkle", "fire", "comet", "breathing", "strobe", "meteor", "wipe"],
      ...["plasma", "vu-meter", "pulse", "audio-rainbow", "centre-burst", "audio-sparkle", "split-spin"],
      "theater-chase",
    ];
    assert.deepEqual(
      PATTERNS.map(({ id }) => id),
      ids,
    );
  });

  it("declare controls that can be shown: short names, ranges in whole steps, initial values within", () => {
    for (const { id, controls, pace, speed, about, colorLabels } of PATTERNS) {
      assert.ok(/^[A-Z].*\.$/.test(about), id);
      assert.ok(speed >= 1 && speed <= 255 && pace.label !== "" && pace.unit !== "");
      assert.ok(colorLabels[0] !== "");
      assert.ok(Object.keys(controls).length <= 3);
      for (const [name, control] of Object.entries(controls)) {
        assert.ok(/^[a-z]{1,12}$/.test(name) && /^[A-Z][a-z ]{1,12}$/.test(control.label), name);
        if (control.kind !== "slider") continue;
        const { from, to, step, initial: start } = control;
        for (const value of [to, start]) assert.equal((value - from) % step, 0, `${id} ${name}`);
        assert.ok(from < to && start >= from && start <= to);
      }
    }
  });
});

describe("a stored pattern", () => {
  it("has what its type starts with where nothing is said", () => {
    const { color1, color2, speed, controls } = patternOf("vu-meter");
    const settings: Record<string, number> = initial(patternOf("vu-meter"));
    assert.deepEqual(
      [settings["color1"], settings["color2"], settings["speed"], settings["gap"], settings["peak"]],
      [color1, color2, speed, controls["gap"]!.initial, 0xffffff],
    );
  });

  it("has what was said, a toggle as 0 or 1", () => {
    const stored = {
      color1: 0x010203,
      color2: 5,
      speed: 255,
      controls: { lanes: 4, tail: 10, backwards: true },
    };
    const { rate, ...settings } = settingsOf(patternOf("comet"), stored);
    assert.deepEqual(settings, { color1: 0x010203, color2: 5, speed: 255, lanes: 4, tail: 10, backwards: 1 });
    assert.ok(rate > initial(patternOf("comet")).rate);
  });

  it("keeps its initial value where what is stored cannot be", () => {
    const comet = patternOf("comet");
    const wrong = [-1, 0, 5, 1e9, 1.5, Number.NaN, "2", null, true, [], {}];
    for (const value of wrong) {
      assert.deepEqual(settingsOf(comet, { controls: { lanes: value, backwards: 1 } }), initial(comet));
    }
    for (const value of [-1, 0x1000000, 0.5, Number.NaN, "red", null, {}]) {
      assert.deepEqual(settingsOf(comet, { color1: value, color2: value }), initial(comet));
    }
    for (const value of [0, 256, 1.5, "9", null])
      assert.deepEqual(settingsOf(comet, { speed: value }), initial(comet));
    for (const controls of [null, 1, "x", [], true])
      assert.deepEqual(settingsOf(comet, { controls }), initial(comet));
  });

  it("never makes a pattern throw, whatever another poi stored", () => {
    const value = fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.string(), fc.constant(null));
    const names = [
      ...new Set(PATTERNS.flatMap(({ controls }) => Object.keys(controls))),
      "constructor",
      "__proto__",
    ];
    const controls = fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value));
    const stored = fc.record({ color1: value, color2: value, speed: value, controls });
    const into = emptyPattern();
    const cells = new Int32Array(288);
    fc.assert(
      fc.property(
        fc.nat(17),
        stored,
        fc.integer(),
        fc.nat(0x3fffffff),
        fc.integer({ min: 1, max: 288 }),
        (type, body, seed, time, leds) => {
          const pattern = PATTERNS[type]!;
          preparePattern(pattern, body, seed, into);
          pattern.render(cells, INDEXES, leds, time, into.numbers, -1);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("a prepared pattern", () => {
  it("leaves nothing of the one before in its memory", () => {
    const into = emptyPattern();
    into.numbers.fill(-1);
    into.palette.fill(99);
    preparePattern(patternOf("rainbow"), {}, 1, into);
    const fresh = emptyPattern();
    preparePattern(patternOf("rainbow"), {}, 1, fresh);
    assert.deepEqual(into, fresh);
    assert.deepEqual([into.numbers.length, into.palette.length], [MAX_NUMBERS, 768]);
  });
});
