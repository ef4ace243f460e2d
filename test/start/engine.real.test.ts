import assert from "node:assert/strict";
import { isColored, isPicture, type LightEye, openEyes, sendPicture } from "./light-eye.ts";
import { RunningPoi } from "./running-poi.ts";

const LEDS = 32;
const RED = 1;
const BLUE = 4;

describe("npm start -- --engine xs", () => {
  let poi: RunningPoi;
  let eyes: LightEye[];
  let close: () => void;

  before(async () => {
    poi = await RunningPoi.start({ args: ["--engine", "xs"] });
    ({ eyes, close } = await openEyes(poi.lightUrl, 2));
  });

  after(async () => {
    close?.();
    await poi?.stop();
  });

  /** A pattern of one colour everywhere. */
  const plain = (color1: object) => ({ index: 2, type: 2, color1, color2: color1, speed: 1 });

  it("runs a pair on the device's engine that finds each other and shares an edit", async () => {
    await poi.meet();
    await poi.post(0, "/api/brightness", { brightness: 77 });
    await poi.post(1, "/api/sync/execute", {});
    assert.equal((await poi.get(1, "/api/status")).brightness, 77);
    const { host } = await poi.get(0, "/api/diagnostics");
    assert.ok(
      JSON.stringify(host ?? (await poi.get(0, "/api/diagnostics"))).includes("slots"),
      "slots are told",
    );
  });

  it("shows a pattern on the LEDs of both, as it was told to one", async () => {
    await poi.post(0, "/api/pattern", plain({ r: 255, g: 0, b: 0 }));
    await poi.post(0, "/api/mode", { mode: 2, index: 2 });
    for (const eye of eyes) await eye.until("red", 100, (columns) => isColored(columns, RED));
    await poi.post(1, "/api/pattern", plain({ r: 0, g: 0, b: 255 }));
    for (const eye of eyes) await eye.until("blue", 100, (columns) => isColored(columns, BLUE));
    for (const [i, name] of ["Left Poi", "Right Poi"].entries()) assert.equal(eyes[i]!.view?.name, name);
  });

  it("shows a picture, LED by LED and column by column, a thousand columns a second", async () => {
    await sendPicture(poi.url(0), LEDS);
    for (const eye of eyes) await eye.until("the picture", 300, (columns) => isPicture(columns, 1000));
  });

  it("goes on with a strip that is built another way", async () => {
    await poi.post(1, "/api/pattern", plain({ r: 255, g: 0, b: 0 }));
    // The poi starts again with it.
    await poi.post(1, "/api/strip", { chip: "ws2812", leds: 20 });
    await poi.line(/:\d+$/, poi.lines.length);
    // The other one has been in the show all the time.
    await poi.post(0, "/api/mode", { mode: 2, index: 2 });
    await eyes[1]!.until(
      "red on 20 WS2812",
      100,
      (columns) => columns[0]!.light.length === 80 && isColored(columns, RED),
    );
  });

  it("says what a device would have had to do for the node and for its light", async () => {
    assert.match(
      await poi.line(/^Left Poi {4}[\d,]+ computrons/),
      /^Left Poi {4}[\d,]+ computrons in \d+ s, about \d+\.\d\d % of an ESP32-S3's first core; [\d,]+ slots and \d+ KB of chunks held$/,
    );
    const light = await poi.line(/^ +light: /);
    const [, columns, computrons, share] =
      /^ {12}light: ([\d,]+) columns a second, ([\d,]+) computrons each, about (\d+\.\d\d) % of the second core/.exec(
        light,
      )!;
    const number = (text: string | undefined): number => Number(text!.replace(",", ""));
    assert.ok(number(columns) > 0 && number(computrons) > 100, light);
    const shareByHand = (number(columns) * number(computrons) * 0.3) / 1e4;
    assert.ok(Math.abs(number(share) - shareByHand) < 1 + shareByHand / 20, light);
  });
});
