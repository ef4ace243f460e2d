import assert from "node:assert/strict";
import { Afterglow, PLACES } from "../../../sim/page/afterglow.ts";
import { Disc } from "../../../sim/page/disc.ts";
import type { StripView } from "../../../sim/page/light-frames.ts";
import { Spin } from "../../../sim/page/spin.ts";
import { SOLD_ORDERS } from "../../../sim/strip/chip-decoder.ts";
import { StripRig } from "../../../sim/strip/strip-rig.ts";
import type { LedChipName } from "../../../src/pov/led-chip.ts";
import { backToBackMap } from "../../../src/pov/led-map.ts";
import type { LedMap } from "../../../src/pov/strip-setup.ts";

const COLORS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [0, 0, 0],
] as const;

/** Four columns of one colour each, shown for two turns; the picture goes around once. */
function glowOf(chip: LedChipName, leds: number, map?: LedMap): { glow: Afterglow; us: number } {
  const rig = new StripRig({ strip: { chip, leds, ...(map === undefined ? {} : { map }) } });
  const { cells, channelMa, quietMa } = rig.setup;
  const strip: StripView = { chip, leds, cells, order: SOLD_ORDERS[chip], channelMa, quietMa };
  if (map !== undefined) Object.assign(strip, { cellOfLed: [...map.cellOfLed], isBack: [...map.isBack!] });
  const glow = new Afterglow(strip, new Spin(2));
  rig.strip.tap = (bytes, startUs, byteUs) => glow.write({ bytes: bytes.slice(), startUs, byteUs });
  const rgb = new Uint8Array(3 * 4 * cells);
  for (let i = 0; i < 4 * cells; i++) rgb.set(COLORS[Math.floor(i / cells)]!, 3 * i);
  rig.showPicture(rgb, 8);
  rig.runForMs(1000);
  glow.until(rig.scheduler.nowUs);
  return { glow, us: rig.scheduler.nowUs };
}

/** Colour that a place and cell of an afterglow have, of COLORS. */
function seen({ light, cells }: Afterglow, place: number, cell: number): number {
  const at = 3 * (place * cells + cell);
  return COLORS.findIndex((color) => color.every((code, i) => Math.abs(light[at + i]! - code / 255) < 0.01));
}

describe("Afterglow", () => {
  it("keeps what was last seen at each place, from the bytes of any chip", () => {
    for (const chip of Object.keys(SOLD_ORDERS) as LedChipName[]) {
      const { glow } = glowOf(chip, 9);
      for (let quarter = 0; quarter < 4; quarter++) {
        for (const part of [0.1, 0.5, 0.9]) {
          const place = Math.floor(((quarter + part) / 4) * PLACES);
          for (const cell of [0, 4, 8]) assert.equal(seen(glow, place, cell), quarter, `${chip} ${quarter}`);
        }
      }
      assert.ok(glow.columns >= 8 && glow.columns <= 9, chip);
    }
  });

  it("of strips back to back shows the side that faces the audience", () => {
    const { glow } = glowOf("sk9822", 10, backToBackMap(10));
    for (let quarter = 0; quarter < 4; quarter++)
      for (let cell = 0; cell < 5; cell++)
        assert.equal(seen(glow, Math.floor(((quarter + 0.5) / 4) * PLACES), cell), quarter);
  });

  it("a spin that becomes faster goes on from where it is", () => {
    const spin = new Spin(1);
    spin.change(4, 250_000);
    assert.ok(Math.abs(spin.turnsAt(250_000) - 0.25) < 1e-9);
    assert.ok(Math.abs(spin.turnsAt(500_000) - 1.25) < 1e-9);
  });
});

describe("Disc", () => {
  it("shows the light where the poi was, and less of it as time goes by", () => {
    const { glow, us } = glowOf("sk9822", 16);
    const disc = new Disc(100, glow.cells);
    const pixels = new Uint8ClampedArray(4 * 100 * 100);
    const at = (turn: number) => {
      const [x, y] = [50 + 32 * Math.sin(2 * Math.PI * turn), 50 - 32 * Math.cos(2 * Math.PI * turn)];
      const from = 4 * (Math.floor(y) * 100 + Math.floor(x));
      return [...pixels.subarray(from, from + 3)];
    };
    disc.paint(glow, us, 1e9, pixels);
    const [red, green, blue, dark] = [1, 3, 5, 7].map((eighth) => at(eighth / 8));
    assert.ok(red![0]! > 150 && red![1]! === 0 && green![1]! > 150 && green![0]! === 0 && blue![2]! > 150);
    assert.deepEqual(dark, [0, 0, 0]);
    disc.paint(glow, us + 1e6, 0.5e6, pixels);
    assert.ok(at(1 / 8)[0]! < 120 && at(1 / 8)[0]! > 20);
    assert.deepEqual([...pixels.subarray(4 * 5050, 4 * 5050 + 3)], [0, 0, 0], "nothing is at the hand");
  });
});
