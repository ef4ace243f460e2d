import assert from "node:assert/strict";
import fc from "fast-check";
import { ALL_KINDS } from "../../src/store/digest-table.ts";
import type { Store } from "../../src/store/store.ts";
import { FRAME, MAX_MESSAGE_BYTES } from "../../src/sync/frames.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { Initiator } from "../../src/sync/initiator.ts";
import { Responder } from "../../src/sync/responder.ts";
import { mutated } from "../bytes/mutated.ts";
import { everything, type LabStore, StoreLab } from "../store/store-lab.ts";
import { syncPair } from "./sync-pair.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/sync/session-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 3000);

/** Inputs after which a store is new: what faults bring into one would fill it. */
const INPUTS_A_STORE = 200;

const GROUPS = [groupTag("pair")];

/** Types of frames, lengths that lie, and ends of numbers. */
const POISON = [
  ...Object.values(FRAME).map((type) => Uint8Array.of(type)),
  ...Object.values(FRAME).map((type) => Uint8Array.of(type, 0)),
  Uint8Array.of(0x7f),
  Uint8Array.of(0x80),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
  new Uint8Array(8).fill(0xff),
  new Uint8Array(40),
];

function fill(store: Store, prefix: string): void {
  for (let i = 0; i < 3; i++) store.put("setting", `${prefix}${i}`, { body: { value: i } });
  store.put("pattern", "fire", { body: { name: prefix, type: 4, speed: 9 } });
  store.put("image", `${prefix}-image`, {
    body: { width: 1 },
    blob: store.blobs.add(new Uint8Array(300).fill(7)),
  });
  store.remove("setting", `${prefix}0`);
}

/** Messages of a whole session: those that were asked, and those that were answered. */
function session(): { asked: Uint8Array[]; answered: Uint8Array[] } {
  const lab = new StoreLab("session");
  const [a, b] = [lab.make("a"), lab.make("b")];
  fill(a, "a");
  fill(b, "b");
  const { messages } = syncPair(a, b);
  return { asked: messages.filter((_, i) => i % 2 === 0), answered: messages.filter((_, i) => i % 2 === 1) };
}

/** A law about a message with faults that comes in place of one of a session, after those that came before it. */
function check(
  messages: readonly Uint8Array[],
  law: (store: Store, before: readonly Uint8Array[], faulty: Uint8Array) => void,
) {
  const lab = new StoreLab("fuzz");
  let store: LabStore | undefined;
  let count = 0;
  const inputs = fc
    .nat(messages.length - 1)
    .chain((at) => fc.tuple(fc.constant(at), mutated([messages[at]!, ...messages], POISON)));
  fc.assert(
    fc.property(inputs, ([at, faulty]) => {
      if (store === undefined || count++ % INPUTS_A_STORE === 0) {
        store = lab.make("store", lab.disk(`${count}`));
        fill(store, "b");
      }
      law(store, messages.slice(0, at), faulty);
      if (count % INPUTS_A_STORE !== 0) return;
      const before = everything(store);
      assert.deepEqual(everything(store.reboot()), before);
    }),
    { numRuns },
  );
}

describe("a session with a peer that says anything", () => {
  const { asked, answered } = session();

  it("has several messages each way", () => {
    assert.ok(asked.length >= 3 && answered.length >= 3, `${asked.length} ${answered.length}`);
  });

  it("is answered in messages of their size, and leaves a store that opens as it was", function () {
    this.timeout(0);
    check(asked, (store, before, faulty) => {
      const responder = new Responder({ store, deviceId: "0a0000000002", groups: GROUPS, kinds: ALL_KINDS });
      for (const message of before) responder.answer(message);
      assert.ok(responder.answer(faulty).length <= MAX_MESSAGE_BYTES);
      assert.ok(responder.answer(asked[before.length]!).length <= MAX_MESSAGE_BYTES);
    });
  });

  it("is given up or gone on with by who asks, and leaves a store that opens as it was", function () {
    this.timeout(0);
    check(answered, (store, before, faulty) => {
      const initiator = new Initiator({
        store,
        deviceId: "0a0000000001",
        groups: GROUPS,
        kinds: ALL_KINDS,
        direction: "bidirectional",
        salt: 4711,
        news: [],
      });
      for (const message of [...before, faulty, answered[before.length]!]) {
        const request = initiator.next();
        if (request === undefined) break;
        assert.ok(request.length <= MAX_MESSAGE_BYTES);
        initiator.take(message);
      }
    });
  });
});
