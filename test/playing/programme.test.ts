import assert from "node:assert/strict";
import fc from "fast-check";
import type { Frame } from "../../src/playing/frame.ts";
import { MODE, type Player } from "../../src/playing/player.ts";
import { Programme } from "../../src/playing/programme.ts";
import { type SequenceStep, storeSteps } from "../../src/playing/steps.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import { type LabStore, StoreLab } from "../store/store-lab.ts";

const START_US = 1_234_567.25 as GroupUs;
const IMAGES = ["red", "green", "blue"];

/** A store with some items, and what a player of it says. */
function makeStage(steps: readonly SequenceStep[], loop = true) {
  const store = new StoreLab(1).make("one");
  for (const id of IMAGES)
    store.put("image", id, { body: { name: id, width: 1, height: 1 }, blob: "00".repeat(32) });
  store.put("pattern", "fire", { body: { type: 4 } });
  putSteps(store, steps, loop);
  const player = { mode: MODE.sequence, id: "show", startUs: START_US, isDark: false } as Player;
  return { store, player, programme: new Programme(player, store) };
}

function putSteps(store: LabStore, steps: readonly SequenceStep[], loop: boolean): void {
  store.put("sequence", "show", { body: { loop }, blob: storeSteps(store.blobs, steps) });
}

const show = ({ kind, id, originUs, untilUs }: Frame) => ({ kind, id, originUs, untilUs });

const step: fc.Arbitrary<SequenceStep> = fc
  .record({
    image: fc.constantFrom(...IMAGES),
    ms: fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 20 })),
    brightness: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
    speed: fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined }),
    fadeMs: fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
  })
  .map((each) => JSON.parse(JSON.stringify(each)) as SequenceStep);

describe("what is to be seen", () => {
  it("of a sequence follows from the time alone: the step that the times before it add up to, over and over", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 255 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, part) => {
          const { programme } = makeStage(steps);
          const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0);
          for (const round of [0, 1, 99_999]) {
            const positionMs = Math.floor(part * (totalMs - 1)) + 0.5;
            let number = 0;
            let beginsMs = 0;
            while (beginsMs + steps[number]!.ms <= positionMs) beginsMs += steps[number++]!.ms;
            const { image, ms, brightness = 255, speed = 0, fadeMs = 0 } = steps[number]!;
            const fromUs = START_US + (round * totalMs + beginsMs) * 1000;
            const frame = programme.at(START_US + (round * totalMs + positionMs) * 1000);
            assert.deepEqual(show(frame), {
              kind: "image",
              id: image,
              originUs: fromUs,
              untilUs: fromUs + ms * 1000,
            });
            assert.equal(frame.fromUs, fromUs);
            assert.deepEqual([frame.brightness, frame.speed], [brightness, speed]);
            assert.equal(frame.fadeUs, Math.min(fadeMs, ms) * 1000);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("ends where the next begins: no moment is left out, none counts twice", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const { programme } = makeStage(steps);
        let atUs: number = START_US;
        for (let i = 0; i < 3 * steps.length; i++) {
          const frame = programme.at(atUs);
          assert.equal(frame.originUs, atUs, `step ${i}`);
          assert.equal(frame.id, steps[i % steps.length]!.image);
          atUs = frame.untilUs;
        }
      }),
      { numRuns: 30 },
    );
  });

  it("of a sequence that is played once is nothing after its end", () => {
    const { programme } = makeStage(
      [
        { image: "red", ms: 100 },
        { pattern: "fire", ms: 50 },
      ],
      false,
    );
    const at = (ms: number) => programme.at(START_US + ms * 1000);
    assert.deepEqual([at(0).id, at(99).id, at(100).id, at(149).id], ["red", "red", "fire", "fire"]);
    assert.deepEqual([at(-1).kind, at(150).kind, at(1e9).kind], ["dark", "dark", "dark"]);
    assert.equal(at(-1).untilUs, START_US);
    assert.equal(at(150).untilUs, Number.POSITIVE_INFINITY);
  });

  it("of a step whose content is gone is darkness, for its time", () => {
    const { store, programme } = makeStage([
      { image: "red", ms: 100 },
      { image: "nobody", ms: 50 },
    ]);
    assert.deepEqual(show(programme.at(START_US + 120_000)), {
      kind: "dark",
      id: "",
      originUs: START_US + 100_000,
      untilUs: START_US + 150_000,
    });
    store.remove("image", "red");
    assert.equal(programme.at(START_US).kind, "dark");
  });

  it("changes with what is stored, and says so by its revision", () => {
    const { store, programme } = makeStage([{ image: "red", ms: 100 }]);
    const before = programme.at(START_US);
    store.put("image", "red", { body: { name: "redder" } });
    assert.notEqual(programme.at(START_US).revision, before.revision);
    putSteps(store, [{ image: "green", ms: 100 }], true);
    assert.equal(programme.at(START_US).id, "green");
    store.remove("sequence", "show");
    assert.equal(programme.at(START_US).kind, "dark");
  });

  it("is a cue where a timeline plays, and what was announced from its time on", () => {
    const { player, programme } = makeStage([{ image: "red", ms: 100 }]);
    const nextUs = (START_US + 50_000) as GroupUs;
    player.cue = { kind: "pattern", id: "fire", startUs: START_US };
    assert.deepEqual(show(programme.at(START_US)), {
      kind: "pattern",
      id: "fire",
      originUs: START_US,
      untilUs: Number.POSITIVE_INFINITY,
    });
    player.next = { kind: "image", id: "blue", startUs: nextUs };
    assert.equal(programme.at(START_US).untilUs, nextUs);
    assert.deepEqual(show(programme.at(nextUs)), {
      kind: "image",
      id: "blue",
      originUs: nextUs,
      untilUs: Number.POSITIVE_INFINITY,
    });
  });

  it("is nothing while it is dark, and the same as ever after", () => {
    const { player, programme } = makeStage([{ image: "red", ms: 100 }]);
    player.isDark = true;
    assert.equal(programme.at(START_US).kind, "dark");
    player.isDark = false;
    assert.equal(programme.at(START_US).kind, "image");
  });

  it("is nothing of steps that another poi gave and that are none", () => {
    const { store, programme } = makeStage([{ image: "red", ms: 100 }]);
    const texts = [
      "",
      "\n\n",
      "{}\n",
      '{"image":7,"ms":1}\n',
      '{"image":"red","ms":0}\n',
      '{"image":"red","ms":1e9}\n',
      "x".repeat(70_000),
    ];
    for (const text of texts) {
      store.put("sequence", "show", { body: {}, blob: store.blobs.add(new TextEncoder().encode(text)) });
      assert.equal(programme.at(START_US).kind, "dark", text.slice(0, 40));
    }
    const good = `{"image":"red","ms":1e9}\nnoise\n{"image":"blue","ms":20,"brightness":-1,"speed":"5","fadeMs":1e9}\n`;
    store.put("sequence", "show", { body: {}, blob: store.blobs.add(new TextEncoder().encode(good)) });
    const { id, brightness, speed, fadeUs } = programme.at(START_US);
    assert.deepEqual([id, brightness, speed, fadeUs], ["blue", 255, 0, 0]);
  });
});
