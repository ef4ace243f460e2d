import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ALL_KINDS, kindBit } from "../../src/store/digest-table.ts";
import type { Store } from "../../src/store/store.ts";
import { FRAME, nextFrame } from "../../src/sync/frames.ts";
import { everything, StoreLab, setting } from "../store/store-lab.ts";
import { syncPair } from "./sync-pair.ts";

const DAY_MS = 86_400_000;

function put(store: Store, id: string, value: number): void {
  store.put("setting", id, { body: { value } });
}

/** 200 items like those of a performer: patterns with names, colours and speeds, and a few settings. */
function fill(store: Store, lab: StoreLab): void {
  for (let i = 0; i < 190; i++) {
    lab.passMs(60_000);
    const id = `${(1_000_003 * (i + 7)).toString(36)}xyzwvut`.slice(0, 10);
    const body = {
      name: `Pattern ${i}`,
      slot: i,
      type: i % 18,
      color1: (i * 7919) % 0x1000000,
      color2: 0xff8000,
      speed: i,
    };
    store.put("pattern", id, { body });
  }
  for (let i = 0; i < 10; i++) put(store, `setting-${i}`, i);
}

function pixels(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31) >> 3);
}

function assertEqualStores(...stores: Store[]): void {
  for (const store of stores) {
    assert.deepEqual(everything(store), everything(stores[0]!));
    assert.deepEqual(store.digest.root(ALL_KINDS), stores[0]!.digest.root(ALL_KINDS));
    assert.deepEqual(store.missingBlobs(ALL_KINDS), []);
  }
}

describe("a sync session", () => {
  it("finds in one round trip and 25 bytes a side that nothing changed, however many devices ever wrote", () => {
    const lab = new StoreLab(1);
    const [a, b] = [lab.make("a"), lab.make("b")];
    fill(a, lab);
    for (let i = 0; i < 1000; i++) {
      const writer = (0x100000000000 + i * 0x1003).toString(16);
      const id = `setting-${i % 10}`;
      const mine = a.get("setting", id)!;
      const version = {
        replica: writer,
        counter: 1,
        stamp: i + 1,
        deleted: false,
        body: { value: i },
        blob: undefined,
      };
      a.merge({ kind: "setting", id, context: { ...mine.context, [writer]: 1 }, versions: [version] });
    }
    syncPair(a, b);
    const session = syncPair(a, b);
    assert.ok(session.initiator.equal && session.responder.equal);
    assert.deepEqual([session.rounds, session.bytesUp, session.bytesDown], [1, 25, 25]);
    assertEqualStores(a, b);
  });

  it("brings 200 items to a new node in 12 KB at the most", () => {
    const lab = new StoreLab(2);
    const [a, b] = [lab.make("a"), lab.make("b")];
    fill(a, lab);
    const session = syncPair(a, b);
    assertEqualStores(a, b);
    assert.ok(session.bytesUp + session.bytesDown <= 12_288, `${session.bytesUp} + ${session.bytesDown}`);
    assert.equal(session.initiator.exchange.given.pattern, 190);
    assert.equal(session.initiator.exchange.given.setting, 10);
  });

  it("pushes one changed setting in 160 bytes and finds it in 300, on whichever side it changed", () => {
    const lab = new StoreLab(3);
    const [a, b] = [lab.make("a"), lab.make("b")];
    fill(a, lab);
    syncPair(a, b);
    for (let i = 1; i <= 20; i++) {
      put(a, "setting-3", 100 + i);
      const push = syncPair(a, b, { news: [a.entry("setting", "setting-3")!], salt: i * 997 });
      assert.ok(push.initiator.equal);
      assert.ok(push.bytesUp + push.bytesDown <= 160, `push ${push.bytesUp} + ${push.bytesDown}`);
      put(a, "setting-3", 200 + i);
      const there = syncPair(a, b, { salt: i * 991 });
      put(b, "setting-4", 200 + i);
      const back = syncPair(a, b, { salt: i * 983 });
      for (const { bytesUp, bytesDown } of [there, back]) {
        assert.ok(bytesUp + bytesDown <= 300, `repair ${bytesUp} + ${bytesDown}`);
      }
      assertEqualStores(a, b);
    }
  });

  it("merges edits of both sides, and says how many each took", () => {
    const lab = new StoreLab(4);
    const [a, b] = [lab.make("a"), lab.make("b")];
    put(a, "both", 1);
    syncPair(a, b);
    lab.passMs(10);
    put(a, "mine", 1);
    put(a, "both", 2);
    b.put("pattern", "theirs", { body: { name: "Fire" } });
    b.remove("setting", "both");
    const { initiator } = syncPair(a, b);
    assertEqualStores(a, b);
    assert.deepEqual(initiator.exchange.taken, {
      image: 0,
      pattern: 1,
      sequence: 0,
      setting: 1,
      conflicts: 1,
    });
    assert.deepEqual(initiator.exchange.given, {
      image: 0,
      pattern: 0,
      sequence: 0,
      setting: 2,
      conflicts: 1,
    });
    assert.equal(a.get("setting", "both")!.versions.length, 2);
  });

  it("moves only the kinds that both take part in", () => {
    for (const options of [{ kinds: kindBit("pattern") }, { responderKinds: kindBit("pattern") }]) {
      const lab = new StoreLab(5);
      const [a, b] = [lab.make("a"), lab.make("b")];
      put(a, "x", 1);
      put(b, "y", 1);
      a.put("pattern", "p", { body: { name: "A" } });
      b.put("pattern", "q", { body: { name: "B" } });
      b.put("image", "i", { body: {}, blob: b.blobs.add(pixels(10)) });
      syncPair(a, b, options);
      assert.equal(setting(b, "x"), undefined);
      assert.equal(setting(a, "y"), undefined);
      assert.equal(a.current("image", "i"), undefined);
      assert.ok(a.current("pattern", "q") && b.current("pattern", "p"));
      const again = syncPair(a, b, options);
      assert.ok(again.initiator.equal);
    }
  });

  it("only gives when it pushes, only takes when it pulls, blobs included", () => {
    const lab = new StoreLab(6);
    const [a, b] = [lab.make("a"), lab.make("b")];
    for (const [store, id, length] of [
      [a, "mine", 5000],
      [b, "theirs", 6000],
    ] as const) {
      put(store, id, 1);
      store.put("image", id, { body: {}, blob: store.blobs.add(pixels(length)) });
    }
    syncPair(a, b, { direction: "push" });
    assert.equal(setting(b, "mine"), 1);
    assert.equal(setting(a, "theirs"), undefined);
    assert.deepEqual(b.missingBlobs(ALL_KINDS), []);
    syncPair(a, b, { direction: "pull" });
    assertEqualStores(a, b);
    put(a, "mine", 2);
    syncPair(a, b, { direction: "pull" });
    assert.equal(setting(b, "mine"), 1);
    put(b, "theirs", 2);
    syncPair(a, b, { direction: "push" });
    assert.equal(setting(a, "theirs"), 1);
  });

  it("tells a node that comes back after the tombstone left the digest", () => {
    const lab = new StoreLab(7);
    const [a, b] = [lab.make("a"), lab.make("b")];
    put(a, "x", 1);
    put(a, "y", 1);
    syncPair(a, b);
    a.remove("setting", "x");
    lab.passMs(2 * DAY_MS);
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const session = syncPair(from, to);
      assert.equal(session.initiator.exchange.trouble, undefined);
      assert.equal(a.current("setting", "x"), undefined);
      assert.equal(b.current("setting", "x"), undefined);
    }
    assert.ok(syncPair(a, b).initiator.equal);
  });

  it("sends 4 KB of a blob again at the most after a cut, whichever side asked, and whether the link or the power was cut", () => {
    const bytes = pixels(8 * 4096 + 100);
    for (const pull of [true, false]) {
      for (const reboot of [true, false]) {
        for (let cutAt = 0; ; cutAt++) {
          const lab = new StoreLab(`cut ${cutAt}`);
          const [a, b] = [lab.make("a"), lab.make("b")];
          a.put("image", "i", { body: {}, blob: a.blobs.add(bytes) });
          const cut = pull ? syncPair(b, a, { cutAt }) : syncPair(a, b, { cutAt });
          // The message that the link lost was sent in vain; the power cut comes after one that arrived.
          const before = blobBytes(cut.messages.slice(0, reboot ? cutAt : cutAt + 1));
          const again = reboot ? b.reboot() : b;
          const rest = pull ? syncPair(again, a) : syncPair(a, again);
          assertEqualStores(a, again);
          const repeated = before + blobBytes(rest.messages) - bytes.length;
          assert.ok(
            repeated >= 0 && repeated <= 4096,
            `${repeated} bytes again after a cut at message ${cutAt}`,
          );
          if (cut.messages.length <= cutAt) break;
        }
      }
    }
  });

  it("writes nothing to the disk for a blob that the other does not have either", () => {
    const lab = new StoreLab("absent");
    const [a, b, c] = [lab.make("a"), lab.make("b"), lab.make("c")];
    a.put("image", "i", { body: {}, blob: a.blobs.add(pixels(100)) });
    syncPair(b, a, { cutAt: 4 });
    syncPair(b, c, { direction: "push" });
    assert.equal(b.missingBlobs(ALL_KINDS).length, 1);
    assert.equal(c.missingBlobs(ALL_KINDS).length, 1);
    const { operations } = c.files.counters;
    assert.equal(syncPair(c, b).initiator.exchange.blobs.taken, 0);
    assert.equal(c.files.counters.operations, operations);
  });

  it("tells nobody of an edit that the disk did not take", () => {
    const lab = new StoreLab("not taken");
    const [a, b] = [lab.make("a"), lab.make("b")];
    a.files.failOperation(2, "io");
    assert.throws(() => put(a, "brightness", 1), /simulator/);
    a.files.failOperation(1, "io");
    const news = [a.entry("setting", "brightness")!];
    assert.match(String(syncPair(a, b, { news }).initiator.exchange.trouble), /storage failed/);
    assert.equal(setting(b, "brightness"), undefined);
    a.files.failOperation(1, "io");
    syncPair(b, a);
    assert.equal(setting(b, "brightness"), undefined);
    syncPair(b, a);
    assert.equal(setting(b, "brightness"), 1);
  });

  it("ends with words for the user where an item cannot be read back", () => {
    for (const reads of ["asker", "answerer"]) {
      const lab = new StoreLab("damaged");
      const [a, b] = [lab.make("a"), lab.make("b")];
      put(a, "brightness", 1);
      const { offset, length } = a.entry("setting", "brightness")!;
      const journal = a.files.open("journal.jsonl", "r+");
      journal.write(new Uint8Array(length - 1), offset);
      const session = reads === "asker" ? () => syncPair(a, b) : () => syncPair(b, a);
      if (reads === "asker")
        assert.match(String(session().initiator.exchange.trouble), /"brightness" is damaged/);
      // The server turns it into an answer.
      else assert.throws(session, /"brightness" is damaged/);
    }
  });

  it("moves small blobs several at a time, an empty one too, and large ones 4 KB at a time", () => {
    const lab = new StoreLab("small blobs");
    const [a, b] = [lab.make("a"), lab.make("b")];
    const lengths = [0, 1, 300, 700, 900, 1000, 20_000];
    for (const [i, length] of lengths.entries()) {
      a.put("image", `i${i}`, { body: {}, blob: a.blobs.add(pixels(length).fill(i)) });
    }
    const session = syncPair(b, a);
    assertEqualStores(a, b);
    assert.equal(session.initiator.exchange.blobs.taken, lengths.length);
    // HELLO, KEYS and one for all small ones; then the large one, whose first piece may have come with them.
    assert.ok(session.rounds <= 3 + Math.ceil(20_000 / 4096) + 1, `${session.rounds} rounds`);
    for (const message of session.messages) assert.ok(blobBytes([message]) <= 4096);
  });

  it("converges after a cut at any message", () => {
    for (let cutAt = 0; ; cutAt++) {
      const lab = new StoreLab(`converge ${cutAt}`);
      const [a, b] = [lab.make("a"), lab.make("b")];
      fill(a, lab);
      for (let i = 0; i < 8; i++) put(b, `setting-${i}`, 100 + i);
      b.put("image", "i", { body: {}, blob: b.blobs.add(pixels(9000)) });
      const cut = syncPair(a, b, { cutAt });
      syncPair(b, a);
      assertEqualStores(a, b);
      if (cut.messages.length <= cutAt) break;
    }
  });

  it("brings any number of stores with any history to one state", () => {
    const operation = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant("put" as const),
          at: fc.nat(3),
          id: fc.nat(5),
          value: fc.nat(9),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant("remove" as const), at: fc.nat(3), id: fc.nat(5) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant("image" as const),
          at: fc.nat(3),
          id: fc.nat(5),
          length: fc.nat(9000),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("reboot" as const), at: fc.nat(3) }) },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant("sync" as const),
          at: fc.nat(3),
          to: fc.nat(3),
          direction: fc.constantFrom("bidirectional" as const, "push" as const, "pull" as const),
          kinds: fc.constantFrom(ALL_KINDS, 1, 8),
          salt: fc.nat(65_535),
          cutAt: fc.option(fc.nat(6), { nil: undefined }),
        }),
      },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), fc.nat(), (operations, seed) => {
        const lab = new StoreLab(seed);
        const stores = ["a", "b", "c", "d"].map((name) => lab.make(name));
        for (const op of operations) {
          lab.passMs(10);
          const store = stores[op.at]!;
          if (op.do === "put") put(store, `s${op.id}`, op.value);
          else if (op.do === "remove") store.remove("setting", `s${op.id}`);
          else if (op.do === "image") {
            store.put("image", `i${op.id}`, { body: {}, blob: store.blobs.add(pixels(op.length)) });
          } else if (op.do === "reboot") stores[op.at] = store.reboot();
          else if (op.at !== op.to) {
            const { direction, kinds, salt, cutAt } = op;
            syncPair(store, stores[op.to]!, {
              direction,
              kinds,
              salt,
              ...(cutAt === undefined ? {} : { cutAt }),
            });
          }
        }
        for (let round = 0; round < 2; round++) {
          for (const store of stores.slice(1)) syncPair(stores[0]!, store, { salt: 31 * round + 5 });
        }
        assertEqualStores(...stores);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the side that answers", () => {
  it("refuses a node of another group, another version, and a message that does not start with HELLO", () => {
    const lab = new StoreLab(8);
    const [a, b] = [lab.make("a"), lab.make("b")];
    put(a, "x", 1);
    const session = syncPair(a, b);
    const [hello, , keys] = session.messages as [Uint8Array, Uint8Array, Uint8Array];
    const { responder } = syncPair(lab.make("c"), b);
    const otherGroup = hello.slice();
    otherGroup[24]! ^= 1;
    assert.match(text(responder.answer(otherGroup)), /share no group/);
    const otherVersion = hello.slice();
    otherVersion[2] = 2;
    assert.match(text(responder.answer(otherVersion)), /version 1/);
    const fresh = syncPair(lab.make("d"), lab.make("e"), { cutAt: 0 }).responder;
    assert.match(text(fresh.answer(keys)), /starts with HELLO/);
  });
});

/** Bytes of blobs in these messages. */
function blobBytes(messages: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const message of messages) {
    const reader = new ByteReader(message);
    for (let frame = nextFrame(reader); frame !== undefined; frame = nextFrame(reader)) {
      if (frame.type !== FRAME.chunk) continue;
      frame.payload.skip(32);
      frame.payload.varint();
      frame.payload.varint();
      bytes += frame.payload.left;
    }
  }
  return bytes;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
