import assert from "node:assert/strict";
import { PowerCut, type SimFiles } from "../../sim/sim-files.ts";
import { FilesError } from "../../src/ports/files.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { ALL_KINDS } from "../../src/store/digest-table.ts";
import { type Item, MAX_BODY_BYTES, winner } from "../../src/store/item.ts";
import type { Store } from "../../src/store/store.ts";
import { everything, type LabStore, StoreLab, setting } from "./store-lab.ts";

const DAY_MS = 86_400_000;

function put(store: Store, id: string, value: unknown): Item {
  return store.put("setting", id, { body: { value: value as number } });
}

/** Gives each store all that the other has. */
function meet(a: Store, b: Store): void {
  const items = everything(a);
  for (const item of everything(b)) a.merge(item);
  for (const item of items) b.merge(item);
  a.flush();
  b.flush();
}

function values(store: Store, id: string): unknown[] {
  return (store.get("setting", id)?.versions ?? []).map((version) =>
    version.deleted ? "deleted" : version.body["value"],
  );
}

describe("Store", () => {
  it("keeps edits over a reboot, under the same replica", () => {
    const store = new StoreLab(1).make("a");
    put(store, "brightness", 120);
    put(store, "brightness", 130);
    store.put("pattern", "p", { body: { name: "Fire", type: 4 } });
    store.remove("pattern", "p");
    const before = everything(store);
    const again = store.reboot();
    assert.deepEqual(everything(again), before);
    assert.equal(again.replica, store.replica);
    assert.deepEqual(again.digest.root(ALL_KINDS), store.digest.root(ALL_KINDS));
    assert.equal(setting(again, "brightness"), 130);
    assert.equal(again.current("pattern", "p"), undefined);
    assert.deepEqual(put(again, "brightness", 1).context, { [store.replica]: 3 });
  });

  it("hears again what it has without a look at the medium", () => {
    const store = new StoreLab(1).make("a");
    const item = put(store, "brightness", 120);
    store.read = () => assert.fail("the medium was read");
    assert.equal(store.merge(item).outcome, "same");
  });

  it("takes the same content again for no edit", () => {
    const store = new StoreLab(2).make("a");
    put(store, "brightness", 120);
    const { operations } = store.files.counters;
    assert.deepEqual(put(store, "brightness", 120).context, { [store.replica]: 1 });
    assert.equal(store.files.counters.operations, operations);
  });

  it("refuses a body that is too large, says the limit, and changes nothing", () => {
    const store = new StoreLab(3).make("a");
    const before = store.digest.root(ALL_KINDS);
    assert.throws(
      () => put(store, "note", "x".repeat(MAX_BODY_BYTES)),
      (error) =>
        error instanceof PoiError && error.code === "too-large" && error.message.includes("480 bytes"),
    );
    assert.deepEqual(store.digest.root(ALL_KINDS), before);
    assert.equal(store.size, 0);
  });

  it("lists both of two edits that did not know of one another, plays the same one on both sides, and settles by a choice", () => {
    const lab = new StoreLab(4);
    const [a, b] = [lab.make("a"), lab.make("b")];
    put(a, "brightness", 10);
    lab.passMs(5);
    put(b, "brightness", 20);
    meet(a, b);
    for (const store of [a, b]) assert.deepEqual(values(store, "brightness"), [20, 10]);
    const item = a.get("setting", "brightness")!;
    a.choose(item, item.versions[1]!);
    meet(a, b);
    for (const store of [a, b]) assert.deepEqual(values(store, "brightness"), [10]);
    assert.deepEqual(everything(a), everything(b));
  });

  it("keeps the sibling that lost when the winner is edited or deleted", () => {
    const lab = new StoreLab(5);
    const [a, b] = [lab.make("a"), lab.make("b")];
    put(a, "brightness", 10);
    lab.passMs(5);
    put(b, "brightness", 20);
    meet(a, b);
    put(a, "brightness", 30);
    assert.deepEqual(values(a, "brightness"), [30, 10]);
    assert.ok(a.remove("setting", "brightness"));
    assert.deepEqual(values(a, "brightness"), ["deleted", 10]);
    assert.equal(a.remove("setting", "brightness"), false);
    assert.equal(a.remove("setting", "unknown"), false);
  });

  it("does not let an old state bring back what was deleted, in whatever order states come", () => {
    const lab = new StoreLab(6);
    const [a, b, c] = [lab.make("a"), lab.make("b"), lab.make("c")];
    put(a, "x", 1);
    meet(a, b);
    meet(b, c);
    a.remove("setting", "x");
    meet(a, b);
    meet(c, b);
    meet(c, a);
    for (const store of [a, b, c]) {
      assert.equal(store.current("setting", "x"), undefined);
      assert.deepEqual(values(store, "x"), ["deleted"]);
    }
  });

  it("says what became of an item that arrived", () => {
    const lab = new StoreLab(7);
    const [a, b] = [lab.make("a"), lab.make("b")];
    const first = put(a, "x", 1);
    assert.equal(b.merge(first).outcome, "added");
    assert.equal(b.merge(first).outcome, "same");
    lab.passMs(5);
    const second = put(a, "x", 2);
    assert.equal(b.merge(second).outcome, "updated");
    assert.equal(b.merge(first).outcome, "same");
    lab.passMs(5);
    const older = put(a, "y", 1);
    lab.passMs(5);
    put(b, "y", 2);
    assert.equal(b.merge(older).outcome, "joined");
  });

  it("calls back for every change, whoever made it", () => {
    const lab = new StoreLab(8);
    const [a, b] = [lab.make("a"), lab.make("b")];
    const changed: string[] = [];
    b.onChange = (entry) => changed.push(`${entry.kind}/${entry.id}`);
    put(b, "x", 1);
    b.merge(put(a, "y", 1));
    b.merge(a.get("setting", "y")!);
    b.remove("setting", "x");
    assert.deepEqual(changed, ["setting/x", "setting/y", "setting/x"]);
  });

  it("makes versions beyond ten items of their own", () => {
    const lab = new StoreLab(9);
    const stores = Array.from({ length: 12 }, (_, i) => lab.make(`s${i}`));
    for (const [i, store] of stores.entries()) {
      lab.passMs(1);
      put(store, "x", i);
    }
    for (const store of stores) meet(stores[0]!, store);
    for (const store of stores) meet(stores[0]!, store);
    assert.deepEqual(values(stores[5]!, "x"), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    const split = everything(stores[5]!).filter((item) => item.id.startsWith("x~"));
    assert.deepEqual(split.map((item) => winner(item).body["value"]).sort(), [0, 1]);
    for (const store of stores) assert.deepEqual(everything(store), everything(stores[0]!));
  });

  describe("content that nodes are born with", () => {
    const seeds = [
      { kind: "pattern" as const, id: "rainbow", body: { name: "Rainbow" } },
      { kind: "pattern" as const, id: "fire", body: { name: "Fire" } },
    ];

    it("loses no version beyond the tenth to a power cut while it becomes an item of its own", () => {
      for (let seed = 0; seed < 40; seed++) {
        for (let nth = 1; nth <= 6; nth++) {
          const lab = new StoreLab(`split ${seed}`);
          const stores = Array.from({ length: 11 }, (_, i) => lab.make(`s${i}`));
          const last = stores[10]!;
          for (const [i, store] of stores.entries()) put(store, "x", i);
          for (const store of stores.slice(1)) last.merge(store.get("setting", "x")!);
          last.flush();
          last.files.cutAtOperation(nth);
          try {
            last.merge(stores[0]!.get("setting", "x")!);
            last.flush();
          } catch (error) {
            assert.ok(error instanceof PowerCut);
          }
          // The first one may not have arrived, the ten others were here.
          const again = last.reboot();
          const found = everything(again).flatMap(({ versions }) =>
            versions.map(({ body }) => body["value"]),
          );
          for (let i = 1; i < 11; i++) assert.ok(found.includes(i), `version ${i}, seed ${seed}, cut ${nth}`);
        }
      }
    });

    it("is equal everywhere and never a conflict", () => {
      const lab = new StoreLab(10);
      const [a, b] = [lab.make("a"), lab.make("b")];
      a.seed(1, () => seeds);
      lab.passMs(1000);
      b.seed(1, () => seeds);
      assert.deepEqual(a.digest.root(ALL_KINDS), b.digest.root(ALL_KINDS));
      meet(a, b);
      for (const entry of a.entries("pattern")) assert.equal(entry.versions, 1);
    });

    it("is not put back by a reboot once it was edited or deleted, nor by a new node that still has it", () => {
      const lab = new StoreLab(11);
      const a = lab.make("a");
      a.seed(1, () => seeds);
      a.remove("pattern", "fire");
      a.put("pattern", "rainbow", { body: { name: "Mine" } });
      lab.passMs(400 * DAY_MS);
      a.coolTombstones();
      a.collectTombstones(a.sequence);
      const again = a.reboot();
      again.seed(1, () => seeds);
      const b = lab.make("b");
      b.seed(1, () => seeds);
      meet(again, b);
      for (const store of [again, b]) {
        assert.equal(store.current("pattern", "fire"), undefined);
        assert.equal(store.current("pattern", "rainbow")?.body["name"], "Mine");
      }
    });
  });

  describe("tombstones", () => {
    function deleted(lab: StoreLab): LabStore {
      const store = lab.make("a");
      put(store, "x", 1);
      store.remove("setting", "x");
      return store;
    }

    it("leave the digest after a day, and still keep an old state from coming back", () => {
      const lab = new StoreLab(12);
      const [a, b] = [lab.make("a"), lab.make("b")];
      put(a, "x", 1);
      meet(a, b);
      a.remove("setting", "x");
      const empty = lab.make("c").digest.root(ALL_KINDS);
      a.coolTombstones();
      assert.notDeepEqual(a.digest.root(ALL_KINDS), empty);
      lab.passMs(DAY_MS + 1000);
      a.coolTombstones();
      assert.deepEqual(a.digest.root(ALL_KINDS), empty);
      meet(a, b);
      assert.equal(a.current("setting", "x"), undefined);
      assert.equal(b.current("setting", "x"), undefined);
    });

    it("are collected once everybody has them and a day has gone by, and not before", () => {
      const lab = new StoreLab(13);
      const store = deleted(lab);
      store.collectTombstones(store.sequence);
      assert.equal(store.size, 1);
      lab.passMs(DAY_MS + 1000);
      store.collectTombstones(store.sequence - 1);
      assert.equal(store.size, 1);
      store.collectTombstones(store.sequence);
      assert.equal(store.size, 0);
      store.flush();
    });

    it("are collected after 180 days that the node has counted itself, whoever has them", () => {
      const lab = new StoreLab(14);
      const store = deleted(lab);
      for (let day = 0; day < 211; day++) {
        if (day < 180) assert.equal(store.size, 1, `day ${day}`);
        lab.passMs(DAY_MS);
        store.collectTombstones(0);
      }
      assert.equal(store.size, 0);
    });

    it("are not collected because somebody tells the time, rightly or wrongly", () => {
      const lab = new StoreLab(17);
      const store = deleted(lab);
      for (const years of [10, 20, -30, 28]) {
        store.clock.setWallMs(1_790_000_000_000 + years * 365 * DAY_MS);
        put(store, "y", years);
        store.collectTombstones(0);
        assert.equal(store.entry("setting", "x")?.deleted, true, `${years} years`);
        lab.passMs(DAY_MS);
      }
    });

    it("that come again after they were collected are left alone", () => {
      const lab = new StoreLab(15);
      const store = deleted(lab);
      const tombstone = store.get("setting", "x")!;
      lab.passMs(DAY_MS + 1000);
      store.collectTombstones(store.sequence);
      assert.deepEqual(store.merge(tombstone), { outcome: "same", item: undefined });
      assert.equal(store.size, 0);
    });

    it("stay forgotten over a reboot, though nothing told the time since", () => {
      const lab = new StoreLab(18);
      const store = deleted(lab);
      lab.passMs(DAY_MS + 1000);
      store.collectTombstones(store.sequence);
      const again = store.reboot();
      assert.equal(again.size, 0);
      put(again, "x", 2);
      assert.deepEqual(values(again.reboot(), "x"), [2]);
    });

    it("are counted on from where the disk refused to note how far edits had come", () => {
      for (const nth of [1, 2]) {
        const lab = new StoreLab(19);
        const store = deleted(lab);
        const { counter } = store.get("setting", "x")!.versions[0]!;
        lab.passMs(DAY_MS + 1000);
        store.files.failWrite(nth, "io");
        assert.throws(() => store.collectTombstones(store.sequence));
        store.collectTombstones(store.sequence);
        assert.equal(store.size, 0);
        const again = store.reboot();
        put(again, "x", 2);
        assert.ok(again.get("setting", "x")!.versions[0]!.counter > counter, `write ${nth} refused`);
      }
    });

    it("do not swallow what is made anew under the same id, on a node that still holds them", () => {
      const lab = new StoreLab(16);
      const [a, b] = [lab.make("a"), lab.make("b")];
      put(a, "x", 1);
      put(a, "x", 2);
      a.remove("setting", "x");
      meet(a, b);
      lab.passMs(DAY_MS + 1000);
      a.collectTombstones(a.sequence);
      const again = a.reboot();
      put(again, "x", 3);
      meet(again, b);
      assert.deepEqual(values(b, "x"), [3]);
    });
  });

  describe("blobs", () => {
    const pixels = new Uint8Array(9000).fill(7);

    function image(store: Store): string {
      const blob = store.blobs.add(pixels);
      store.put("image", "pic", { body: { name: "Pic" }, blob });
      return blob;
    }

    it("are missing until they have come, over a reboot as well", () => {
      const lab = new StoreLab(17);
      const [a, b] = [lab.make("a"), lab.make("b")];
      const blob = image(a);
      b.merge(a.get("image", "pic")!);
      b.flush();
      assert.deepEqual(b.missingBlobs(ALL_KINDS), [blob]);
      assert.deepEqual(b.missingBlobs(8), []);
      const again = b.reboot();
      assert.deepEqual(again.missingBlobs(ALL_KINDS), [blob]);
      for (let at = 0; at < 9000; at += 4096) again.receiveBlob(blob, at, 9000, pixels.slice(at, at + 4096));
      assert.deepEqual(again.missingBlobs(ALL_KINDS), []);
      assert.equal(again.blobs.size(blob), 9000);
    });

    it("are no longer missed when nothing refers to them", () => {
      const lab = new StoreLab(18);
      const [a, b] = [lab.make("a"), lab.make("b")];
      image(a);
      b.merge(a.get("image", "pic")!);
      b.remove("image", "pic");
      assert.deepEqual(b.missingBlobs(ALL_KINDS), []);
      assert.equal(b.receiveBlob("0".repeat(64), 0, 10, new Uint8Array(10)), "ignored");
    });

    it("are removed with the last version that refers to them, a sibling included", () => {
      const lab = new StoreLab(19);
      const [a, b] = [lab.make("a"), lab.make("b")];
      const blob = image(a);
      b.put("image", "pic", { body: { name: "Other" } });
      meet(a, b);
      a.collectBlobs();
      assert.ok(a.blobs.has(blob));
      const item = a.get("image", "pic")!;
      a.choose(item, item.versions.find((version) => version.blob === undefined)!);
      a.collectBlobs();
      assert.equal(a.blobs.has(blob), false);
    });

    it("are removed as soon as an edit or a merge that let go of them is on the medium", () => {
      const lab = new StoreLab(25);
      const [a, b] = [lab.make("a"), lab.make("b")];
      const blob = image(a);
      b.merge(a.get("image", "pic")!);
      b.receiveBlob(blob, 0, pixels.length, pixels);
      b.flush();
      assert.ok(b.blobs.has(blob));
      a.remove("image", "pic");
      assert.equal(a.blobs.has(blob), false);
      b.merge(a.get("image", "pic")!);
      b.flush();
      assert.equal(b.blobs.has(blob), false);
    });
  });

  describe("a client without version vectors", () => {
    const CLIENT = "00000000c11e";

    it("adds siblings that its later words replace, and that saying again does not add to", () => {
      const lab = new StoreLab(20);
      const store = lab.make("a");
      put(store, "x", 1);
      const say = (value: number, unixMs: number) =>
        store.mergeForeign("setting", "x", CLIENT, unixMs, { body: { value } }).outcome;
      const now = store.clock.wallMs()!;
      assert.equal(say(2, now - 1000), "joined");
      assert.deepEqual(values(store, "x"), [1, 2]);
      assert.equal(say(2, now - 1000), "same");
      assert.equal(say(3, now + 1000), "updated");
      assert.deepEqual(values(store, "x"), [3, 1]);
      const item = store.get("setting", "x")!;
      store.choose(item, item.versions[1]!);
      assert.equal(say(3, now + 1000), "same");
      assert.deepEqual(values(store, "x"), [1]);
    });

    it("is two edits where two nodes are told two things at once, of one time or of none", () => {
      const now = 1_790_000_000_000;
      for (const unixMs of [now, now + 1, 0]) {
        const lab = new StoreLab(22);
        const [a, b] = [lab.make("a"), lab.make("b")];
        a.mergeForeign("setting", "x", CLIENT, unixMs, { body: { value: 1 } });
        b.mergeForeign("setting", "x", CLIENT, unixMs, { body: { value: 2 } });
        assert.notDeepEqual(a.digest.root(ALL_KINDS), b.digest.root(ALL_KINDS));
        meet(a, b);
        assert.deepEqual(everything(a), everything(b));
        assert.deepEqual(values(a, "x").length, 1);
        const same = [lab.make("c"), lab.make("d")];
        for (const store of same) store.mergeForeign("setting", "x", CLIENT, unixMs, { body: { value: 3 } });
        assert.deepEqual(everything(same[0]!), everything(same[1]!));
      }
    });

    it("says what it says later last, also within one second", () => {
      const store = new StoreLab(23).make("a");
      const say = (value: number) =>
        store.mergeForeign("setting", "x", CLIENT, 1_790_000_000_000, { body: { value } }).outcome;
      for (let value = 1; value < 50; value++) {
        assert.notEqual(say(value), "same");
        assert.equal(say(value), "same");
        assert.deepEqual(values(store, "x"), [value]);
      }
    });

    it("supersedes what nodes are born with", () => {
      const store = new StoreLab(24).make("a");
      store.seed(1, () => [{ kind: "pattern", id: "fire", body: { speed: 1 } }]);
      store.mergeForeign("pattern", "fire", CLIENT, 0, { body: { speed: 2 } });
      assert.deepEqual(
        store.get("pattern", "fire")!.versions.map(({ body }) => body["speed"]),
        [2],
      );
    });

    it("without the time of day never wins over an edit, and is kept", () => {
      const store = new StoreLab(21).make("a");
      put(store, "x", 1);
      assert.equal(
        store.mergeForeign("setting", "x", CLIENT, 5000, { body: { value: 2 } }).outcome,
        "joined",
      );
      assert.equal(
        store.mergeForeign("setting", "x", CLIENT, 6000, { body: { value: 4 } }).outcome,
        "joined",
      );
      assert.deepEqual(values(store, "x"), [1, 4]);
    });
  });

  it("takes a new replica when somebody knows of edits of its own that it has lost", () => {
    const lab = new StoreLab(22);
    const a = lab.make("a");
    put(a, "x", 1);
    const old = a.reboot();
    const backup = lab.make("a", copyOf(old.files, lab));
    put(old, "x", 2);
    const { replica } = backup;
    backup.merge(old.get("setting", "x")!);
    assert.notEqual(backup.replica, replica);
    assert.deepEqual(put(backup, "x", 3).context, { [replica]: 2, [backup.replica]: 1 });
  });

  it("takes a new replica when its journal was damaged", () => {
    const lab = new StoreLab(23);
    const a = lab.make("a");
    put(a, "x", 1);
    put(a, "x", 2);
    const files = a.files.crash();
    const file = files.open("journal.jsonl", "r+");
    file.write(Uint8Array.of(0), file.size - 5);
    file.flush();
    const again = lab.make("a", files);
    assert.equal(again.damagedLines, 1);
    assert.notEqual(again.replica, a.replica);
    assert.equal(setting(again, "x"), 1);
  });

  it("writes its journal anew when most of it is superseded, and loses nothing by it", () => {
    const lab = new StoreLab(24);
    const store = lab.make("a");
    put(store, "kept", "k".repeat(300));
    for (let i = 0; i < 2000; i++) put(store, "x", i);
    assert.ok(store.files.size("journal.jsonl")! < 40_000);
    assert.equal(setting(store, "kept"), "k".repeat(300));
    const before = everything(store);
    const again = store.reboot();
    assert.equal(again.replica, store.replica);
    assert.deepEqual(everything(again), before);
  });

  it("refuses edits on a full disk, keeps what it has, and goes on when there is room", () => {
    const lab = new StoreLab(25);
    const store = lab.make("a", lab.disk("small", { capacityBytes: 40_960 }));
    let refused = 0;
    for (let i = 0; refused === 0; i++) {
      try {
        put(store, `s${i}`, "y".repeat(400));
      } catch (error) {
        assert.ok(error instanceof FilesError && error.code === "full");
        refused = i;
      }
    }
    assert.equal(setting(store, `s${refused}`), undefined);
    const before = everything(store);
    const again = store.reboot();
    assert.deepEqual(everything(again), before);
    assert.equal(again.replica, store.replica);
  });

  it("has every edit that returned, after a power cut at any operation", () => {
    for (let cut = 1; ; cut++) {
      const lab = new StoreLab(`cut ${cut}`);
      const disk = lab.disk("a");
      disk.cutAtOperation(cut);
      const acknowledged = new Map<string, unknown>();
      let underWay = "";
      let done = false;
      try {
        const store = lab.make("a", disk);
        for (let i = 0; i < 60; i++) {
          underWay = `s${i % 7}`;
          if (i % 11 === 10) store.remove("setting", underWay);
          else put(store, underWay, `${i} ${"z".repeat(380)}`);
          acknowledged.set(underWay, store.current("setting", underWay)?.body["value"]);
        }
        done = true;
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      const again = lab.make("a", disk.crash());
      for (const [id, value] of acknowledged) {
        if (id !== underWay || done)
          assert.equal(setting(again, id), value, `${id} after a cut at operation ${cut}`);
      }
      put(again, "after", cut);
      if (done) break;
    }
  });
});

function copyOf(files: SimFiles, lab: StoreLab): SimFiles {
  const copy = lab.disk("copy");
  copy.makeDirectory("blobs");
  copy.makeDirectory("parts");
  for (const [path, bytes] of files.contents()) {
    const file = copy.open(path, "w");
    file.write(bytes, 0);
    file.flush();
    file.close();
  }
  return copy;
}
