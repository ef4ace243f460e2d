import assert from "node:assert/strict";
import type { ApiNode } from "../api/api-lab.ts";
import { choose, type Eye, GREEN, hueOf, LightLab, uploadColors } from "./light-lab.ts";

type Case = readonly [path: string, body: string, status: number, message: RegExp];

const json = (path: string, body: unknown, status: number, message: RegExp): Case => [
  path,
  JSON.stringify(body),
  status,
  message,
];

const step = (more: object) => ({ name: "Bad", steps: [{ image: "smiley", ms: 500, ...more }] });
const steps = (count: number) => ({ steps: new Array(count).fill({ image: "smiley", ms: 9 }) });

/** Values that cannot be, and what is said of them: the rule, the value, the remedy. */
const CASES: readonly Case[] = [
  json("/api/framerate", { framerate: 0 }, 400, /from 1 to 18000, got 0\. Send a number within\.$/),
  json(
    "/api/framerate",
    { framerate: 1e9 },
    400,
    /from 1 to 18000, got 1000000000\. Send a number within\.$/,
  ),
  json("/api/framerate", { framerate: null }, 400, /got null\. Send/),
  ["/api/framerate", '{"framerate":NaN}', 400, /^The body must be JSON/],
  ["/api/framerate", '{"framerate":1e999}', 400, /got Infinity\. Send/],
  json("/api/brightness", { brightness: 300 }, 400, /^brightness must be .* from 0 to 255, got 300\. Send/),
  json("/api/mode", { mode: 9 }, 400, /^mode must be a whole number from 0 to 4, got 9\. Send/),
  json("/api/mode", { mode: "image" }, 400, /^mode must be a whole number from 0 to 4, got "image"\. Send/),
  json(
    "/api/mode",
    { mode: 1, index: 77 },
    404,
    /^There is no image with index 77\. GET \/api\/images names/,
  ),
  json("/api/power/mode", { mode: "turbo" }, 400, /^mode must be "performance".* got "turbo"\. Send/),
  json("/api/audio", { level: 256 }, 400, /^level must be a whole number from 0 to 255, got 256\. Send/),
  json("/api/audio", { level: -1 }, 400, /got -1\. Send/),
  json("/api/audio", {}, 400, /got nothing\. Send/),
  json(
    "/api/sequences",
    step({ image: "nobody" }),
    400,
    /^steps\[0\] must name content .* got the image "nobody"\. GET/,
  ),
  json("/api/sequences", step({ pattern: "fire" }), 400, /^steps\[0\] must name one image or one pattern/),
  json("/api/sequences", step({ ms: 0 }), 400, /^steps\[0\]\.ms must be .* from 1 to 65535, got 0\. Send/),
  json(
    "/api/sequences",
    step({ brightness: 300 }),
    400,
    /^steps\[0\]\.brightness must be .* to 255, got 300\. Send/,
  ),
  json(
    "/api/sequences",
    step({ speed: 0 }),
    400,
    /^steps\[0\]\.speed must be .* from 1 to 255, got 0\. Send/,
  ),
  json("/api/sequences", step({ speed: 1e9 }), 400, /^steps\[0\]\.speed must be .* got 1000000000\. Send/),
  json(
    "/api/sequences",
    step({ transition: "wipe" }),
    400,
    /^steps\[0\]\.transition must be "cut", "fade", got "wipe"\. Send/,
  ),
  json(
    "/api/sequences",
    step({ transition: "cut", fadeMs: 0 }),
    400,
    /^steps\[0\]\.fadeMs must be .* got 0\. Send/,
  ),
  json("/api/sequences", { steps: [] }, 400, /^steps must be a list of 1 to 255 steps, got 0\. A step is/),
  json("/api/sequences", steps(256), 400, /^steps must be a list of 1 to 255 steps, got 256\. A step is/),
  json(
    "/api/sequences",
    steps(10_000),
    413,
    /^The body may have \d+ bytes here, got more\. Send a smaller one/,
  ),
  json(
    "/api/live",
    { pixels: new Array(9).fill("#ffffff") },
    400,
    /^pixels must be a list of at most 8 colours.* got 9\. Send/,
  ),
  json("/api/live", { pixels: ["#fffff"] }, 400, /^pixels\[0\] must be .* got "#fffff"\. Send/),
  json("/api/trim", { phaseColumns: 1e9 }, 400, /^phaseColumns must be .* got 1000000000\. Choose/),
];

describe("values that cannot be", () => {
  let lab: LightLab;
  let node: ApiNode;
  let eye: Eye;

  before(() => {
    lab = new LightLab();
    [node, eye] = lab.lit();
    choose(node, "image", uploadColors(node, "green", [GREEN]));
    eye.watch(200);
  });

  for (const [path, body, status, message] of CASES) {
    it(`are told, and change nothing: ${path} ${body.slice(0, 60)}`, () => {
      const disk = node.disk();
      const before = node.get("/api/status");
      const word = eye.now[0];
      const answer = node.ask({ method: "POST", path, body, type: "application/json" });
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.json.error, message);
      assert.deepEqual(node.get("/api/status"), before);
      assert.deepEqual(node.disk(), disk);
      for (const { words } of eye.watch(50)) {
        assert.equal(hueOf(words), 1);
        assert.equal(words[0], word);
      }
    });
  }
});
