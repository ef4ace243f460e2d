import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import { PAGE_FILE } from "../../hosts/node/page-file.ts";
import { type FormatsLab, LABS, photo, stored } from "../ports/images-lab.ts";
import { encodeBmp } from "../pov/bmp-encoder.ts";
import { askJson } from "../start/running-poi.ts";
import { FirmwarePoi } from "./firmware-poi.ts";
import { fillUp, readLists } from "./full.ts";
import { type Outcome, stepsOf } from "./outcome.ts";

const DEVICE = LABS[1] as FormatsLab;
/** Patterns that a poi is born with, which make room for pictures. */
const BORN = ["fire", "rainbow", "comet"];
/** Connections that a node serves at once. */
const READERS = 6;

const [WIDTH, HEIGHT] = [3264, 2448];

/** Pictures that the firmware must take as the same decoders do on a desktop, bit for bit. */
const PICTURES: Record<string, () => Promise<Uint8Array>> = {
  "a PNG": () => photo(200, 32).png().toBuffer(),
  "an interlaced PNG": () => photo(150, 90).png({ progressive: true }).toBuffer(),
  "a PNG of 8 megapixels with transparency": () =>
    photo(WIDTH, HEIGHT, 0).ensureAlpha(0.8).png({ compressionLevel: 6 }).toBuffer(),
  "a JPEG": () => photo(200, 32).jpeg().toBuffer(),
  "a JPEG of 8 megapixels": () => photo(WIDTH, HEIGHT).jpeg().toBuffer(),
  "a progressive JPEG of 8 megapixels": () => photo(WIDTH, HEIGHT).jpeg({ progressive: true }).toBuffer(),
  "a JPEG of 8 megapixels that lies on its side": () =>
    photo(WIDTH, HEIGHT).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  "a GIF": () => photo(120, 80).gif().toBuffer(),
  "a BMP": async () =>
    encodeBmp({ width: 1000, height: 300, bits: 24, value: (x, y) => ((x % 256) << 16) | ((y % 256) << 8) }),
};

/** What the firmware serves out of its image, and takes in with its decoders; all with the device's heap. */
export async function runPictures(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const poi = await FirmwarePoi.start(await buildLinux(sdk), 1);
  const step = stepsOf("pictures", poi, onOutcome);
  const url = poi.url(0);
  try {
    await step("the page is the one that was built, and is sent once", () => readPage(url));
    for (const [name, make] of Object.entries(PICTURES)) {
      await step(`${name} becomes what the same decoder makes of it on a desktop`, () => share(url, make));
    }
    await step(
      "a full poi takes the widest picture, turned on the way, while it is listed and its page is opened",
      () => fill(url),
    );
    await step("damaged and too large ones are refused in words, and leave nothing", () => refuse(url));
  } finally {
    await poi.stop();
  }
}

/** By Node's own client: fetch unpacks. */
async function get(url: string, headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers, agent: false }, resolve).on("error", reject).end();
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

async function readPage(url: string): Promise<void> {
  const built = readFileSync(PAGE_FILE);
  const etag = `"${createHash("sha256").update(built).digest("hex").slice(0, 16)}"`;
  const all = await Promise.all(Array.from({ length: READERS }, () => get(`${url}/`)));
  for (const { status, headers, body } of all) {
    assert.equal(status, 200);
    assert.equal(headers["content-encoding"], "gzip");
    assert.equal(headers["cache-control"], "no-cache");
    assert.equal(headers["etag"], etag);
    assert.ok(body.equals(built), "the bytes of the bundle");
  }
  const again = await get(`${url}/`, { "if-none-match": etag });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
}

async function send(url: string, bytes: Uint8Array) {
  const response = await fetch(`${url}/api/images?name=picture`, { method: "POST", body: bytes });
  return { status: response.status, json: (await response.json()) as { hash?: string; error?: string } };
}

async function share(url: string, make: () => Promise<Uint8Array>): Promise<void> {
  const bytes = await make();
  const { status, json } = await send(url, bytes);
  assert.equal(status, 201, json.error);
  const { pixels } = await stored(DEVICE, bytes);
  assert.equal(json.hash, createHash("sha256").update(pixels).digest("hex"));
}

/** As many items as it takes, then what takes the most of the heap: 400 columns, whose rows lie on their side. */
async function fill(url: string): Promise<void> {
  await fillUp(url);
  for (const id of BORN) await askJson(url, "DELETE", `/api/patterns/${id}`);
  const wide = share(url, () => photo(200, 2600).withMetadata({ orientation: 8 }).jpeg().toBuffer());
  await Promise.all([wide, readLists(url)]);
  await share(url, () =>
    photo(200, 2600).withMetadata({ orientation: 8 }).png({ progressive: true }).toBuffer(),
  ).then(
    () => assert.fail("a row of 2,600 pixels has no room, and an interlaced picture is not shrunk"),
    (error) => assert.match(String(error), /at most 1024 pixels, got 2600/),
  );
  await share(url, () =>
    photo(80, 1000).withMetadata({ orientation: 8 }).png({ progressive: true }).toBuffer(),
  );
}

async function refuse(url: string): Promise<void> {
  const before = (await (await fetch(`${url}/api/images`)).json()) as { images: unknown[] };
  const png = await photo(200, 32).png().toBuffer();
  const jpeg = await photo(200, 32).jpeg().toBuffer();
  for (const [bytes, status, says] of [
    [png.subarray(0, png.length / 2), 400, /PNG picture must be whole, got a damaged one \(it ends/],
    [jpeg.subarray(0, jpeg.length / 2), 400, /JPEG picture must be whole, got a damaged one \(it ends/],
    [await photo(5000, 2000, 0).png().toBuffer(), 413, /at most 8388608 pixels, got 5000 × 2000 = 10000000/],
    [await photo(2400, 2, 0).png().toBuffer(), 413, /at most 1024 pixels, got 1200/],
  ] as const) {
    const answer = await send(url, bytes);
    assert.equal(answer.status, status, answer.json.error);
    assert.match(answer.json.error ?? "", says);
  }
  const after = (await (await fetch(`${url}/api/images`)).json()) as { images: unknown[] };
  assert.equal(after.images.length, before.images.length);
}
