import assert from "node:assert/strict";
import { ApiLab, type ApiNode } from "./api-lab.ts";

const RED = { r: 255, g: 0, b: 0 };
const BLUE = { r: 0, g: 0, b: 255 };

let lab: ApiLab;
let node: ApiNode;

beforeEach(() => {
  lab = new ApiLab();
  node = lab.node();
});

afterEach(() => lab.check());

const indexes = (kind: string): [number, string][] =>
  node.get(`/api/${kind}s`)[`${kind}s`].map(({ index, id }: { index: number; id: string }) => [index, id]);

describe("content that nodes are born with", () => {
  it("is three pictures, 18 patterns and a sequence of them, at the indexes that clients expect", () => {
    assert.deepEqual(indexes("image"), [
      [0, "smiley"],
      [1, "rainbow-gradient"],
      [2, "heart"],
    ]);
    const { patterns } = node.get("/api/patterns");
    assert.equal(patterns.length, 18);
    for (const [i, { index, type }] of patterns.entries()) assert.deepEqual([index, type], [i, i]);
    assert.deepEqual(patterns[0], {
      id: "rainbow",
      index: 0,
      name: "Rainbow",
      modified: 0,
      conflict: false,
      type: 0,
      color1: RED,
      color2: BLUE,
      speed: 50,
    });
    const [demo] = node.get("/api/sequences").sequences;
    assert.deepEqual([demo.id, demo.index, demo.name, demo.loop], ["demo", 0, "Demo", true]);
    const known = new Set([...indexes("image"), ...indexes("pattern")].map(([, id]) => id));
    for (const step of demo.steps) assert.ok(known.has(step.image ?? step.pattern));
  });

  it("stays deleted after a power cut", () => {
    node.delete("/api/patterns/fire");
    node.delete("/api/images/smiley");
    node.delete("/api/sequences/demo");
    node.reboot();
    assert.equal(node.get("/api/patterns").patterns.length, 17);
    assert.equal(node.get("/api/images").images.length, 2);
    assert.deepEqual(node.get("/api/sequences").sequences, []);
  });
});

describe("a pattern", () => {
  it("of an index is set as its old clients do, all fields or some", () => {
    assert.deepEqual(node.post("/api/pattern", {}), { status: "ok" });
    const { modified, ...rainbow } = node.get("/api/patterns/rainbow");
    assert.deepEqual([rainbow.type, rainbow.color1, rainbow.color2, rainbow.speed], [0, RED, BLUE, 50]);
    assert.equal(modified, 0, "that is what it was: no edit");
    node.post("/api/pattern", { index: 4, type: 4, color1: RED, color2: BLUE, speed: 255 });
    const fire = node.get("/api/patterns/fire");
    assert.deepEqual([fire.type, fire.color1, fire.color2, fire.speed], [4, RED, BLUE, 255]);
    node.post("/api/pattern", { index: 4, type: 4, speed: 50 });
    assert.deepEqual(node.get("/api/patterns/fire"), {
      ...node.get("/api/patterns/fire"),
      color1: RED,
      speed: 50,
    });
  });

  it("of an index that nothing has is made there, under the same id on each poi that is told so", () => {
    node.post("/api/pattern", { index: 40, type: 3, color1: "#102030" });
    const { patterns } = node.get("/api/patterns");
    const made = patterns.at(-1);
    assert.deepEqual(
      [made.index, made.id, made.name, made.color1],
      [40, "slot-40", "Sparkle", { r: 16, g: 32, b: 48 }],
    );
    assert.ok(made.modified > 1_700_000_000_000);
  });

  it("that was moved away from its index is not the one that is made there later", () => {
    node.post("/api/pattern", { index: 40, type: 3 });
    assert.equal(node.put("/api/patterns/slot-40", { index: 50 }).index, 50);
    node.post("/api/pattern", { index: 40, type: 5 });
    assert.equal(node.get("/api/patterns/slot-40").type, 3);
    assert.deepEqual(
      node
        .get("/api/patterns")
        .patterns.slice(-2)
        .map((each: { index: number; type: number }) => [each.index, each.type]),
      [
        [40, 5],
        [50, 3],
      ],
    );
  });

  it("is called after its type until it has a name of its own", () => {
    node.post("/api/pattern", { index: 0, type: 7 });
    assert.equal(node.get("/api/patterns/rainbow").name, "Strobe");
    node.put("/api/patterns/rainbow", { name: "Mine" });
    node.post("/api/pattern", { index: 0, type: 8 });
    assert.equal(node.get("/api/patterns/rainbow").name, "Mine");
  });

  it("is made, read, changed field by field and deleted as a resource", () => {
    const made = node.post("/api/patterns", { name: " Sunset ", type: 2, speed: 9 }, 201);
    assert.match(made.id, /^[0-9a-z]{10}$/);
    assert.deepEqual([made.status, made.name, made.index, made.speed], ["ok", "Sunset", 18, 9]);
    const { status, ...view } = made;
    assert.equal(status, "ok");
    assert.deepEqual(node.get(`/api/patterns/${made.id}`), view);
    const changed = node.put(`/api/patterns/${made.id}`, { speed: 10, index: 30 });
    assert.deepEqual([changed.name, changed.type, changed.speed, changed.index], ["Sunset", 2, 10, 30]);
    node.reboot();
    assert.equal(node.get(`/api/patterns/${made.id}`).speed, 10);
    assert.deepEqual(node.delete(`/api/patterns/${made.id}`), { status: "ok" });
    node.delete(`/api/patterns/${made.id}`, 404);
    node.put(`/api/patterns/${made.id}`, { speed: 1 }, 404);
    assert.equal(node.ask({ path: `/api/patterns/${made.id}` }).status, 404);
  });

  it("of a type starts with the colours of that type", () => {
    const { color1, color2, speed } = node.get("/api/patterns/plasma");
    const made = node.post("/api/patterns", { type: 10 }, 201);
    assert.deepEqual([made.name, made.color1, made.color2, made.speed], ["Plasma", color1, color2, speed]);
  });
});

describe("an index", () => {
  it("stays with its content when other content is deleted, and is given again after its own was", () => {
    const first = node.upload("a", 1);
    const second = node.upload("b", 2);
    assert.deepEqual([first.index, second.index], [3, 4]);
    node.delete("/api/images/rainbow-gradient");
    node.delete(`/api/images/${first.id}`);
    assert.deepEqual(indexes("image"), [
      [0, "smiley"],
      [2, "heart"],
      [4, second.id],
    ]);
    assert.equal(node.upload("c", 3).index, 1);
    assert.equal(node.upload("d", 4).index, 3);
    node.reboot();
    assert.equal(node.get(`/api/images/${second.id}`).index, 4);
  });

  it("can be asked for, of each kind, where it is free", () => {
    assert.equal(node.put("/api/images/heart", { index: 7 }).index, 7);
    assert.equal(node.put("/api/sequences/demo", { index: 1 }).index, 1);
    assert.equal(node.post("/api/patterns", { index: 99 }, 201).index, 99);
    const steps = [{ image: "heart", ms: 1 }];
    assert.equal(node.post("/api/sequences", { steps, index: 5 }, 201).index, 5);
    assert.equal(node.put("/api/images/heart", { index: 7, name: "Here" }).index, 7, "its own");
    node.put("/api/images/heart", { index: 0 }, 409);
    assert.equal(node.get("/api/images/heart").index, 7);
  });

  it("means the same content on both poi, also where both gave it at the same time", () => {
    lab = new ApiLab();
    const [left, right] = lab.pair();
    left.upload("a", 1);
    right.upload("b", 2);
    right.post("/api/patterns", { type: 1 }, 201);
    left.post("/api/patterns", { type: 2 }, 201);
    left.post("/api/sync/execute", {});
    for (const kind of ["image", "pattern", "sequence"]) {
      const listed = [left, right].map((each) => each.get(`/api/${kind}s`)[`${kind}s`]);
      assert.deepEqual(listed[0], listed[1]);
      const places = listed[0].map(({ index }: { index: number }) => index);
      assert.equal(new Set(places).size, places.length);
      for (const view of listed[0]) assert.deepEqual(right.get(`/api/${kind}s/${view.id}`), view);
    }
    // Whoever moved is where it says, and can be made to stay there.
    const { images } = left.get("/api/images");
    const moved = images.at(-1);
    assert.equal(moved.index, 4);
    assert.equal(left.put(`/api/images/${moved.id}`, { index: 4 }).index, 4);
    left.delete(`/api/images/${images.at(-2).id}`);
    assert.equal(left.get(`/api/images/${moved.id}`).index, 4);
  });
});

describe("a sequence", () => {
  const STEPS = [
    { image: "heart", ms: 500 },
    { pattern: "fire", ms: 65_535 },
    { image: "heart", ms: 1 },
  ];

  it("is made, read, changed field by field and deleted", () => {
    const made = node.post("/api/sequences", { name: "Show", steps: STEPS }, 201);
    assert.deepEqual([made.name, made.index, made.loop, made.steps], ["Show", 1, true, STEPS]);
    const once = node.put(`/api/sequences/${made.id}`, { loop: false });
    assert.deepEqual([once.loop, once.steps], [false, STEPS]);
    const shorter = node.put(`/api/sequences/${made.id}`, { steps: STEPS.slice(1) });
    assert.deepEqual([shorter.loop, shorter.steps], [false, STEPS.slice(1)]);
    node.reboot();
    assert.deepEqual(node.get(`/api/sequences/${made.id}`).steps, STEPS.slice(1));
    node.delete(`/api/sequences/${made.id}`);
    assert.equal(node.ask({ path: `/api/sequences/${made.id}` }).status, 404);
    // The steps are gone as well.
    assert.equal([...node.disk().keys()].filter((path) => path.startsWith("blobs/")).length, 4);
  });

  it("may have 255 steps", () => {
    const steps = Array.from({ length: 255 }, (_, i) => ({ pattern: "audio-rainbow", ms: i + 1 }));
    const made = node.post("/api/sequences", { steps }, 201);
    assert.deepEqual(node.get(`/api/sequences/${made.id}`).steps, steps);
  });

  it("keeps the steps whose content was deleted, and says so only when somebody edits them", () => {
    const made = node.post("/api/sequences", { name: "Show", steps: STEPS }, 201);
    node.delete("/api/images/heart");
    assert.deepEqual(node.get(`/api/sequences/${made.id}`).steps, STEPS);
    node.put(`/api/sequences/${made.id}`, { name: "Other" });
    node.put(`/api/sequences/${made.id}`, { steps: STEPS }, 400);
    node.put(`/api/sequences/${made.id}`, { steps: STEPS.slice(1, 2) });
  });
});

describe("a setting", () => {
  it("is initial until it is set, and again after it was deleted", () => {
    const view = { key: "brightness", value: 128, modified: 0, conflict: false };
    assert.deepEqual(node.get("/api/settings/brightness"), view);
    const set = node.put("/api/settings/brightness", { value: 4 });
    assert.deepEqual([set.status, set.value], ["ok", 4]);
    assert.ok(set.modified > 1_700_000_000_000);
    node.reboot();
    assert.equal(node.get("/api/settings/brightness").value, 4);
    // Poi forget deletions at different times, and tell the same all the while.
    const { value, modified } = node.delete("/api/settings/brightness");
    assert.deepEqual({ value, modified }, { value: 128, modified: 0 });
    assert.equal(node.get("/api/status").brightness, 128);
  });

  it("can be set with others at once", () => {
    const { settings } = node.post("/api/settings", { brightness: 1, framerate: 2, powerMode: "ultrasave" });
    const values = settings.map(({ key, value }: { key: string; value: unknown }) => [key, value]);
    assert.deepEqual(values, [
      ["brightness", 1],
      ["framerate", 2],
      ["powerMode", "ultrasave"],
    ]);
    node.reboot();
    assert.deepEqual(node.get("/api/settings").settings, settings);
  });

  it("that another poi gave and that cannot be is as if it was not there", () => {
    const { store } = node.node;
    store.put("setting", "brightness", { body: { value: 70_000 } });
    store.put("setting", "framerate", { body: { value: "fast" } });
    const { brightness, framerate } = node.get("/api/status");
    assert.deepEqual([brightness, framerate], [128, 1000]);
  });
});

describe("room for content", () => {
  it("ends at 256 items, with a message that says what to do", () => {
    const { store } = node.node;
    for (let i = 0; store.size < 256; i++)
      store.put("pattern", `p${i}`, { body: { name: "P", slot: 100 + i, type: 0 } });
    const disk = node.disk();
    const full = /^A poi keeps at most 256 pictures, .*, and has 256\. Delete some/;
    assert.match(node.post("/api/patterns", {}, 507).error, full);
    assert.match(node.post("/api/pattern", { index: 5000 }, 507).error, full);
    const push = { deviceId: "x", patterns: [{ id: 0, speed: 3 }, { id: "new" }] };
    assert.match(node.post("/api/sync/push", push, 507).error, full);
    assert.deepEqual(node.disk(), disk);
    node.post("/api/pattern", { index: 5, speed: 3 });
    node.delete("/api/patterns/p7");
    node.post("/api/patterns", {}, 201);
  });

  it("ends at 300 items with those that were deleted, which others do not know of", () => {
    const { store } = node.node;
    for (let i = 0; store.size < 299; i++) {
      store.put("pattern", `p${i}`, { body: { name: "P", type: 0 } });
      store.remove("pattern", `p${i}`);
    }
    node.post("/api/sequences", { steps: [{ image: "heart", ms: 9 }] }, 201);
    const full =
      /^A poi keeps at most 300 items, and 2\d\d of its 300 were deleted: .* try again tomorrow\.$/;
    assert.match(node.post("/api/patterns", {}, 507).error, full);
  });

  it("ends at 320 where others bring more, who are told so and keep what they have", () => {
    const other = lab.node();
    for (const [poi, letter] of [
      [node, "a"],
      [other, "b"],
    ] as const) {
      for (let i = 0; poi.node.store.size < 250; i++)
        poi.node.store.put("pattern", `${letter}${i}`, { body: { name: letter, type: 0 } });
    }
    lab.meet(node, other);
    const { error } = node.post("/api/sync/execute", { peerId: "auto" }, 503);
    assert.match(error, /takes in at most 320 items from others, and has 320: .* Delete some on either poi/);
    assert.deepEqual([node.node.store.size, other.node.store.size], [320, 320]);
    // What both have goes on being the same.
    node.post("/api/brightness", { brightness: 77 });
    lab.world.runForMs(5000);
    assert.equal(other.get("/api/status").brightness, 77);
  });
});

describe("lists", () => {
  it("are whole and true for a client that reads slowly while content changes and the journal is written anew", () => {
    for (let i = 0; i < 120; i++) node.post("/api/patterns", { name: `Pattern ${i}` }, 201);
    const call = node.call({ path: "/api/patterns" });
    call.hold();
    // As much as buffers hold is on its way; the rest of the list is not made yet.
    lab.world.runForMs(1000);
    const { store } = node.node;
    const last = store.sequence;
    for (let i = 0; i < 400; i++) store.put("setting", "brightness", { body: { value: i & 255 } });
    assert.equal(store.sequence, last + 400);
    const { patterns: before } = node.get("/api/patterns");
    store.remove("pattern", before.at(-1).id);
    store.put("pattern", before.at(-2).id, { body: { name: "Changed", type: 1 } });
    const answer = call.answer();
    assert.equal(answer.status, 200);
    const { patterns } = answer.json;
    assert.equal(patterns.length, 137, "all but the one that went");
    assert.equal(patterns.at(-1).name, "Changed");
    for (const [i, { id, name }] of patterns.slice(0, -1).entries())
      assert.deepEqual([id, name], [before[i].id, before[i].name]);
  });
});
