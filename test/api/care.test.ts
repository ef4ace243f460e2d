import assert from "node:assert/strict";
import fc from "fast-check";
import { ApiLab, type ApiNode } from "./api-lab.ts";
import type { Answer } from "./raw-http.ts";

const KINDS = ["images", "patterns", "sequences", "settings"] as const;

/** All that somebody sees of a node's content. */
function contentOf(node: ApiNode): unknown[] {
  const lists = KINDS.map((kind) => node.get(`/api/${kind}`)[kind]);
  const pixels = lists[0].map(({ id }: { id: string }) =>
    String(node.ask({ path: `/api/images/${id}/pixels` }).body),
  );
  return [...lists, pixels];
}

function backup(node: ApiNode): string {
  const answer = node.ask({ path: "/api/backup" });
  assert.equal(answer.status, 200);
  return answer.text;
}

function restore(node: ApiNode, text: string, query = ""): Answer {
  return node.ask({ path: `/api/restore${query}`, body: text, type: "application/json" });
}

function fill(node: ApiNode): void {
  node.upload("sunset", 1, 100, 32);
  node.post("/api/patterns", { name: "Mine \u{1f525} <b>", type: 4, speed: 9 }, 201);
  node.post("/api/sequences", { name: "Opening", steps: [{ image: "smiley", ms: 500 }] }, 201);
  node.post("/api/brightness", { brightness: 77 });
}

describe("a backup", () => {
  let lab: ApiLab;
  let node: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    node = lab.node({ deviceName: 'Left "Poi"' });
    fill(node);
  });

  afterEach(() => lab.check());

  it("is one JSON document, to be saved as a file", () => {
    const answer = node.ask({ path: "/api/backup" });
    const { povpoi, deviceName, lines } = JSON.parse(answer.text);
    assert.deepEqual([povpoi, deviceName, lines.at(-1)], [1, 'Left "Poi"', null]);
    assert.equal(
      answer.headers.get("content-disposition"),
      'attachment; filename="povpoi-left-poi--backup.json"',
    );
    assert.ok(Math.max(...answer.text.split("\n").map((line) => line.length)) < 8192);
  });

  it("brings all content to a new poi, with the history that makes it no second edit", () => {
    const other = lab.node({ deviceName: "Right Poi", autoSync: false });
    assert.equal(restore(other, backup(node)).status, 200);
    assert.deepEqual(contentOf(other), contentOf(node));
    lab.meet(node, other);
    const { itemsSynced, conflicts } = other.post("/api/sync/execute", { peerId: "auto" });
    assert.deepEqual([itemsSynced, conflicts], [0, 0]);
    other.reboot();
    assert.deepEqual(contentOf(other), contentOf(node));
  });

  it("brings back what was deleted, and leaves what was changed as it is now", () => {
    const saved = backup(node);
    for (const { id } of node.get("/api/images").images) node.delete(`/api/images/${id}`);
    node.delete("/api/sequences/demo");
    node.put("/api/patterns/fire", { speed: 3 });
    const { restored, kept } = restore(node, saved).json;
    assert.deepEqual([restored, kept], [5, 1]);
    assert.equal(node.get("/api/images").images.length, 4);
    assert.equal(node.get("/api/patterns/fire").speed, 3);
    assert.ok(node.get("/api/images").images.every(({ complete }: { complete: boolean }) => complete));
  });

  it("undoes later changes where that is asked for", () => {
    const saved = backup(node);
    const before = contentOf(node);
    node.put("/api/patterns/fire", { speed: 3 });
    node.delete("/api/images/heart");
    node.post("/api/brightness", { brightness: 1 });
    assert.equal(restore(node, saved, "?replace").json.restored, 3);
    // All but the time of the edit and its place in the list of conflicts is as it was.
    const plain = (content: unknown): string => JSON.stringify(content).replace(/"modified":\d+/g, "");
    assert.equal(plain(contentOf(node)), plain(before));
    node.reboot();
    assert.equal(plain(contentOf(node)), plain(before));
  });

  it("put back twice changes nothing the second time", () => {
    const saved = backup(node);
    const disk = node.disk();
    assert.deepEqual(restore(node, saved).json, { status: "ok", restored: 0, kept: 0 });
    assert.deepEqual(restore(node, saved, "?replace").json, { status: "ok", restored: 0, kept: 0 });
    assert.deepEqual(node.disk(), disk);
  });

  it("that was cut off anywhere brings what had come, and all of it when sent again", () => {
    const saved = backup(node);
    for (const part of [0.02, 0.3, 0.5, 0.8, 0.999]) {
      const other = lab.node({ autoSync: false });
      const cut = restore(other, saved.slice(0, Math.floor(saved.length * part)));
      assert.equal(cut.status, 400, cut.text);
      assert.match(cut.json.error, /^(A backup must end|Line \d+ of the backup is damaged\.)/);
      other.reboot();
      assert.equal(restore(other, saved).status, 200);
      assert.deepEqual(contentOf(other), contentOf(node));
    }
  });

  it("that was cut off by the line goes on where it was", () => {
    const saved = backup(node);
    const other = lab.node({ autoSync: false });
    const ask = { path: "/api/restore", body: saved, type: "application/json" };
    for (const count of [2000, 9000, 20_000]) {
      const call = other.call(ask, count);
      lab.world.runForMs(500);
      call.abort();
      lab.world.runForMs(500);
    }
    assert.equal(other.ask(ask).status, 200);
    assert.deepEqual(contentOf(other), contentOf(node));
  });

  it("is told from any other file", () => {
    for (const text of ["", "x", "{}", '{"povpoi":2,"lines":[\nnull]}', "null]}", "\n", "a".repeat(40_000)]) {
      const answer = restore(node, text);
      assert.equal(answer.status, 400, text.slice(0, 20));
      assert.match(answer.json.error, /^(A backup must|Line \d+ of the backup is damaged)/);
    }
  });

  it("that somebody edited never breaks a poi", () => {
    const saved = backup(node).split("\n");
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string(),
      fc.constantFrom(-1, 1e300, "0".repeat(64), "ff".repeat(6)),
    );
    const edit = fc.record({ line: fc.nat(saved.length - 1), at: fc.nat(200), value });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, replace) => {
        const lines = [...saved];
        for (const { line, at, value } of edits) lines[line] = edited(lines[line]!, at, value);
        const answer = restore(node, lines.join("\n"), replace ? "?replace" : "");
        assert.ok(answer.status === 200 || answer.status === 400 || answer.status === 413, answer.text);
        for (const kind of KINDS) node.get(`/api/${kind}`);
        return true;
      }),
      { numRuns: 60 },
    );
    node.reboot();
    for (const kind of KINDS) node.get(`/api/${kind}`);
    backup(node);
  });
});

/** The line with another value at one of its places, or cut there. */
function edited(line: string, at: number, value: unknown): string {
  const places = Array.from(line.matchAll(/:("[^"]*"|\d+|\{|\[)/g));
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined || at % 7 === 0) return line.slice(0, at);
  return `${line.slice(0, place.index + 1)}${JSON.stringify(value)}${line.slice(place.index + place[0].length)}`;
}

describe("a poi that is erased", () => {
  it("starts again as it was when it was new, and others keep what they have", () => {
    const lab = new ApiLab();
    const [left, right] = lab.pair();
    fill(left);
    left.post("/api/trim", { mirror: true });
    left.post("/api/sync/execute", { peerId: "auto" });
    const before = contentOf(right);
    const fresh = contentOf(lab.node());
    left.allowRestart();
    assert.equal(left.post("/api/erase", { erase: "everything" }).status, "ok");
    lab.world.runForMs(1000);
    left.reboot();
    assert.deepEqual(contentOf(left), fresh);
    assert.equal(left.get("/api/trim").mirror, false);
    assert.deepEqual(left.get("/api/sync/history").history, []);
    assert.deepEqual(contentOf(right), before);
    assert.equal(left.disk().has("erase"), false);
    lab.check();
  });

  it("has to be asked in so many words, and be able to start again", () => {
    const lab = new ApiLab();
    const node = lab.node();
    const disk = node.disk();
    assert.match(node.post("/api/erase", { erase: "images" }, 400).error, /^erase must be "everything"/);
    assert.match(node.post("/api/erase", {}, 400).error, /^erase must be "everything"/);
    assert.match(node.post("/api/erase", { erase: "everything" }, 503).error, /cannot start itself again/);
    assert.deepEqual(node.disk(), disk);
    lab.check();
  });
});

describe("diagnostics", () => {
  it("tell what a node counts and measures, by part", () => {
    const lab = new ApiLab();
    const [left] = lab.pair();
    left.post("/api/sync/execute", { peerId: "auto" });
    const report = left.get("/api/diagnostics");
    assert.deepEqual(
      [report.poi.deviceName, report.sync.known, report.sync.online, report.sync.last.outcome],
      ["Left Poi", 1, 1, "equal"],
    );
    assert.ok(report.http.requests >= 2 && report.http.failures === 0);
    assert.ok(report.storage.items >= 22 && report.poi.upS >= 0);
    const saved = left.ask({ path: "/api/diagnostics?file" });
    assert.match(saved.headers.get("content-disposition") ?? "", /filename="povpoi-left-poi-report\.json"/);
    lab.check();
  });
});
