import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { ALL_KINDS } from "../../src/store/digest-table.ts";
import { mergeItems } from "../../src/store/merge.ts";
import { Store } from "../../src/store/store.ts";
import { nextFrame } from "../../src/sync/frames.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { Initiator } from "../../src/sync/initiator.ts";
import { ItemsDecoder, ItemsEncoder } from "../../src/sync/item-codec.ts";
import { Responder } from "../../src/sync/responder.ts";
import { program } from "../xs/inside/program.ts";
import { XsWorld } from "../xs/inside/world.ts";

const GROUPS = [groupTag("pair")];

/** 200 items like those of a performer. */
function fill(store: Store): void {
  for (let i = 0; i < 190; i++) {
    const body = {
      name: `Pattern ${i}`,
      slot: i,
      type: i % 18,
      color1: i * 7919,
      color2: 0xff8000,
      speed: 50,
    };
    store.put("pattern", `p${(1_000_003 * (i + 7)).toString(36)}xyzwvut`.slice(0, 10), { body });
  }
  for (let i = 0; i < 10; i++) store.put("setting", `setting-${i}`, { body: { value: i } });
}

function sync(from: Store, to: Store): { initiator: Initiator; rounds: number } {
  const common = { groups: GROUPS, kinds: ALL_KINDS };
  const parts = { ...common, direction: "bidirectional" as const, salt: 77, news: [] };
  const initiator = new Initiator({ ...parts, store: from, deviceId: "0a0000000001" });
  const responder = new Responder({ ...common, store: to, deviceId: "0a0000000002" });
  let rounds = 0;
  for (let request = initiator.next(); request !== undefined; request = initiator.next()) {
    initiator.take(responder.answer(request));
    rounds++;
  }
  return { initiator, rounds };
}

function pair(): { left: Store; right: Store } {
  const left = new Store(new XsWorld(1).ports);
  const right = new Store(new XsWorld(2).ports);
  fill(left);
  sync(left, right);
  return { left, right };
}

export const holds200 = program({
  prepare: (world) => world.ports,
  run(ports) {
    const store = new Store(ports);
    fill(store);
    return store;
  },
});

export const opens200 = program({
  prepare(world) {
    fill(new Store(world.ports));
    return world.ports;
  },
  run: (ports) => new Store(ports),
  check(result) {
    if ((result as Store).size !== 200) throw new Error("not all items are there");
  },
});

export const putsSetting = program({
  prepare: () => pair().left,
  run: (store) => store.put("setting", "setting-3", { body: { value: 250 } }),
});

export const findsNothing = program({
  prepare: pair,
  run: ({ left, right }) => sync(left, right),
  check(result) {
    const { initiator, rounds } = result as ReturnType<typeof sync>;
    if (!initiator.equal || rounds !== 1) throw new Error("something was found");
  },
});

export const findsOneSetting = program({
  prepare() {
    const both = pair();
    both.left.put("setting", "setting-3", { body: { value: 250 } });
    return both;
  },
  run: ({ left, right }) => sync(left, right),
  check(result) {
    if ((result as ReturnType<typeof sync>).initiator.exchange.given.setting !== 1)
      throw new Error("not found");
  },
});

export const firstMeeting = program({
  prepare() {
    const left = new Store(new XsWorld(1).ports);
    fill(left);
    return { left, right: new Store(new XsWorld(2).ports) };
  },
  run: ({ left, right }) => sync(left, right),
  check(_result, { right }) {
    if (right.size !== 200) throw new Error("not all items came");
  },
});

/** A HELLO as a beacon would carry it, answered. */
export const hearsHello = program({
  prepare() {
    const { left, right } = pair();
    const common = { groups: GROUPS, kinds: ALL_KINDS };
    const parts = { ...common, direction: "bidirectional" as const, salt: 77, news: [] };
    const hello = new Initiator({ ...parts, store: left, deviceId: "0a0000000001" }).next()!;
    return { hello, responder: new Responder({ ...common, store: right, deviceId: "0a0000000002" }) };
  },
  run: ({ hello, responder }) => responder.answer(hello),
});

export const digest = program({
  prepare: () => pair().left,
  run: (store) => store.digest.root(ALL_KINDS),
});

export const merge = program({
  prepare() {
    const { left, right } = pair();
    left.put("setting", "setting-3", { body: { value: 250 } });
    right.put("setting", "setting-3", { body: { value: 251 } });
    return [left.get("setting", "setting-3")!, right.get("setting", "setting-3")!] as const;
  },
  run: ([mine, theirs]) => mergeItems(mine, theirs),
  check(result) {
    if ((result as ReturnType<typeof mergeItems>).item.versions.length !== 2) throw new Error("not merged");
  },
});

export const encodesItem = program({
  prepare: () => pair().left.get("setting", "setting-3")!,
  run(item) {
    const frame = new ItemsEncoder(1024);
    frame.add(item);
    const writer = new ByteWriter(64, 1024);
    frame.write(writer);
    return writer.finish();
  },
});

export const decodesItem = program({
  prepare() {
    const frame = new ItemsEncoder(1024);
    frame.add(pair().left.get("setting", "setting-3")!);
    const writer = new ByteWriter(64, 1024);
    frame.write(writer);
    return writer.finish();
  },
  run(bytes) {
    const frame = nextFrame(new ByteReader(bytes))!;
    return new ItemsDecoder(frame.payload).next();
  },
  check(result) {
    if (result === undefined) throw new Error("not decoded");
  },
});
