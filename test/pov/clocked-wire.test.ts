import assert from "node:assert/strict";
import fc from "fast-check";
import { ClockedTables, encodeClocked } from "../../src/pov/clocked-wire.ts";
import { Tone } from "../../src/pov/tone.ts";

const BGR = [2, 1, 0];
const FULL = 31 * 255;

const light768 = new Uint16Array(768);
const oneWord = new Int32Array(1);
const black = new Uint8Array(3);
/** Tables of which only code 0 is used are filled by hand: making whole ones for each light would take minutes. */
const tables = new Map(
  [BGR, [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1]].map((places) => [
    places.join(),
    new ClockedTables(light768, 1, places),
  ]),
);

/** Encodes one pixel whose colours have the given light. */
function encodeLights(lights: readonly number[], isDeep: boolean, places: readonly number[]): number {
  const made = tables.get(places.join())!;
  for (let channel = 0; channel < 3; channel++) {
    made.fine[channel * 256] = Math.round((lights[channel]! * FULL) / 65535);
    made.full[channel * 256] = Math.round((lights[channel]! * 255) / 65535) << (8 + 8 * places[channel]!);
  }
  encodeClocked(black, 0, 3, 1, made, isDeep, oneWord, 0);
  return oneWord[0]!;
}

function encodeGrey(lights: readonly number[], isDeep: boolean): { current: number; pwm: number }[] {
  return lights.map((light) => {
    const each = encodeLights([light, light, light], isDeep, BGR);
    return { current: each & 31, pwm: (each >>> 24) & 255 };
  });
}

/** The definition: the least of six currents at which the brightest colour fits into 255 steps, PWM to the nearest step. */
function naiveWord(lights: readonly number[], isDeep: boolean, places: readonly number[]): number {
  const fine = lights.map((light) => Math.round((light / 65535) * FULL));
  const current = isDeep ? [1, 2, 4, 8, 16, 31].find((each) => Math.max(...fine) <= 255 * each)! : 31;
  const bytes = [0xe0 + current, 0, 0, 0];
  lights.forEach((light, channel) => {
    const pwm = current === 31 ? (light / 65535) * 255 : fine[channel]! / current;
    bytes[1 + places[channel]!] = Math.round(pwm);
  });
  return new Int32Array(Uint8Array.from(bytes).buffer)[0]!;
}

const light = fc.oneof(fc.integer({ min: 0, max: 65535 }), fc.integer({ min: 0, max: 3000 }));
const places = fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]);

describe("encodeClocked", () => {
  it("gives what the definition gives, in all orders of colours", () => {
    fc.assert(
      fc.property(fc.tuple(light, light, light), fc.boolean(), places, (lights, isDeep, order) => {
        assert.equal(encodeLights(lights, isDeep, order), naiveWord(lights, isDeep, order));
      }),
      { numRuns: 3000 },
    );
  });

  it("encodes pixels from the first to the last or from the last to the first, the same as one by one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 96 }), fc.boolean(), (bytes, isDeep) => {
        const pixels = Math.floor(bytes.length / 3);
        const table = new ClockedTables(new Tone({ balance: [255, 180, 220] }).light, 0.7, BGR);
        const forth = new Int32Array(pixels + 2);
        const back = new Int32Array(pixels);
        encodeClocked(bytes, 0, 3, pixels, table, isDeep, forth, 1);
        encodeClocked(bytes, 3 * (pixels - 1), -3, pixels, table, isDeep, back, 0);
        const single = new Int32Array(1);
        for (let i = 0; i < pixels; i++) {
          encodeClocked(bytes, 3 * i, 3, 1, table, isDeep, single, 0);
          assert.equal(forth[1 + i], single[0]);
          assert.equal(back[pixels - 1 - i], single[0]);
        }
        assert.equal(forth[0], 0);
        assert.equal(forth[pixels + 1], 0);
      }),
    );
  });

  it("never makes more light of less: grey, and each colour alone", () => {
    const all = Array.from({ length: 65536 }, (_, i) => i);
    let last = 0;
    for (const { current, pwm } of encodeGrey(all, true)) {
      assert.ok(current * pwm >= last, `${current} · ${pwm} after ${last}`);
      last = current * pwm;
    }
    assert.equal(last, FULL);
    for (let channel = 0; channel < 3; channel++) {
      last = 0;
      for (const value of all) {
        const lights = [0, 0, 0];
        lights[channel] = value;
        const word = encodeLights(lights, true, BGR);
        const shown = (word & 31) * ((word >>> (8 + 8 * BGR[channel]!)) & 255);
        assert.ok(shown >= last, `colour ${channel}, light ${value}`);
        last = shown;
      }
    }
  });

  it("has 892 steps of grey, none coarser than 1/7905 or 0.8 % of its light, where the current changes too", () => {
    const steps = [
      ...new Set(
        encodeGrey(
          Array.from({ length: 65536 }, (_, i) => i),
          true,
        ).map((each) => each.current * each.pwm),
      ),
    ];
    assert.equal(steps.length, 892);
    for (let i = 1; i < steps.length; i++) {
      const step = steps[i]! - steps[i - 1]!;
      assert.ok(step === 1 || step <= 0.008 * steps[i]!, `${steps[i - 1]} to ${steps[i]}`);
    }
  });

  it("shows a dark ramp in many times the steps of 8-bit gamma", () => {
    const full = new Tone().light;
    const counts: [number, number, number][] = [];
    const ramp = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
    for (const brightness of [255, 128, 64, 32, 16]) {
      const made = new ClockedTables(full, brightness / 255, BGR);
      const [deep, plain] = [true, false].map((isDeep) => {
        const words = new Int32Array(256);
        encodeClocked(ramp, 0, 3, 256, made, isDeep, words, 0);
        return new Set(Array.from(words, (word) => (word & 31) * (word >>> 24))).size;
      });
      counts.push([brightness, deep!, plain!]);
    }
    // The darkest fifth of a ramp at full brightness: codes 0 to 51.
    const dark = Array.from(full.subarray(0, 52));
    const deep = new Set(encodeGrey(dark, true).map((each) => each.current * each.pwm)).size;
    const plain = new Set(encodeGrey(dark, false).map((each) => each.current * each.pwm)).size;
    assert.deepEqual([deep, plain], [52, 9]);
    assert.deepEqual(counts, [
      [255, 256, 183],
      [128, 256, 127],
      [64, 250, 65],
      [32, 237, 33],
      [16, 216, 17],
    ]);
  });

  it("keeps a grey whose colours are balanced differently within 0.9 % of an even ramp", () => {
    const balance = [1, 0.69, 0.94];
    for (let value = 2200; value < 65536; value += 7) {
      const lights = balance.map((part) => Math.round(value * part));
      const word = encodeLights(lights, true, BGR);
      lights.forEach((each, channel) => {
        const shown = ((word & 31) * ((word >>> (8 + 8 * BGR[channel]!)) & 255)) / FULL;
        assert.ok(Math.abs(shown / (each / 65535) - 1) < 0.009, `${value}: colour ${channel}`);
      });
    }
  });

  it("never holds 32 zeros in a row, which would end a column in its middle", () => {
    const black = encodeLights([0, 0, 0], true, BGR);
    assert.equal(black >>> 0, 0xe1);
    assert.equal(encodeLights([0, 0, 0], false, BGR) >>> 0, 0xff);
  });
});
