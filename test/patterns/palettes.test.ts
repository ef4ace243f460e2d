import assert from "node:assert/strict";
import { BLACK, dim, paint, paintHues, setColor, WHITE, whiten } from "../../src/patterns/palettes.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { LIGHT_OF_CODE } from "../../src/pov/light.ts";
import { hueOf, isNonDecreasing, Player } from "./pattern-lab.ts";

type Color = [number, number, number];

function painted(draw: (rgb: Uint8Array) => void): Color[] {
  const rgb = new Uint8Array(768);
  draw(rgb);
  return Array.from({ length: 256 }, (_, i) => [rgb[i * 3]!, rgb[i * 3 + 1]!, rgb[i * 3 + 2]!]);
}

describe("a palette", () => {
  it("has its colours where they were put, and all between them", () => {
    const colors = painted((rgb) => paint(rgb, [0, 0x102030, 100, 0xff8000, 255, 0x0000ff]));
    assert.deepEqual(
      [colors[0], colors[100], colors[255]],
      [
        [16, 32, 48],
        [255, 128, 0],
        [0, 0, 255],
      ],
    );
    assert.ok(isNonDecreasing(colors.slice(0, 101).map(([red]) => red)));
    assert.ok(isNonDecreasing(colors.slice(100).map(([, , blue]) => blue)));
  });

  it("fades evenly to the eye", () => {
    const colors = painted((rgb) => paint(rgb, [0, BLACK, 255, WHITE]));
    for (const [i, color] of colors.entries()) assert.deepEqual(color, [i, i, i]);
  });

  it("goes from one colour to another without a dark place between them", () => {
    const colors = painted((rgb) => paint(rgb, [0, 0xff0000, 255, 0x00ff00]));
    for (const [red, green] of colors) {
      const light = LIGHT_OF_CODE[red]! + LIGHT_OF_CODE[green]!;
      assert.ok(Math.abs(light / 65535 - 1) < 0.02, `${red}, ${green}`);
    }
  });

  it("dims and whitens colours", () => {
    assert.deepEqual([dim(0xff8040, 50), dim(0xff8040, 0), dim(0xff8040, 100)], [0x7f4020, 0, 0xff8040]);
    assert.deepEqual([whiten(0xff8000, 0), whiten(0xff8000, 100)], [0xff8000, WHITE]);
    const rgb = new Uint8Array(768);
    setColor(rgb, 255, 0x123456);
    assert.deepEqual([...rgb.subarray(762)], [0, 0, 0, 0x12, 0x34, 0x56]);
  });
});

describe("hues", () => {
  it("begin at a colour's own, as pale and as bright as it is", () => {
    for (const color of [
      0xff0000, 0xffff00, 0x00ff00, 0x00ffff, 0x0000ff, 0xff00ff, 0x804020, 0xc0e0ff, 0x123456,
    ]) {
      const colors = painted((rgb) => paintHues(rgb, color));
      const own: Color = [color >> 16, (color >> 8) & 255, color & 255];
      for (let i = 0; i < 3; i++)
        assert.ok(Math.abs(colors[0]![i]! - own[i]!) <= 1, `${colors[0]} for ${own}`);
      for (const each of colors) {
        assert.ok(Math.abs(Math.max(...each) - Math.max(...own)) <= 1);
        assert.ok(Math.abs(Math.min(...each) - Math.min(...own)) <= 1);
      }
    }
  });

  it("of grey and black are pure ones from red on", () => {
    const pure = painted((rgb) => paintHues(rgb, 0xff0000));
    for (const grey of [BLACK, 0x808080, WHITE])
      assert.deepEqual(
        painted((rgb) => paintHues(rgb, grey)),
        pure,
      );
  });

  it("go around the way of the rainbow", () => {
    const colors = painted((rgb) => paintHues(rgb, 0xff0000));
    const hues = colors.map(hueOf);
    assert.ok(isNonDecreasing(hues));
    for (const [i, hue] of hues.entries()) assert.ok(Math.abs(hue - (i * 360) / 256) < 1);
  });
});

describe("the palette of every pattern", () => {
  for (const pattern of PATTERNS) {
    it(`${pattern.name} is made of its colours`, () => {
      const plain = [...new Player(pattern).palette];
      const rgb = new Uint8Array(768).fill(77);
      const settings = { color1: 0x00ff00, color2: 0x400080, speed: 50, rate: 4 };
      const initial: Record<string, number> = {};
      for (const [name, { initial: value }] of Object.entries(pattern.controls))
        initial[name] = Number(value);
      pattern.palette({ ...settings, ...initial }, rgb);
      const other = [...rgb];
      assert.notDeepEqual(other, plain);
      for (const [i, label] of pattern.colorLabels.entries()) {
        pattern.palette({ ...settings, ...initial, [`color${i + 1}`]: 0xff8000 }, rgb);
        if (label === "") assert.deepEqual([...rgb], other, "a colour that plays no part");
        else assert.notDeepEqual([...rgb], other, label);
      }
    });
  }
});
