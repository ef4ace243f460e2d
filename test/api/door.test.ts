import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ApiLab, type ApiNode, noise } from "./api-lab.ts";

const CLIENT = "F6:E5:D4:C3:B2:A1";

let lab: ApiLab;
let node: ApiNode;

beforeEach(() => {
  lab = new ApiLab();
  node = lab.node({ autoSync: false });
});

afterEach(() => lab.check());

const push = (content: object, poi = node) => {
  const { status, message, ...counts } = poi.post("/api/sync/push", {
    deviceId: CLIENT,
    deviceName: "Old",
    ...content,
  });
  assert.equal(status, "ok");
  assert.equal(typeof message, "string");
  return counts;
};
const conflicts = (poi = node) => poi.get("/api/sync/conflicts").conflicts;
const brightness = (poi = node) => poi.get("/api/status").brightness;
/** Seconds of the world's time, as such clients count. */
const now = () => Math.floor(lab.world.wallMs / 1000);

describe("GET /api/sync/data", () => {
  it("tells all content in the old form", () => {
    node.upload("a", 1);
    node.post("/api/mode", { mode: 2, index: 4 });
    node.post("/api/brightness", { brightness: 9 });
    const data = node.get("/api/sync/data");
    assert.deepEqual(Object.keys(data), ["deviceId", "deviceName", "images", "patterns", "settings"]);
    assert.deepEqual([data.images.length, data.patterns.length], [4, 18]);
    assert.deepEqual(data.images[0], {
      id: "smiley",
      name: "Smiley",
      width: 32,
      height: 32,
      timestamp: 0,
      size: 3072,
    });
    assert.equal(data.images[3].timestamp, now());
    assert.deepEqual(Object.keys(data.patterns[0]), [
      "id",
      "type",
      "name",
      "color1",
      "color2",
      "speed",
      "timestamp",
    ]);
    assert.deepEqual(data.settings, { brightness: 9, framerate: 1000, mode: 2, index: 4, timestamp: now() });
  });

  it("can be pushed back, to its own poi and to one like it, and changes nothing", () => {
    const data = node.get("/api/sync/data");
    const disk = node.disk();
    const { images, patterns, settings } = data;
    const counts = push({ images, patterns, settings: { ...settings, brightness: 128, framerate: 1000 } });
    // The settings were never set: pushed, they are.
    assert.deepEqual(counts, { merged: 2, conflicts: 0, leftOut: 0 });
    assert.deepEqual(push({ images, patterns }), { merged: 0, conflicts: 0, leftOut: 0 });
    assert.equal(node.disk().size, disk.size);
    assert.deepEqual(node.get("/api/patterns"), { patterns: node.get("/api/patterns").patterns });
  });
});

describe("POST /api/sync/push", () => {
  it("plays what is newer than what is here, and lists the other", () => {
    node.post("/api/brightness", { brightness: 10 });
    const settings = { brightness: 150, framerate: 60, mode: 2, index: 5, timestamp: now() + 5 };
    assert.deepEqual(push({ settings }), { merged: 2, conflicts: 1, leftOut: 0 });
    assert.deepEqual([brightness(), node.get("/api/status").mode], [150, 0], "the mode is each poi's own");
    const values = conflicts()[0].versions.map((version: { value: number }) => version.value);
    assert.deepEqual(values, [150, 10]);
  });

  it("lists what is older than what is here", () => {
    node.post("/api/brightness", { brightness: 10 });
    push({ settings: { brightness: 150, timestamp: now() - 60 } });
    assert.equal(brightness(), 10);
    assert.deepEqual(
      conflicts()[0].versions.map((version: { value: number }) => version.value),
      [10, 150],
    );
  });

  it("changes nothing when it is said again, also after somebody has chosen", () => {
    node.post("/api/brightness", { brightness: 10 });
    for (const timestamp of [now() - 60, now() * 1000 - 30_000, 123_456]) {
      const said = { settings: { brightness: 150, timestamp } };
      assert.deepEqual(push(said), { merged: 1, conflicts: 1, leftOut: 0 });
      const disk = node.disk();
      assert.deepEqual(push(said), { merged: 0, conflicts: 1, leftOut: 0 });
      assert.deepEqual(node.disk(), disk);
      node.post("/api/sync/resolve", { key: "setting/brightness", choice: "mine" });
      assert.deepEqual(push(said), { merged: 0, conflicts: 0, leftOut: 0 });
      assert.equal(brightness(), 10);
    }
  });

  it("replaces what the same client said before, whatever the order of its pushes", () => {
    const at = (value: number, seconds: number) =>
      push({ settings: { brightness: value, timestamp: now() + seconds } });
    at(1, 10);
    at(2, 20);
    at(3, 15);
    assert.equal(brightness(), 2);
    assert.deepEqual(conflicts(), []);
  });

  it("is an edit made here and now where it names no time", () => {
    node.post("/api/brightness", { brightness: 10 });
    assert.deepEqual(push({ settings: { brightness: 150 } }), { merged: 1, conflicts: 0, leftOut: 0 });
    assert.deepEqual(push({ settings: { brightness: 150 } }), { merged: 0, conflicts: 0, leftOut: 0 });
    assert.equal(brightness(), 150);
    assert.deepEqual(conflicts(), []);
  });

  it("knows a time since power-up for what it is: nobody knows when", () => {
    push({ settings: { brightness: 150, timestamp: 123_456 } });
    assert.equal(brightness(), 150, "nothing else was said");
    push({ settings: { brightness: 151, timestamp: 125_000 } });
    assert.deepEqual([brightness(), conflicts().length], [151, 0]);
    node.post("/api/brightness", { brightness: 10 });
    push({ settings: { brightness: 152, timestamp: 130_000 } });
    assert.deepEqual([brightness(), conflicts().length], [10, 1]);
  });

  it("tells two poi two things of one second, and they agree once they meet", () => {
    for (const time of [undefined, 777, now() + 5, (now() + 5) * 1000 + 1]) {
      lab = new ApiLab();
      const [left, right] = lab.pair();
      const timestamp = time === undefined ? {} : { timestamp: time };
      push({ settings: { brightness: 100, ...timestamp } }, left);
      push({ settings: { brightness: 200, ...timestamp } }, right);
      push({ settings: { brightness: 101, ...timestamp } }, left);
      assert.equal(brightness(left), 101);
      left.post("/api/sync/execute", {});
      assert.deepEqual(left.get("/api/settings"), right.get("/api/settings"));
      const versions = (poi: ApiNode) =>
        conflicts(poi).map((each: { versions: { version: string }[] }) =>
          each.versions.map(({ version }) => version),
        );
      assert.deepEqual(versions(left), versions(right));
      assert.ok([101, 200].includes(brightness(left)));
    }
  });

  it("means by a number the content of that index, and by a text its id", () => {
    push({
      patterns: [
        { id: 4, speed: 200, timestamp: now() },
        { id: "fire-2", type: 4, name: "Fire 2", color1: { r: 1, g: 2, b: 3 }, timestamp: now() },
        { id: "PAT_001", type: 2, timestamp: now() },
        { id: 40, type: 3, timestamp: now() },
        { id: "../../x", type: 3, timestamp: now() },
        { id: "__proto__", type: 3, timestamp: now() },
        { id: "x".repeat(99), type: 3, timestamp: now() },
      ],
    });
    const { patterns } = node.get("/api/patterns");
    assert.deepEqual([patterns[4].id, patterns[4].speed, patterns[4].type], ["fire", 200, 4]);
    assert.deepEqual(
      patterns
        .slice(18)
        .map((each: { index: number; id: string; name: string }) => [each.index, each.id, each.name]),
      [
        [18, "fire-2", "Fire 2"],
        [19, "pat-001", "Gradient"],
        [20, "------x", "Sparkle"],
        [21, "--proto--", "Sparkle"],
        [22, "x".repeat(32), "Sparkle"],
        [40, "slot-40", "Sparkle"],
      ],
    );
    assert.deepEqual(conflicts(), [], "what nodes are born with is nobody's edit");
  });

  it("takes pictures with their pixels, row by row in Base64", () => {
    const rows = noise(3 * 16 * 32, 4);
    const image = { id: "img_001", name: "spiral.png", width: 16, height: 32, timestamp: now() };
    const pixels = Buffer.from(rows).toString("base64");
    assert.deepEqual(push({ images: [{ ...image, pixels }] }), { merged: 1, conflicts: 0, leftOut: 0 });
    const view = node.get("/api/images/img-001");
    assert.deepEqual([view.name, view.width, view.height, view.complete], ["spiral.png", 16, 32, true]);
    assert.deepEqual(node.ask({ path: "/api/images/img-001/pixels" }).body, rows);
    assert.deepEqual(push({ images: [{ ...image, pixels }] }), { merged: 0, conflicts: 0, leftOut: 0 });
    const renamed = { id: "img_001", name: "Spiral", timestamp: now() + 1 };
    assert.deepEqual(push({ images: [renamed] }), { merged: 1, conflicts: 0, leftOut: 0 });
    assert.deepEqual(
      [node.get("/api/images/img-001").name, node.get("/api/images/img-001").complete],
      ["Spiral", true],
    );
    assert.deepEqual(push({ images: [{ id: "other", name: "X", timestamp: now() }] }), {
      merged: 0,
      conflicts: 0,
      leftOut: 1,
    });
    assert.equal([...node.disk().keys()].filter((path) => path.startsWith("blobs/")).length, 5);
  });

  it("does not bring back what was deleted after its time, and lists it", () => {
    node.delete("/api/patterns/fire");
    push({ patterns: [{ id: "fire", type: 4, timestamp: now() - 60 }] });
    assert.equal(node.ask({ path: "/api/patterns/fire" }).status, 404);
    assert.equal(conflicts()[0].key, "pattern/fire");
    push({ patterns: [{ id: "fire", type: 4, speed: 3, timestamp: now() + 60 }] });
    assert.equal(node.get("/api/patterns/fire").speed, 3);
  });

  it("comes from a client of any name, and never as this poi or as nobody", () => {
    for (const deviceId of ["Küche", "00:00:00:00:00:00", node.node.store.replica, "x".repeat(64)]) {
      const replica = node.node.store.replica;
      node.post("/api/sync/push", { deviceId, settings: { brightness: 1, timestamp: now() + 1 } });
      node.post("/api/sync/push", { deviceId, settings: { brightness: 2, timestamp: now() + 2 } });
      assert.equal(brightness(), 2);
      assert.equal(node.node.store.replica, replica);
      node.delete("/api/settings/brightness");
      lab.world.runForMs(5000);
    }
  });

  it("takes any time that there is, and goes on from there", () => {
    const times = [0, 1e-9, 1_577_836_799, 2_650_000_000, 4_102_444_800, 8_640_000_000_000_000, 2 ** 53 - 1];
    for (const timestamp of times) push({ settings: { brightness: 3, timestamp } });
    node.post("/api/brightness", { brightness: 77 });
    assert.equal(brightness(), 77, "a later edit here wins over any time of a client");
    node.reboot();
    assert.equal(brightness(), 77);
  });
});
