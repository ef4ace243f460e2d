import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { SimFiles } from "../../sim/sim-files.ts";
import { SimRandom } from "../../sim/sim-random.ts";
import { encodeUtf8 } from "../../src/bytes/utf8.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { ConfigFile, type LocalConfig, parseDeviceId, showDeviceId } from "../../src/store/local-config.ts";

let files: SimFiles;
let seed = 1;

beforeEach(() => {
  files = new SimFiles({ prng: new Prng("disk") });
});

function open(start: Partial<LocalConfig> = {}): ConfigFile {
  return new ConfigFile(files, new SimRandom(new Prng(seed++)), start);
}

function write(text: string): void {
  const file = files.open("node.json", "w");
  file.write(encodeUtf8(text), 0);
  file.flush();
  file.close();
}

describe("what a node knows of itself", () => {
  it("is drawn once, a locally administered unicast address, and kept", () => {
    const { config } = open();
    assert.match(config.deviceId, /^[0-9a-f][26ae][0-9a-f]{10}$/);
    assert.equal(config.deviceName, `POV Poi ${config.deviceId.slice(-4).toUpperCase()}`);
    files = files.crash();
    assert.deepEqual(
      open({ deviceName: "Other", leds: 64 }).config,
      config,
      "what it is started with comes too late",
    );
  });

  it("is what it is started with where nothing is known yet", () => {
    const start = { deviceName: "Left", groups: ["a", "b"], leds: 64, syncIntervalMs: 5000, autoSync: false };
    const { config } = open(start);
    assert.deepEqual({ ...config, ...start }, config);
  });

  it("is refused where it cannot be, before anything is written", () => {
    const wrong: Partial<LocalConfig>[] = [
      { groups: ["a,b"] },
      { groups: [] },
      { groups: ["x".repeat(33)] },
      { deviceName: "" },
      { leds: 0 },
      { leds: 289 },
      { syncIntervalMs: 999 },
      { mode: 4 },
    ];
    for (const start of wrong) assert.throws(() => open(start), PoiError);
    assert.equal(files.size("node.json"), undefined);
    const file = open();
    const before = { ...file.config };
    for (const change of wrong) assert.throws(() => file.change({ deviceName: "New", ...change }), PoiError);
    assert.deepEqual(file.config, before);
  });

  it("outlives what somebody wrote into the file, as far as that can be", () => {
    const { config } = open({ deviceName: "Left", groups: ["a"] });
    const edits: [object, Partial<LocalConfig>][] = [
      [{ deviceName: "Right" }, { deviceName: "Right" }],
      [{ deviceName: 7 }, {}],
      [{ groups: "a" }, {}],
      [{ groups: ["b", 7] }, {}],
      [{ syncIntervalMs: "fast", leds: -1, mode: "on", index: 1e9, autoSync: "yes" }, {}],
    ];
    for (const [edit, then] of edits) {
      write(JSON.stringify({ ...config, ...edit }));
      assert.deepEqual(open({ deviceName: "Left", groups: ["a"] }).config, { ...config, ...then });
    }
  });

  it("is drawn anew where the id is damaged, and kept from then on", () => {
    write('{"deviceId":"?","deviceName":"Left"}');
    const { config } = open();
    assert.equal(config.deviceName, "Left");
    assert.deepEqual(open().config, config);
  });
});

describe("a device id", () => {
  it("is read however it is written", () => {
    for (const text of ["0a1b2c3d4e5f", "0A:1B:2C:3D:4E:5F", "0a:1B2C:3d4e5F"])
      assert.equal(parseDeviceId(text), "0a1b2c3d4e5f");
    for (const text of [
      "",
      "0a1b2c3d4e5",
      "0a1b2c3d4e5f6",
      "0a-1b-2c-3d-4e-5f",
      "0x1b2c3d4e5f",
      "constructor",
    ])
      assert.equal(parseDeviceId(text), undefined);
    assert.equal(showDeviceId("0a1b2c3d4e5f"), "0A:1B:2C:3D:4E:5F");
  });
});
