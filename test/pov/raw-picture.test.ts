import assert from "node:assert/strict";
import fc from "fast-check";
import { PoiError } from "../../src/ports/poi-error.ts";
import { PictureBuilder } from "../../src/pov/picture-builder.ts";
import { RawPicture, rawPictureSize } from "../../src/pov/raw-picture.ts";
import { MemoryFiles } from "./memory-files.ts";
import { noise } from "./noise.ts";

function refusal(work: () => void): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof PoiError, `${error}`);
    return `${error.code}: ${error.message}`;
  }
  return "";
}

describe("the name of a raw picture", () => {
  it("states its size", () => {
    assert.deepEqual(rawPictureSize("image_40x32.rgb"), { width: 40, height: 32 });
    assert.deepEqual(rawPictureSize("my_3x3_flag_400X288.RGB"), { width: 400, height: 288 });
    assert.deepEqual(rawPictureSize("_1x1.rgb"), { width: 1, height: 1 });
    assert.deepEqual(rawPictureSize("ünï_007x08.rgb"), { width: 7, height: 8 });
  });

  it("ends in .rgb, or it is another kind of picture", () => {
    for (const name of ["", "a.png", ".rg", "image_40x32", "image_40x32.rgba"]) {
      assert.equal(rawPictureSize(name), undefined);
    }
  });

  it("is refused without a size", () => {
    for (const name of [".rgb", "image.rgb", "image_40.rgb", "image_40x.rgb", "image_x32.rgb", "40x32.rgb"]) {
      assert.equal(
        refusal(() => rawPictureSize(name)),
        `bad-request: A .rgb file must carry its size in its name, as in image_40x32.rgb, got "${name}": rename it to name_WIDTHxHEIGHT.rgb.`,
      );
    }
    for (const name of [
      "image_-4x32.rgb",
      "image_4.5x32.rgb",
      "image_1234567x2.rgb",
      "image_2x1234567.rgb",
    ]) {
      assert.match(
        refusal(() => rawPictureSize(name)),
        /^bad-request: A \.rgb file must carry/,
      );
    }
    assert.match(
      refusal(() => rawPictureSize(`${"a".repeat(300)}_4x4.rgb`)),
      /got "a{40}…"/,
    );
  });

  it("is refused with a size that cannot be", () => {
    assert.match(
      refusal(() => rawPictureSize("image_0x32.rgb")),
      /^bad-request: A picture must have pixels, got 0 × 32/,
    );
    assert.match(
      refusal(() => rawPictureSize("image_9999x9999.rgb")),
      /^too-large: .* at most 8388608 pixels/,
    );
    assert.match(
      refusal(() => rawPictureSize("image_999999x1.rgb")),
      /^too-large: .* at most 32768 columns/,
    );
  });

  it("never makes anything but a size, nothing or a PoiError", () => {
    const piece = fc.constantFrom("_", "x", "X", "0", "9", "40", ".rgb", ".RGB", "-", "a", "e", " ");
    const law = fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))), (pieces) => {
      refusal(() => rawPictureSize(pieces.join("")));
      refusal(() => rawPictureSize(`${pieces.join("")}.rgb`));
    });
    fc.assert(law, { numRuns: Number(process.env["FUZZ_RUNS"] ?? 3000) });
  });
});

describe("a raw picture", () => {
  function send(name: string, rgb: Uint8Array, pieceBytes = 100): Buffer {
    const files = new MemoryFiles();
    const builder = new PictureBuilder({ files, path: "p", leds: 32 });
    const raw = new RawPicture(builder, name);
    for (let at = 0; at < rgb.length; at += pieceBytes) raw.bytes(rgb.subarray(at, at + pieceBytes));
    raw.end();
    builder.finish();
    return files.stored.get("p")!;
  }

  it("comes through bit for bit, as columns, however it is cut", () => {
    const rgb = noise(40 * 32 * 3);
    for (const pieceBytes of [1, 7, 1460, 99999]) {
      const stored = send("image_40x32.rgb", rgb, pieceBytes);
      for (let i = 0; i < 40 * 32; i++) {
        const to = ((i % 40) * 32 + Math.floor(i / 40)) * 3;
        assert.deepEqual([...stored.subarray(to, to + 3)], [...rgb.subarray(i * 3, i * 3 + 3)]);
      }
    }
  });

  it("of 64 rows is scaled to 32", () => {
    assert.equal(send("image_64x64.rgb", new Uint8Array(64 * 64 * 3).fill(50)).length, 32 * 32 * 3);
  });

  it("must have the length that its name says", () => {
    const advice = "write each pixel as red, green, blue, row by row, or put the true size into the name.";
    for (const length of [0, 3000, 3839, 3841, 100_000]) {
      assert.equal(
        refusal(() => send("image_40x32.rgb", new Uint8Array(length))),
        `bad-request: image_40x32.rgb must hold 3840 bytes (40 × 32 × 3), got ${length}: ${advice}`,
      );
    }
  });

  it("is refused under another kind of name", () => {
    assert.match(
      refusal(() => send("a.png", noise(3))),
      /^unsupported-type: .*got "a.png"/,
    );
  });
});
