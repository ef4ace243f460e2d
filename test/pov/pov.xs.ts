import type { Files } from "../../src/ports/files.ts";
import { DEMO_IMAGES, drawDemoImage } from "../../src/pov/demo-images.ts";
import { PictureBuilder } from "../../src/pov/picture-builder.ts";
import { AreaResampler } from "../../src/pov/resample.ts";
import { program } from "../xs/inside/program.ts";

/** A picture that comes over HTTP, in pieces of a packet. */
function picture(width: number, height: number) {
  const pieces: Uint8Array[] = [];
  const length = width * height * 3;
  for (let at = 0; at < length; at += 1460) {
    const piece = new Uint8Array(Math.min(1460, length - at));
    for (let i = 0; i < piece.length; i++) piece[i] = (at + i) * 7;
    pieces.push(piece);
  }
  return { width, height, pieces };
}

/** Stores it on a strip of `leds`. */
function storing(width: number, height: number, leds: number) {
  return program({
    prepare: (world): ReturnType<typeof picture> & { files: Files } => ({
      ...picture(width, height),
      files: world.files,
    }),
    run({ files, pieces }) {
      const builder = new PictureBuilder({ files, path: "p", leds });
      builder.begin(width, height);
      for (const piece of pieces) builder.rows(piece);
      return builder.finish();
    },
    check: (result) => expect((result as { rows: number }).rows === leds),
  });
}

export const store64x64 = storing(64, 64, 32);
export const store80KbAsIs = storing(400, 68, 68);
export const store80KbScaled = storing(200, 136, 32);
export const store80KbQuartered = storing(200, 128, 32);

export const rowOfPhoto = program({
  prepare: () => ({
    resampler: new AreaResampler(3264, 2448, 43, 32, () => {}),
    row: new Uint8Array(3264 * 3).fill(77),
  }),
  run: ({ resampler, row }) => resampler.bytes(row),
});

export const drawSmiley = drawing(0);
export const drawRainbow = drawing(1);
export const drawHeart = drawing(2);

function drawing(index: number) {
  return program({
    prepare: () => DEMO_IMAGES[index]!,
    run: (image) => drawDemoImage(image),
    check: (pixels) => expect((pixels as Uint8Array).length >= 32 * 32 * 3),
  });
}

function expect(isTrue: boolean): void {
  if (!isTrue) throw new Error("the program did not do its work");
}
