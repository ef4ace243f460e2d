import assert from "node:assert/strict";
import fc from "fast-check";
import { ROUTES } from "../../src/api/routes/routes.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import { parseResponses, ScriptedStreams } from "../net/http-fakes.ts";
import { ApiLab } from "./api-lab.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/api/body-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 10_000);

const OTHER = "F6:E5:D4:C3:B2:A1";
const PIXELS = Buffer.alloc(3 * 2 * 32, 7).toString("base64");
const STEPS = [
  { image: "smiley", ms: 500, brightness: 9, speed: 100, transition: "fade", fadeMs: 20 },
  { pattern: "fire", ms: 9, transition: "cut" },
];
const CUES = [
  { at: 0, pattern: "fire" },
  { at: 900, to: OTHER, image: "heart" },
  { at: 1000, dark: true },
];

/** What each route of JSON takes, with all that it reads. */
const BODIES: Readonly<Record<string, readonly object[]>> = {
  "POST /api/mode": [{ mode: 1, index: 2 }],
  "POST /api/brightness": [{ brightness: 9 }],
  "POST /api/framerate": [{ framerate: 2000 }],
  "POST /api/power/mode": [{ mode: "balanced" }],
  "POST /api/audio": [{ level: 180 }],
  "POST /api/live": [{ pixels: [{ r: 255, g: 0, b: 0 }, "#00ff00"] }],
  "POST /api/sync/discover": [{}],
  "POST /api/sync/execute": [
    { peerId: "auto", direction: "pull", syncImages: false, syncPatterns: true, syncSettings: false },
  ],
  "POST /api/show": [
    { image: "heart", to: "all", brightness: 9, framerate: 900, startIn: 500 },
    { pattern: "fire", startIn: 0 },
    { sequence: "demo" },
    { mode: 2, index: 1, blackout: true },
    { nudge: 1500 },
  ],
  "PUT /api/images/:id": [{ name: "Evening", index: 9 }],
  "POST /api/pattern": [{ index: 0, type: 1, color1: { r: 255, g: 0, b: 0 }, color2: "#00ff00", speed: 75 }],
  "POST /api/patterns": [{ id: "ember", name: "Ember", index: 40, type: 4, color1: "#ff2000", speed: 30 }],
  "PUT /api/patterns/:id": [{ name: "Ash", type: 3, color2: { r: 1, g: 2, b: 3 }, intensity: 9, speed: 60 }],
  "POST /api/sequences": [
    { id: "show", name: "Show", index: 7, loop: true, steps: STEPS },
    { id: "opening", name: "Opening", cues: CUES },
  ],
  "PUT /api/sequences/:id": [
    { name: "Show", loop: false, steps: STEPS },
    { name: "Opening", cues: CUES },
  ],
  "POST /api/settings": [{ brightness: 90, framerate: 1500, powerMode: "balanced" }],
  "PUT /api/settings/:key": [{ value: 100 }],
  "POST /api/sync/resolve": [{ key: "pattern/fire", choice: "mine" }],
  "POST /api/peers": [{ address: "10.0.0.9:81" }],
  "POST /api/sync/push": [
    {
      deviceId: OTHER,
      deviceName: "Old",
      timestamp: 1_790_000_000,
      settings: { brightness: 3, framerate: 900, mode: 2, index: 1 },
      patterns: [
        { id: 6, name: "Old fire", type: 4, speed: 99, color1: "#010203", timestamp: 1_790_000_001 },
      ],
      images: [{ id: "img_001", name: "spiral", width: 2, height: 32, pixels: PIXELS }],
    },
  ],
  "POST /api/device/config": [
    { deviceName: "Anna", autoSync: false, syncInterval: 30_000, syncGroups: ["garden", "pair"] },
    { syncGroup: "pair" },
  ],
  "POST /api/sd/load": [{ filename: "Heart.pov" }],
  "POST /api/sd/delete": [{ filename: "Evening.pov" }],
  "POST /api/trim": [{ mirror: true, phaseColumns: 3, brightness: 80, wire: "tip", sides: 2 }],
  "POST /api/strip": [
    { chip: "ws2812", order: "grb", limitMa: 1500, gamma: [2.2, 2.2, 2.4], balance: [255, 200, 180] },
  ],
  "POST /api/erase": [{ erase: "everything" }],
  "POST /api/wifi/connect": [{ ssid: "Home", password: "home password" }],
  "POST /api/wifi/ap": [{ password: "fire in the dark" }],
  "POST /api/multipoi/unpair": [{ index: 1 }],
  "POST /api/multipoi/syncmode": [{ mode: "mirror" }],
  "POST /api/multipoi/peercmd": [{ peer: 0, cmd: "pattern", type: 4, mode: 2, index: 1, brightness: 3 }],
};

/** What the parameter of a path may be. */
const IDS: Readonly<Record<string, readonly string[]>> = {
  images: ["heart", "smiley"],
  patterns: ["fire", "ember"],
  sequences: ["demo", "show", "opening"],
  settings: ["brightness", "framerate", "powerMode"],
};
const ODD_IDS = ["nobody", "__proto__", "constructor", "%00", "a".repeat(64)];

/** Routes that answer later: they listen, or ask another poi. */
const LATER = /discover|execute|peers|unpair|peercmd|connect/;

/** JSON that nobody expects. */
const ODD = [
  ..."null|true|false|0|-1|0.5|1e300|1e999|-0|4294967296|9007199254740993|65536|255|256|{}|[]|[[]]|[null]".split(
    "|",
  ),
  ...'""|"x"|"\\u0000"|"\\ud800"|"é😀"|"__proto__"|"constructor"|"../a"|"auto"|"#12"|"#ffffff"|"0000000000zz"'.split(
    "|",
  ),
  ...["heart", "fire", "demo", OTHER, PIXELS, PIXELS.slice(1), "a".repeat(300)].map((text) => `"${text}"`),
  '{"__proto__":{"a":1}}',
  '{"r":-1,"g":256,"b":"1"}',
  '[1,2,3,"4"]',
  `${"[".repeat(15)}${"]".repeat(15)}`,
  "[".repeat(99),
  `[${"0,".repeat(300)}0]`,
  "",
  "NaN",
];

/** JSON that a route may well take. */
const LIKELY =
  '0|1|2|3|9|40|90|100|255|500|true|false|"fire"|"heart"|"demo"|"ember"|"show"|"mine"|"pair"|""'.split("|");

/** Where a value of a JSON text begins and ends. */
const VALUES = /(?<=[:[,])(?:"[^"]*"|[\d.]+|true|false|\{\}|\{|\[)/g;

interface Edit {
  place: number;
  odd: string;
}

function edited(json: string, { place, odd }: Edit): string {
  const places = Array.from(json.matchAll(VALUES));
  const found = places[place % Math.max(1, places.length)];
  if (found === undefined) return odd;
  return json.slice(0, found.index) + odd + json.slice(found.index + found[0].length);
}

const routes = ROUTES.filter((route) => route.body === "json").map(({ method, path }) => `${method} ${path}`);
const odd = fc.oneof(fc.constantFrom(...ODD), fc.constantFrom(...LIKELY), fc.integer().map(String));
const inputs = fc.record({
  seed: fc.constantFrom(
    ...Object.entries(BODIES).flatMap(([route, bodies]) => bodies.map((body) => ({ route, body }))),
  ),
  id: fc.nat(3),
  oddId: fc.option(fc.constantFrom(...ODD_IDS), { freq: 20 }),
  edits: fc.array(fc.record({ place: fc.nat(30), odd }), { maxLength: 3 }),
  cut: fc.option(fc.nat(400), { freq: 20 }),
  waitMs: fc.oneof({ weight: 40, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(40) }),
});

/** The request line of an input, without its version. */
function lineOf(route: string, id: number, oddId: string | null): string {
  return route.replace(/([a-z]+)\/:\w+$/, (_, kind: string) => {
    const ids = IDS[kind]!;
    return `${kind}/${oddId ?? ids[id % ids.length]}`;
  });
}

describe("JSON of strangers", () => {
  it("has an input for each route that takes it", () => {
    assert.deepEqual(Object.keys(BODIES).sort(), routes.sort());
  });

  it("is taken or refused in a sentence, whatever it holds, and the node goes on", function () {
    this.timeout(0);
    const lab = new ApiLab();
    const ports = lab.world.addHost({ wall: "right" }).boot();
    const streams = new ScriptedStreams();
    const node = new SyncNode(
      { ...ports, streams },
      { port: 80, start: { groups: ["pair"], autoSync: false } },
    );
    lab.world.runForMs(1000);
    const statuses = new Map<number, number>();
    const ask = (head: string, body: string) => {
      const client = streams.client();
      const bytes = Buffer.from(body);
      const type = body === "" ? "" : `Content-Type: application/json\r\nContent-Length: ${bytes.length}\r\n`;
      client.arrive(Buffer.concat([Buffer.from(`${head} HTTP/1.1\r\nHost: 10.0.0.1\r\n${type}\r\n`), bytes]));
      let text = client.take();
      // A long answer comes in pieces.
      for (let i = 0; i < 50 && text.includes("chunked") && !text.endsWith("\r\n0\r\n\r\n"); i++) {
        lab.world.runForMs(1);
        text += client.take();
      }
      const answers = parseResponses(text);
      client.vanish();
      streams.connected.length = 0;
      return answers;
    };
    fc.assert(
      fc.property(inputs, ({ seed: { route, body }, id, oddId, edits, cut, waitMs }) => {
        let json = JSON.stringify(body);
        for (const edit of edits) json = edited(json, edit);
        const { failures } = node.server.counters;
        const [answer, second] = ask(lineOf(route, id, oddId), cut === null ? json : json.slice(0, cut));
        assert.ok(second === undefined);
        assert.ok(answer !== undefined || LATER.test(route), "an answer at once");
        assert.equal(node.server.counters.failures, failures);
        if (answer === undefined) return;
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        assert.notEqual(answer.status, 500);
        if (answer.status >= 400) assert.match(JSON.parse(answer.body).error, /[.!]$/);
        else JSON.parse(answer.body);
        lab.world.runForMs(waitMs);
      }),
      { numRuns },
    );
    for (const route of ROUTES) {
      if (route.method !== "GET" || route.path.includes(":") || !route.path.startsWith("/api/")) continue;
      // An answer without an end.
      if (route.path === "/api/events") continue;
      const [answer] = ask(`GET ${route.path}`, "");
      if (answer !== undefined)
        assert.ok(answer.status < 500 || answer.status === 503, `${route.path}: ${answer.status}`);
    }
    assert.equal(node.server.counters.failures, 0);
    assert.equal(node.client.failures, 0);
    console.log(
      `answers: ${[...statuses]
        .sort()
        .map(([status, count]) => `${count} × ${status}`)
        .join(", ")}`,
    );
  });
});
