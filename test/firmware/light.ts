import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import { FrameReader } from "../../sim/page/light-frames.ts";
import { isColored, isPicture, LightEye, sendPicture } from "../start/light-eye.ts";
import { temporaryFolder } from "../start/running-poi.ts";
import { FirmwarePoi } from "./firmware-poi.ts";
import { type Outcome, stepsOf } from "./outcome.ts";

/** The strip of a poi that was told nothing else. */
const STRIP = { chip: "sk9822", leds: 32, order: "bgr", cells: 32, channelMa: 20, quietMa: 1 } as const;
const GREEN = 2;

/** A firmware shows on its LEDs what it is told over HTTP, decoded from the bytes that its worker put on the bus. */
export async function runLight(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const folder = temporaryFolder();
  const path = join(folder, "strip");
  const eye = new LightEye();
  eye.look(STRIP);
  const server = createServer((line) => {
    const reader = new FrameReader();
    line.on("data", (piece) => {
      for (const frame of reader.read(piece as Buffer)) {
        if ("writes" in frame) for (const write of frame.writes) eye.write(write);
      }
    });
  });
  server.listen(path);
  await once(server, "listening");
  const poi = await FirmwarePoi.start(await buildLinux(sdk), 1, path);
  const step = stepsOf("light", poi, onOutcome);
  try {
    await step("a pattern of one colour is on all LEDs", async () => {
      const color = { r: 0, g: 255, b: 0 };
      await poi.post(0, "/api/pattern", { index: 2, type: 2, color1: color, color2: color, speed: 1 });
      await poi.post(0, "/api/mode", { mode: 2, index: 2 });
      await eye.until("green", 300, (columns) => isColored(columns, GREEN));
    });
    await step(
      "a picture sent over HTTP is seen LED by LED, a thousand columns a second in order",
      async () => {
        await sendPicture(poi.url(0), STRIP.leds);
        await eye.until("the picture", 1000, (columns) => isPicture(columns, 1000));
      },
    );
  } finally {
    await poi.stop();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
