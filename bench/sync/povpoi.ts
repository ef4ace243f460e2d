import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { SimFiles } from "../../sim/sim-files.ts";
import { SimRandom } from "../../sim/sim-random.ts";
import { decodeUtf8, encodeUtf8 } from "../../src/bytes/utf8.ts";
import { ALL_KINDS } from "../../src/store/digest-table.ts";
import type { IndexEntry } from "../../src/store/index-entry.ts";
import { type Item, KINDS, type Kind, type Value, type Version } from "../../src/store/item.ts";
import type { Content } from "../../src/store/merge.ts";
import { Store } from "../../src/store/store.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { Initiator } from "../../src/sync/initiator.ts";
import { Responder } from "../../src/sync/responder.ts";
import { type Contender, type Meeting, type Pair, type Traffic, trafficOf } from "./contender.ts";
import type { BenchItem, Edit, Fields } from "./items.ts";

const GROUPS = [groupTag("pair")];
/** 2026-01-01, when the first item is made. */
const START_WALL_MS = 1_767_225_600_000;
/** Shortest time between two edits. */
const EDIT_EVERY_US = 20_000_000;

export const POVPOI: Contender = {
  name: "povpoi",
  mapping:
    "one item each, a sequence's steps as a blob; nothing is kept between sessions but, for a push, that right had all before; stores journal to a virtual disk, which counts as CPU",
  open: () => new PovpoiPair(),
};

/** Two stores on virtual disks, and sessions between them without a network. */
export class PovpoiPair implements Pair {
  readonly left: Store;
  right: Store;
  private readonly scheduler = new Scheduler();
  private readonly prng = new Prng("bench stores");
  private stores = 0;
  private sessions = 0;
  private news: IndexEntry[] = [];

  constructor() {
    this.left = this.makeStore();
    this.right = this.makeStore();
  }

  fill(items: readonly BenchItem[]): void {
    for (const item of items) this.put(item);
  }

  renewRight(): void {
    this.right = this.makeStore();
  }

  put(item: BenchItem): void {
    this.putOn(this.left, item);
    this.news = [this.left.entry(item.kind, item.id)!];
  }

  /** Stores an item on one of the two, some time after the edit before. */
  putOn(store: Store, { kind, id, fields }: BenchItem): void {
    this.scheduler.runFor(EDIT_EVERY_US + Math.floor(this.prng.exponential(5 * EDIT_EVERY_US)));
    const before = store.sequence;
    store.put(kind, id, contentOf(store, fields));
    if (store.sequence === before) throw new Error(`povpoi: ${kind} "${id}" was not changed by its edit.`);
  }

  write(edits: readonly Edit[], how: "in turn" | "at once"): void {
    const seen = new Map<string, Item>();
    for (const { device, item } of edits) {
      const { kind, id } = item;
      const key = `${kind}/${id}`;
      const before = (how === "at once" ? seen.get(key) : undefined) ?? this.left.get(kind, id)!;
      seen.set(key, before);
      this.scheduler.runFor(EDIT_EVERY_US);
      const replica = this.prng.fork(device).u32().toString(16).padStart(12, "b");
      const { body, blob } = contentOf(this.left, item.fields);
      const stamp = this.left.stamps.next();
      const version: Version = { replica, counter: 1, stamp, deleted: false, body, blob };
      this.left.merge({ kind, id, context: { ...before.context, [replica]: 1 }, versions: [version] });
    }
    this.left.flush();
  }

  sync(meeting: Meeting): Traffic {
    const common = { groups: GROUPS, kinds: ALL_KINDS };
    const salt = (this.sessions++ * 0x9e37 + 4711) & 0xffff;
    const news = meeting === "push" ? this.news : [];
    const asking = { ...common, store: this.left, deviceId: "0a0000000001", salt, news };
    const initiator = new Initiator({ ...asking, direction: "bidirectional" });
    const responder = new Responder({ ...common, store: this.right, deviceId: "0a0000000002" });
    const up: Uint8Array[] = [];
    const down: Uint8Array[] = [];
    for (let request = initiator.next(); request !== undefined; request = initiator.next()) {
      const answer = responder.answer(request);
      up.push(request);
      down.push(answer);
      initiator.take(answer);
    }
    const trouble = initiator.refused ?? initiator.exchange.trouble ?? responder.exchange?.trouble;
    if (trouble !== undefined) throw new Error(`povpoi: ${trouble}`);
    return trafficOf(up, down);
  }

  content(side: "left" | "right"): Map<string, Fields> {
    const store = this[side];
    const content = new Map<string, Fields>();
    for (const kind of KINDS) {
      for (const { id } of store.entries(kind)) {
        const version = store.current(kind, id);
        if (version !== undefined) content.set(`${kind}/${id}`, fieldsOf(store, kind, version));
      }
    }
    return content;
  }

  close(): void {}

  private makeStore(): Store {
    const prng = this.prng.fork(this.stores++);
    const clock = new SimClock(this.scheduler, { driftPpm: 0, startUs: 0, wallMs: START_WALL_MS });
    const files = new SimFiles({ prng, capacityBytes: 64 * 1024 * 1024 });
    return new Store({ clock, digest: new SimDigest(), files, random: new SimRandom(prng) });
  }
}

/** Steps are kept as the API keeps them: a blob of JSON lines. */
function contentOf(store: Store, { steps, ...body }: Fields): Content {
  if (!Array.isArray(steps)) return { body };
  const text = steps.map((step: Value) => `${JSON.stringify(step)}\n`).join("");
  return { body, blob: store.blobs.add(encodeUtf8(text)) };
}

function fieldsOf(store: Store, kind: Kind, { body, blob }: Version): Fields {
  if (blob === undefined) return body;
  const byteLength = store.blobs.size(blob) ?? -1;
  if (kind !== "sequence") return { ...body, blob, byteLength };
  const bytes = new Uint8Array(Math.max(0, byteLength));
  store.blobs.read(blob, bytes, 0);
  const lines = decodeUtf8(bytes).split("\n").slice(0, -1);
  return { ...body, steps: lines.map((line) => JSON.parse(line)) };
}
