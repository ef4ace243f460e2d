import { readFileSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { PoiError } from "../../src/ports/poi-error.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import { patternShow } from "../photo/pattern-show.ts";
import { type PhotoOptions, takePhoto } from "../photo/photo.ts";
import { storePicture } from "../photo/stored-picture.ts";
import { parseSpeeds, Swing } from "../photo/swing.ts";
import { Progress } from "./progress.ts";

/** What the user says. */
export interface PhotoRequest {
  image?: string;
  pattern?: string;
  out: string;
  rps: number;
  curve?: string;
  pair: boolean;
  chip: LedChipName;
  leds: number;
  radius: number;
  length: number;
  rate?: number;
  brightness: number;
  limit?: number;
  turns: number;
  size: number;
}

/** Takes a photo and writes it as PNG. Rejects with PoiError for the user. */
export async function photo(request: PhotoRequest): Promise<void> {
  const { chip, leds, turns, size, brightness } = request;
  const swing = new Swing(
    request.curve === undefined ? [{ seconds: 0, turnsPerS: request.rps }] : readCurve(request.curve),
  );
  const progress = new Progress();
  const taken = takePhoto({
    show: await showOf(request),
    ...{ swing, chip, leds, turns, size, brightness },
    poi: request.pair ? 2 : 1,
    radiusCm: request.radius,
    lengthCm: request.length,
    columnsPerS: request.rate,
    limitMa: request.limit,
    onProgress: (share) => progress.show(() => `exposed ${Math.round(100 * share)} %`),
  });
  progress.clear();
  const { width, height, rgb } = taken;
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
  try {
    writeFileSync(request.out, png);
  } catch (error) {
    const reason = (error as Error).message;
    throw new PoiError("bad-request", `The photo must go to a file that can be written: ${reason}.`);
  }
  const { columnsPerS, exposureS, mostMa } = taken;
  const most = Math.floor(taken.mostColumnsPerS);
  console.log(
    `${request.out}: ${width} × ${height}, ${(exposureS * 1000).toFixed(0)} ms, ` +
      `${Math.round(columnsPerS)} columns a second of at most ${most}, up to ${Math.round(mostMa)} mA`,
  );
  if (columnsPerS > most) console.log(`Only ${most} of them are shown; the picture keeps its speed.`);
}

async function showOf({ image, pattern, leds }: PhotoRequest): Promise<PhotoOptions["show"]> {
  if ((image === undefined) === (pattern === undefined)) {
    throw new PoiError("bad-request", "A photo must be of one thing: say --image FILE or --pattern NAME.");
  }
  return image === undefined ? patternShow(pattern!) : storePicture(image, leds);
}

function readCurve(path: string) {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new PoiError(
      "bad-request",
      `The speed curve must be a file that can be read: ${(error as Error).message}.`,
    );
  }
  return parseSpeeds(text);
}
