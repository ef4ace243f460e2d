import assert from "node:assert/strict";
import { ApiLab, type ApiNode } from "./api-lab.ts";

let lab: ApiLab;
let left: ApiNode;
let right: ApiNode;

beforeEach(() => {
  lab = new ApiLab();
  [left, right] = lab.pair();
});

afterEach(() => lab.check());

const sync = () => left.post("/api/sync/execute", {});
const conflicts = (node: ApiNode) => node.get("/api/sync/conflicts").conflicts;
const value = (node: ApiNode) => node.get("/api/settings/brightness").value;

/** Everything that both show of their content must be the same. */
const agree = () => {
  for (const kind of ["images", "patterns", "sequences", "settings"])
    assert.deepEqual(left.get(`/api/${kind}`), right.get(`/api/${kind}`));
};

/** Both edit the brightness, the right one later. */
const disagree = () => {
  left.post("/api/brightness", { brightness: 10 });
  lab.world.runForMs(50);
  right.post("/api/brightness", { brightness: 20 });
  sync();
};

describe("edits on both poi at once", () => {
  it("are a conflict on both, and both play the same one", () => {
    left.post("/api/brightness", { brightness: 10 });
    lab.world.runForMs(50);
    right.post("/api/brightness", { brightness: 20 });
    assert.equal(sync().conflicts, 1);
    agree();
    assert.deepEqual([value(left), value(right)], [20, 20], "the later one");
    assert.equal(left.get("/api/settings/brightness").conflict, true);
    for (const [node, isRight] of [
      [left, false],
      [right, true],
    ] as const) {
      const [conflict, ...others] = conflicts(node);
      assert.equal(others.length, 0);
      assert.deepEqual(
        [conflict.key, conflict.kind, conflict.id],
        ["setting/brightness", "setting", "brightness"],
      );
      const [first, second] = conflict.versions;
      assert.deepEqual([first.value, first.playing, first.mine, first.deleted], [20, true, isRight, false]);
      assert.deepEqual([second.value, second.playing, second.mine], [10, false, !isRight]);
      assert.match(first.version, /^[0-9a-f]{12}\.\d+$/);
      assert.ok(first.modified > second.modified);
    }
    assert.deepEqual(
      conflicts(left)[0].versions.map(({ version }: { version: string }) => version),
      conflicts(right)[0].versions.map(({ version }: { version: string }) => version),
    );
    left.reboot();
    assert.equal(conflicts(left).length, 1);
  });

  it("of different things are none", () => {
    left.post("/api/brightness", { brightness: 10 });
    right.post("/api/framerate", { framerate: 20 });
    left.post("/api/pattern", { index: 1, speed: 1 });
    right.post("/api/pattern", { index: 2, speed: 2 });
    assert.equal(sync().conflicts, 0);
    agree();
    assert.deepEqual([conflicts(left), conflicts(right)], [[], []]);
  });

  it("to the same content are none", () => {
    left.post("/api/brightness", { brightness: 10 });
    right.post("/api/brightness", { brightness: 10 });
    sync();
    assert.deepEqual([conflicts(left), conflicts(right)], [[], []]);
    agree();
  });

  it("can be resolved by a further edit only in part: what lost stays listed", () => {
    disagree();
    left.post("/api/brightness", { brightness: 30 });
    sync();
    assert.deepEqual([value(left), value(right)], [30, 30]);
    const values = conflicts(right)[0].versions.map((version: { value: number }) => version.value);
    assert.deepEqual(values, [30, 10]);
  });
});

describe("a conflict of a setting", () => {
  for (const [node, choice, wins] of [
    ["left", "mine", 10],
    ["left", "theirs", 20],
    ["right", "mine", 20],
    ["right", "theirs", 10],
  ] as const) {
    it(`is ended for both by ${choice} on the ${node} one`, () => {
      disagree();
      const poi = node === "left" ? left : right;
      assert.deepEqual(poi.post("/api/sync/resolve", { key: "setting/brightness", choice }), {
        status: "ok",
      });
      assert.deepEqual(conflicts(poi), []);
      sync();
      agree();
      assert.deepEqual([value(left), value(right)], [wins, wins]);
      assert.deepEqual([conflicts(left), conflicts(right)], [[], []]);
      poi.post("/api/sync/resolve", { key: "setting/brightness", choice }, 404);
    });
  }

  it("is ended by naming a version, of three as well", () => {
    const third = lab.node({ deviceName: "Third", autoSync: false });
    lab.meet(left, right, third);
    left.post("/api/brightness", { brightness: 10 });
    right.post("/api/brightness", { brightness: 20 });
    third.post("/api/brightness", { brightness: 30 });
    sync();
    sync();
    const [{ versions }] = conflicts(left);
    assert.equal(versions.length, 3);
    const wanted = versions.find((version: { value: number }) => version.value === 10);
    left.post("/api/sync/resolve", { key: "setting/brightness", version: wanted.version });
    sync();
    sync();
    assert.deepEqual([left, right, third].map(value), [10, 10, 10]);
    for (const node of [left, right, third]) assert.deepEqual(conflicts(node), []);
  });

  it("is resolved twice at once, differently, which is a conflict again and loses neither", () => {
    disagree();
    left.post("/api/sync/resolve", { key: "setting/brightness", choice: "mine" });
    right.post("/api/sync/resolve", { key: "setting/brightness", choice: "mine" });
    sync();
    agree();
    const values = conflicts(left)[0].versions.map((version: { value: number }) => version.value);
    assert.deepEqual(values.sort(), [10, 20]);
  });

  it("is not ended by what cannot be chosen, and nothing changes", () => {
    disagree();
    const disk = left.disk();
    const key = "setting/brightness";
    const refused: [object, number, RegExp][] = [
      [{ key, choice: "both" }, 400, /^choice must be "mine" or "theirs" for a setting, which has one value/],
      [{ key, choice: "ours" }, 400, /^choice must be "mine", "theirs", "both", got "ours"\./],
      [{ key }, 400, /^choice must be .* got nothing\./],
      [
        { key, version: "000000000000.1" },
        404,
        /^setting\/brightness has no version "000000000000\.1"\. Choose one of /,
      ],
      [{ key, version: 7 }, 404, /has no version 7\./],
      [{ key, version: "x", choice: "mine" }, 400, /^A request names a choice or a version, got both\./],
      [{ key: `${key}/x`, choice: "mine" }, 404, /^There is no conflict "setting\/brightness\/x"/],
      [{ key: "setting", choice: "mine" }, 404, /^There is no conflict "setting"/],
      [{ key: "pattern/brightness", choice: "mine" }, 404, /^There is no conflict/],
    ];
    for (const [request, status, message] of refused)
      assert.match(left.post("/api/sync/resolve", request, status).error, message);
    assert.deepEqual(left.disk(), disk);
    assert.equal(conflicts(left).length, 1);
  });
});

describe("a conflict of content", () => {
  it("shows what each version holds", () => {
    const { id } = left.upload("a", 1);
    const { id: show } = left.post("/api/sequences", { steps: [{ image: "heart", ms: 1 }] }, 201);
    sync();
    left.put(`/api/images/${id}`, { name: "Left" });
    left.put("/api/patterns/fire", { speed: 1 });
    left.put(`/api/sequences/${show}`, { loop: false });
    lab.world.runForMs(50);
    right.put(`/api/images/${id}`, { name: "Right" });
    right.put("/api/patterns/fire", { color1: "#010203" });
    right.put(`/api/sequences/${show}`, { steps: [{ image: "smiley", ms: 2 }] });
    sync();
    agree();
    const byKind = new Map(conflicts(left).map((each: { kind: string }) => [each.kind, each])) as Map<
      string,
      { versions: Record<string, unknown>[] }
    >;
    const both = (kind: string, ...names: string[]) =>
      byKind.get(kind)!.versions.map((version) => names.map((name) => version[name]));
    const { hash } = left.get(`/api/images/${id}`);
    assert.deepEqual(both("image", "name", "width", "height", "hash"), [
      ["Right", 8, 32, hash],
      ["Left", 8, 32, hash],
    ]);
    assert.deepEqual(both("pattern", "name", "type", "speed", "color1"), [
      ["Fire", 4, 80, { r: 1, g: 2, b: 3 }],
      ["Fire", 4, 1, { r: 255, g: 48, b: 0 }],
    ]);
    assert.deepEqual(both("sequence", "loop", "steps"), [
      [true, [{ image: "smiley", ms: 2 }]],
      [false, [{ image: "heart", ms: 1 }]],
    ]);
  });

  it("is ended by keeping both, each as an item of its own", () => {
    const { id } = left.upload("a", 1);
    sync();
    left.put(`/api/images/${id}/pixels?name=b_8x32.rgb`, undefined, 411);
    const pixels = (node: ApiNode, seed: number) =>
      node.ask({
        method: "PUT",
        path: `/api/images/${id}/pixels?name=b_8x32.rgb`,
        body: new Uint8Array(768).fill(seed),
      }).json.hash;
    const leftHash = pixels(left, 1);
    lab.world.runForMs(50);
    const rightHash = pixels(right, 2);
    sync();
    right.post("/api/sync/resolve", { key: `image/${id}`, choice: "both" });
    sync();
    agree();
    assert.deepEqual([conflicts(left), conflicts(right)], [[], []]);
    const { images } = left.get("/api/images");
    const [one, two] = images.slice(3);
    assert.deepEqual([one.id, one.name, one.hash, one.index], [id, "a_8x32", rightHash, 3]);
    assert.deepEqual([two.name, two.hash, two.index, two.complete], ["a_8x32 (2)", leftHash, 4, true]);
  });

  it("is ended by both for patterns and sequences alike, names cut to fit", () => {
    const name = "ä".repeat(32);
    const { id } = left.post("/api/patterns", { name }, 201);
    const { id: show } = left.post(
      "/api/sequences",
      { name: "Show", steps: [{ image: "heart", ms: 1 }] },
      201,
    );
    sync();
    left.put(`/api/patterns/${id}`, { speed: 1 });
    left.put(`/api/sequences/${show}`, { steps: [{ image: "heart", ms: 2 }] });
    right.put(`/api/patterns/${id}`, { speed: 2 });
    right.put(`/api/sequences/${show}`, { steps: [{ image: "heart", ms: 3 }] });
    sync();
    left.post("/api/sync/resolve", { key: `pattern/${id}`, choice: "both" });
    left.post("/api/sync/resolve", { key: `sequence/${show}`, choice: "both" });
    sync();
    agree();
    const patterns = right.get("/api/patterns").patterns.slice(-2);
    assert.deepEqual(patterns.map((each: { speed: number }) => each.speed).sort(), [1, 2]);
    assert.equal(patterns[1].name, `${"ä".repeat(30)} (2)`);
    const sequences = right.get("/api/sequences").sequences.slice(-2);
    assert.deepEqual(sequences.map((each: { steps: { ms: number }[] }) => each.steps[0]!.ms).sort(), [2, 3]);
    assert.equal(sequences[1].name, "Show (2)");
  });

  it("frees the pixels that were not chosen", () => {
    const { id } = left.upload("a", 1);
    sync();
    for (const [node, seed] of [
      [left, 1],
      [right, 2],
    ] as const) {
      const path = `/api/images/${id}/pixels?name=b_8x32.rgb`;
      node.ask({ method: "PUT", path, body: new Uint8Array(768).fill(seed) });
    }
    sync();
    const blobs = (node: ApiNode) =>
      [...node.disk().keys()].filter((path) => path.startsWith("blobs/")).length;
    assert.deepEqual([blobs(left), blobs(right)], [6, 6]);
    left.post("/api/sync/resolve", { key: `image/${id}`, choice: "mine" });
    sync();
    assert.deepEqual([blobs(left), blobs(right)], [5, 5]);
  });
});

describe("a deletion on one poi and an edit on the other", () => {
  const clash = () => {
    const { id } = left.post("/api/patterns", { name: "Mine" }, 201);
    sync();
    left.delete(`/api/patterns/${id}`);
    lab.world.runForMs(50);
    right.put(`/api/patterns/${id}`, { speed: 7 });
    sync();
    return id as string;
  };

  it("are a conflict, and the later one plays", () => {
    const id = clash();
    assert.equal(left.get(`/api/patterns/${id}`).speed, 7);
    const [{ versions }] = conflicts(left);
    assert.deepEqual(
      versions.map((version: { deleted: boolean; mine: boolean }) => [version.deleted, version.mine]),
      [
        [false, false],
        [true, true],
      ],
    );
    assert.deepEqual(Object.keys(versions[1]), ["version", "playing", "mine", "modified", "deleted"]);
  });

  for (const [choice, remains] of [
    ["mine", false],
    ["theirs", true],
    ["both", true],
  ] as const) {
    it(`end by ${choice} of the one that deleted`, () => {
      const id = clash();
      left.post("/api/sync/resolve", { key: `pattern/${id}`, choice });
      sync();
      agree();
      for (const node of [left, right]) {
        assert.equal(node.ask({ path: `/api/patterns/${id}` }).status, remains ? 200 : 404);
        assert.equal(node.get("/api/patterns").patterns.length, remains ? 19 : 18);
        assert.deepEqual(conflicts(node), []);
      }
    });
  }

  it("where the deletion is the later one are listed as well, and can be undone", () => {
    const { id } = left.post("/api/patterns", { name: "Mine" }, 201);
    sync();
    right.put(`/api/patterns/${id}`, { speed: 7 });
    lab.world.runForMs(50);
    left.delete(`/api/patterns/${id}`);
    sync();
    assert.equal(right.ask({ path: `/api/patterns/${id}` }).status, 404);
    right.post("/api/sync/resolve", { key: `pattern/${id}`, choice: "mine" });
    sync();
    agree();
    assert.equal(left.get(`/api/patterns/${id}`).speed, 7);
  });
});
