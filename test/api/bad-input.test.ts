import assert from "node:assert/strict";
import { ApiLab, type ApiNode } from "./api-lab.ts";
import type { Ask } from "./raw-http.ts";

/** What is asked, the status, and what the message says. */
type Case = readonly [Ask, number, RegExp];

function post(path: string, json: unknown, status: number, message: RegExp): Case {
  return [{ method: "POST", path, json }, status, message];
}

function put(path: string, json: unknown, status: number, message: RegExp): Case {
  return [{ method: "PUT", path, json }, status, message];
}

/** JSON text that JSON.stringify would not write. */
function text(path: string, body: string, status: number, message: RegExp): Case {
  return [{ method: "POST", path, body, type: "application/json" }, status, message];
}

const HUGE = "9".repeat(400);
const LONG = "x".repeat(3500);
const BIDI = "Sun\u202Eset";

const NUMBERS: Case[] = [
  post(
    "/api/brightness",
    { brightness: 256 },
    400,
    /^brightness must be a whole number from 0 to 255, got 256\./,
  ),
  post("/api/brightness", { brightness: -1 }, 400, /got -1\./),
  post("/api/brightness", { brightness: 12.5 }, 400, /got 12\.5\./),
  post("/api/brightness", { brightness: "128" }, 400, /got "128"\./),
  post("/api/brightness", { brightness: null }, 400, /got null\./),
  post("/api/brightness", { brightness: [1] }, 400, /got \[1\]\./),
  post("/api/brightness", { brightness: true }, 400, /got true\./),
  post("/api/brightness", {}, 400, /got nothing\./),
  text("/api/brightness", `{"brightness":${HUGE}}`, 400, /got Infinity\./),
  text("/api/brightness", '{"brightness":1e-7}', 400, /got 1e-7\./),
  text("/api/brightness", '{"brightness":NaN}', 400, /^The body must be JSON/),
  post("/api/framerate", { framerate: 0 }, 400, /^framerate must be a whole number from 1 to 18000, got 0\./),
  post("/api/framerate", { framerate: 18_001 }, 400, /got 18001\./),
  post("/api/mode", { mode: 5, index: 0 }, 400, /^mode must be a whole number from 0 to 4, got 5\./),
  post("/api/mode", { mode: 1, index: -1 }, 400, /^index must be a whole number from 0 to 9999, got -1\./),
  post("/api/mode", { mode: 1, index: null }, 400, /^index must be .* got null\./),
  post("/api/mode", { mode: 1, index: 3 }, 404, /^There is no image with index 3\./),
  post(
    "/api/power/mode",
    { mode: "turbo" },
    400,
    /^mode must be "performance", "balanced", .* got "turbo"\./,
  ),
  post("/api/power/mode", { mode: "constructor" }, 400, /got "constructor"/),
  post("/api/live", { pixels: 7 }, 400, /^pixels must be a list of at most 32 colours, one a LED, got 7\./),
  post(
    "/api/live",
    { pixels: [{ r: 1, g: 2, b: 256 }] },
    400,
    /^pixels\[0\] must be .* got \{"r":1,"g":2,"b":256\}\./,
  ),
  post("/api/live", { pixels: ["#000000", { r: 1, g: 2 }] }, 400, /^pixels\[1\] must be /),
  post("/api/live", { pixels: ["#00000g"] }, 400, /got "#00000g"/),
];

const BODIES: Case[] = [
  text("/api/mode", "", 400, /^The body must be JSON, and this is none\./),
  text("/api/mode", '{"mode":1', 400, /^The body must be JSON/),
  text("/api/mode", "[]", 400, /^The mode must be a JSON object, got \[\]\./),
  text("/api/mode", '"mode"', 400, /^The mode must be a JSON object, got "mode"\./),
  text("/api/mode", "null", 400, /got null\./),
  text("/api/mode", `${"[".repeat(17)}${"]".repeat(17)}`, 400, /^JSON may nest 16 deep here, got 17\./),
  text("/api/mode", `{"mode":1,"x":"${"y".repeat(5000)}"}`, 413, /^The body may have 4096 bytes here/),
  post("/api/settings", [], 400, /^The settings must be a JSON object/),
  post("/api/sync/execute", "auto", 400, /^The sync must be a JSON object/),
  post("/api/sync/push", 5, 400, /^The push must be a JSON object/),
];

const SETTINGS: Case[] = [
  post("/api/settings", { brightness: 10, framerate: 0 }, 400, /^framerate must be/),
  post(
    "/api/settings",
    { brightness: 10, colour: 1 },
    400,
    /^There is no setting "colour"\. Choose one of brightness, /,
  ),
  text("/api/settings", '{"brightness":10,"__proto__":{"x":1}}', 400, /^There is no setting "__proto__"/),
  post("/api/settings", { powerMode: "off" }, 400, /^powerMode must be "performance"/),
  put(
    "/api/settings/brightness",
    { value: 300 },
    400,
    /^value must be a whole number from 0 to 255, got 300\./,
  ),
  put("/api/settings/brightness", {}, 400, /^value must be .* got nothing\./),
  put("/api/settings/toString", { value: 1 }, 404, /^There is no setting "toString"/),
  put("/api/settings/power-mode", { value: "balanced" }, 404, /^There is no setting "power-mode"/),
  [{ method: "DELETE", path: "/api/settings/__proto__" }, 404, /^There is no setting "__proto__"/],
];

const PATTERNS: Case[] = [
  post("/api/pattern", { index: 0, type: 18 }, 400, /^type must be a whole number from 0 to 17, got 18\./),
  post("/api/pattern", { index: 10_000 }, 400, /^index must be a whole number from 0 to 9999, got 10000\./),
  post("/api/pattern", { index: 0, speed: 0 }, 400, /^speed must be a whole number from 1 to 255, got 0\./),
  post("/api/pattern", { index: 0, color1: { r: 0, g: 0 } }, 400, /^color1 must be \{"r":0,"g":0,"b":0\}/),
  post("/api/pattern", { index: 0, color2: "red" }, 400, /^color2 must be .* got "red"\./),
  post("/api/pattern", { type: null }, 400, /^type must be .* got null\./),
  post("/api/patterns", { name: "" }, 400, /^name must be 1 to 64 bytes of text, got ""\./),
  post("/api/patterns", { name: "  " }, 400, /^name must be 1 to 64 bytes/),
  post("/api/patterns", { name: "ä".repeat(33) }, 400, /^name must be 1 to 64 bytes/),
  post("/api/patterns", { name: LONG }, 400, /^name must be 1 to 64 bytes of text, got "x{40}…"\./),
  post(
    "/api/patterns",
    { name: BIDI },
    400,
    /^name must be text without control characters and direction marks/,
  ),
  post("/api/patterns", { name: "a\u0000b" }, 400, /got "a\\u0000b"\./),
  post("/api/patterns", { name: "a\nb" }, 400, /got "a\\nb"\./),
  post("/api/patterns", { name: "\ud800" }, 400, /without control characters/),
  post("/api/patterns", { name: 7 }, 400, /^name must be .* got 7\./),
  post(
    "/api/patterns",
    { name: "A", index: 3 },
    409,
    /^Index 3 belongs to the pattern "sparkle"\. Choose a free one\./,
  ),
  put("/api/patterns/fire", { speed: 90, color1: 5 }, 400, /^color1 must be/),
  put("/api/patterns/fire", { speed: 90, index: 3 }, 409, /^Index 3 belongs to the pattern "sparkle"/),
  put(
    "/api/patterns/none",
    { speed: 90 },
    404,
    /^There is no pattern "none"\. GET \/api\/patterns names all/,
  ),
  put("/api/patterns/__proto__", { speed: 90 }, 404, /^There is no pattern "__proto__"/),
  put("/api/patterns/..%5C..", { speed: 90 }, 400, /^A path may hold/),
  put("/api/patterns/..%2F..%2Fnode.json", { speed: 90 }, 400, /^A path may hold/),
  [{ method: "DELETE", path: "/api/patterns/constructor" }, 404, /^There is no pattern "constructor"/],
  [{ method: "DELETE", path: `/api/patterns/${"a".repeat(400)}` }, 404, /^There is no pattern "a{64}"/],
];

const SEQUENCES: Case[] = [
  post("/api/sequences", { name: "S" }, 400, /^steps must be a list of 1 to 255 steps, got nothing\./),
  post("/api/sequences", { steps: [] }, 400, /got 0\./),
  post("/api/sequences", { steps: new Array(256).fill({ image: "heart", ms: 1 }) }, 400, /got 256\./),
  post("/api/sequences", { steps: [1] }, 400, /^steps\[0\] must be a JSON object, got 1\./),
  post(
    "/api/sequences",
    { steps: [{ image: "heart" }] },
    400,
    /^steps\[0\]\.ms must be a whole number from 1 to 65535/,
  ),
  post("/api/sequences", { steps: [{ image: "heart", ms: 65_536 }] }, 400, /got 65536\./),
  post(
    "/api/sequences",
    { steps: [{ ms: 5 }] },
    400,
    /^steps\[0\] must name one image or one pattern by its id/,
  ),
  post(
    "/api/sequences",
    { steps: [{ image: "heart", pattern: "fire", ms: 5 }] },
    400,
    /^steps\[0\] must name one/,
  ),
  post(
    "/api/sequences",
    {
      steps: [
        { image: "heart", ms: 5 },
        { image: "no", ms: 5 },
      ],
    },
    400,
    /^steps\[1\] must name content of this poi, got the image "no"\. GET \/api\/images names all/,
  ),
  post(
    "/api/sequences",
    { loop: 1, steps: [{ image: "heart", ms: 5 }] },
    400,
    /^loop must be true or false, got 1\./,
  ),
  put(
    "/api/sequences/demo",
    { name: "S", steps: [{ image: "no", ms: 5 }] },
    400,
    /^steps\[0\] must name content/,
  ),
  put("/api/sequences/demo", { name: "S", loop: "no" }, 400, /^loop must be/),
  put("/api/sequences/none", { name: "S" }, 404, /^There is no sequence "none"/),
];

const IMAGES: Case[] = [
  put("/api/images/heart", { name: BIDI, index: 9 }, 400, /^name must be text without/),
  put("/api/images/heart", { name: "H", index: 0 }, 409, /^Index 0 belongs to the image "smiley"/),
  put("/api/images/none", { name: "H" }, 404, /^There is no image "none"/),
  [{ path: "/api/images/none/pixels" }, 404, /^There is no image "none"/],
  [{ method: "DELETE", path: "/api/images/none" }, 404, /^There is no image "none"/],
  post(
    "/api/sd/load",
    { filename: "../node.json" },
    404,
    /^There is no file "\.\.\/node\.json"\. GET \/api\/sd\/list/,
  ),
  post("/api/sd/delete", { filename: 3 }, 400, /^filename must be text, got 3\./),
  post("/api/sd/delete", {}, 400, /^filename must be text, got nothing\./),
];

const DEVICE: Case[] = [
  post("/api/device/config", { deviceName: "" }, 400, /^deviceName must be 1 to 63 bytes of text, got ""\./),
  post(
    "/api/device/config",
    { deviceName: "L", autoSync: 1 },
    400,
    /^autoSync must be true or false, got 1\./,
  ),
  post("/api/device/config", { deviceName: "a\tb" }, 400, /^deviceName must be text without control/),
  post(
    "/api/device/config",
    { deviceId: "00:11:22:33:44:55" },
    400,
    /^deviceId is fixed, got "00:11:22:33:44:55"/,
  ),
  post(
    "/api/device/config",
    { syncInterval: 999 },
    400,
    /^syncInterval must be a whole number from 1000 to 86400000/,
  ),
  post("/api/device/config", { syncInterval: "fast" }, 400, /got "fast"\./),
  post("/api/device/config", { syncGroup: "a,b" }, 400, /^A group's name has no commas, got "a,b"\./),
  post("/api/device/config", { syncGroup: 5 }, 400, /^syncGroup must be 1 to 32 bytes of text, got 5\./),
  post("/api/device/config", { syncGroup: "x".repeat(33) }, 400, /^syncGroup must be 1 to 32 bytes/),
  post("/api/device/config", { syncGroups: [] }, 400, /^syncGroups must be a list of 1 to 4 names, got 0\./),
  post("/api/device/config", { syncGroups: ["a", "b", "c", "d", "e"] }, 400, /got 5\./),
  post("/api/device/config", { syncGroups: "pair" }, 400, /got "pair"\./),
  post(
    "/api/device/config",
    { syncGroup: "a", syncGroups: ["b"] },
    400,
    /^syncGroup must be the first of syncGroups/,
  ),
];

const SYNC: Case[] = [
  post(
    "/api/sync/execute",
    { direction: "sideways" },
    400,
    /^direction must be "bidirectional", "push", "pull"/,
  ),
  post("/api/sync/execute", { direction: null }, 400, /^direction must be .* got null\./),
  post("/api/sync/execute", { syncImages: "yes" }, 400, /^syncImages must be true or false, got "yes"\./),
  post(
    "/api/sync/execute",
    {},
    404,
    /^No other poi of the group pair is online\. Switch one on, or name its address/,
  ),
  post("/api/sync/execute", { peerId: "00:11:22:33:44:55" }, 404, /^There is no poi "00:11:22:33:44:55"/),
  post("/api/sync/execute", { peerId: 7 }, 400, /^peerId must be "auto" or a device id, got 7\./),
  post("/api/sync/resolve", {}, 400, /^key must be text, got nothing\./),
  post(
    "/api/sync/resolve",
    { key: "image/heart", choice: "mine" },
    404,
    /^There is no conflict "image\/heart"/,
  ),
  post(
    "/api/sync/resolve",
    { key: "__proto__/x", choice: "mine" },
    404,
    /^There is no conflict "__proto__\/x"/,
  ),
  post("/api/peers", { address: "poi.local" }, 400, /^address must be the IPv4 address of a poi/),
  post("/api/peers", { address: "10.0.0.256" }, 400, /^address must be/),
  post("/api/peers", { address: "010.0.0.2" }, 400, /^address must be/),
  post("/api/peers", { address: "0.0.0.0" }, 400, /^address must be/),
  post("/api/peers", { address: "224.0.0.251" }, 400, /^address must be/),
  post("/api/peers", { address: "10.0.0.2:0" }, 400, /^port must be a whole number from 1 to 65535, got 0\./),
  post("/api/peers", { address: "10.0.0.2:99999" }, 400, /got 99999\./),
  post("/api/peers", { address: 5 }, 400, /got 5\./),
  [{ method: "DELETE", path: "/api/peers/all" }, 404, /^There is no poi "all"/],
  [{ method: "DELETE", path: "/api/peers/00:11:22:33:44:55" }, 404, /^There is no poi "00:11:22:33:44:55"/],
];

const PUSHES: Case[] = [
  post("/api/sync/push", {}, 400, /^deviceId must be 1 to 64 bytes of text, got nothing\./),
  post(
    "/api/sync/push",
    { deviceId: "x", images: {} },
    400,
    /^images must be a list of at most 64, got \{\}\./,
  ),
  post("/api/sync/push", { deviceId: "x", patterns: new Array(65).fill({ id: 0 }) }, 400, /got 65\./),
  post(
    "/api/sync/push",
    {
      deviceId: "x",
      patterns: [
        { id: 0, speed: 9 },
        { id: 1, speed: 0 },
      ],
    },
    400,
    /^speed must/,
  ),
  post(
    "/api/sync/push",
    { deviceId: "x", patterns: [{ id: "" }] },
    400,
    /^id must be a number or a text, got ""/,
  ),
  post("/api/sync/push", { deviceId: "x", patterns: [{ id: 1.5 }] }, 400, /^id must be a whole number/),
  post("/api/sync/push", { deviceId: "x", patterns: [{ id: {} }] }, 400, /^id must be a number or a text/),
  post("/api/sync/push", { deviceId: "x", settings: 5 }, 400, /^settings must be a JSON object/),
  post(
    "/api/sync/push",
    { deviceId: "x", patterns: [{ id: 0, speed: 9 }], settings: { brightness: 300 } },
    400,
    /^brightness must be/,
  ),
  post(
    "/api/sync/push",
    { deviceId: "x", settings: { brightness: 3, timestamp: "now" } },
    400,
    /^timestamp must be a time since 1970/,
  ),
  post(
    "/api/sync/push",
    { deviceId: "x", settings: { brightness: 3, timestamp: -1 } },
    400,
    /^timestamp must be/,
  ),
  post(
    "/api/sync/push",
    { deviceId: "x", images: [{ id: "a", width: 401, height: 1, pixels: "" }] },
    400,
    /^width must be a whole number from 1 to 400/,
  ),
  post(
    "/api/sync/push",
    { deviceId: "x", images: [{ id: "a", width: 2, height: 1, pixels: "AAAA" }] },
    400,
    /^pixels must be Base64 of 6 bytes \(2 × 1 × 3\), got 3 bytes\./,
  ),
  post(
    "/api/sync/push",
    { deviceId: "x", images: [{ id: "a", width: 1, height: 1, pixels: "A!AA" }] },
    400,
    /^pixels must be Base64 of 3 bytes .* got "A!AA"\./,
  ),
];

describe("a request that cannot be", () => {
  let lab: ApiLab;
  let node: ApiNode;

  before(() => {
    lab = new ApiLab();
    node = lab.node();
    node.post("/api/mode", { mode: 2, index: 4 });
    node.post("/api/brightness", { brightness: 99 });
  });

  after(() => lab.check());

  const rooms: Record<string, readonly Case[]> = {
    "with a wrong number": NUMBERS,
    "with a wrong body": BODIES,
    "about settings": SETTINGS,
    "about patterns": PATTERNS,
    "about sequences": SEQUENCES,
    "about images": IMAGES,
    "about the node itself": DEVICE,
    "about sync": SYNC,
    "of a push": PUSHES,
  };
  for (const [room, cases] of Object.entries(rooms)) {
    it(`${room} is answered with rule, value and remedy, and changes nothing`, () => {
      const disk = node.disk();
      const status = node.get("/api/status");
      for (const [ask, code, message] of cases) {
        const answer = node.ask(ask);
        const what = `${ask.method ?? "GET"} ${ask.path} ${JSON.stringify(ask.json) ?? ask.body}`;
        assert.equal(answer.status, code, `${what}: ${answer.text}`);
        assert.deepEqual(Object.keys(answer.json), ["error"], what);
        assert.match(answer.json.error, message, what);
        // Two sentences: what is wrong, and what to do.
        assert.match(answer.json.error, /\. .*\.?$|: .*$/, what);
        assert.ok(answer.json.error.length < 400, what);
      }
      assert.deepEqual(node.disk(), disk);
      assert.deepEqual(node.get("/api/status"), status);
    });
  }
});
