import assert from "node:assert/strict";
import fc from "fast-check";
import { compareVersions, type Item, MAX_VERSIONS, type Version } from "../../src/store/item.ts";
import { editItem, mergeItems, resolveItem, sameState } from "../../src/store/merge.ts";
import { canonical } from "./store-lab.ts";

const REPLICAS = ["0000000000a1", "0000000000b2", "0000000000c3", "0000000000d4"];

/** One step of a made-up history: what one of four nodes does. */
type Step =
  | { do: "edit"; node: number; content: number; stamp: number }
  | { do: "delete"; node: number; stamp: number }
  | { do: "resolve"; node: number; content: number; stamp: number }
  | { do: "pull"; node: number; from: number };

const node = fc.nat({ max: REPLICAS.length - 1 });
const stamp = fc.integer({ min: 1, max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("edit" as const), node, content: fc.nat({ max: 1000 }), stamp }),
  fc.record({ do: fc.constant("delete" as const), node, stamp }),
  fc.record({ do: fc.constant("resolve" as const), node, content: fc.nat({ max: 1000 }), stamp }),
  fc.record({ do: fc.constant("pull" as const), node, from: node }),
);

/** An edit as the plain model knows it: the set of edits that its author had superseded knowingly. */
interface ModelEdit {
  name: string;
  version: Version;
  supersedes: Set<string>;
}

/** A node of the model: which edits it has heard of. What it shows follows from that. */
type ModelNode = Map<string, ModelEdit>;

/** Edits that no other known edit supersedes, in the order of siblings. */
function visible(known: ModelNode): ModelEdit[] {
  const edits = [...known.values()];
  return edits
    .filter((edit) => !edits.some((other) => other.supersedes.has(edit.name)))
    .sort((a, b) => compareVersions(a.version, b.version));
}

/** Histories in which no two edits say the same: one delete at most, and every content its own. */
const history = fc.array(step, { maxLength: 40 }).map((steps) => {
  const first = steps.findIndex((step) => step.do === "delete");
  return steps.filter((step, at) => step.do !== "delete" || at === first);
});

class History {
  readonly items: (Item | undefined)[] = REPLICAS.map(() => undefined);
  readonly models: ModelNode[] = REPLICAS.map(() => new Map());
  private readonly counters = REPLICAS.map(() => 0);
  private serial = 0;
  private readonly distinct: boolean;

  constructor(steps: Step[], distinct: boolean) {
    this.distinct = distinct;
    for (const step of steps) this.apply(step);
  }

  apply(step: Step): void {
    if (step.do === "pull") {
      const theirs = this.items[step.from];
      for (const [name, edit] of this.models[step.from]!) this.models[step.node]!.set(name, edit);
      if (theirs === undefined) return;
      const mine = this.items[step.node];
      this.items[step.node] = mine === undefined ? theirs : mergeItems(mine, theirs).item;
      return;
    }
    const before = this.items[step.node];
    const shown = visible(this.models[step.node]!);
    if (step.do === "resolve" && before === undefined) return;
    const version = this.version(step.node, step.stamp, step.do === "delete" ? undefined : step.content);
    const seen = step.do === "resolve" ? shown : shown.slice(0, 1);
    const supersedes = new Set<string>();
    for (const edit of seen) for (const name of [edit.name, ...edit.supersedes]) supersedes.add(name);
    const name = `${version.replica}:${version.counter}`;
    this.models[step.node]!.set(name, { name, version, supersedes });
    this.items[step.node] =
      step.do === "resolve" && before !== undefined
        ? resolveItem(before, version)
        : editItem(before, { kind: "setting", id: "x" }, version);
  }

  private version(node: number, stamp: number, content: number | undefined): Version {
    const counter = ++this.counters[node]!;
    const body =
      content === undefined
        ? {}
        : this.distinct
          ? { value: content, serial: ++this.serial }
          : { value: content };
    return {
      replica: REPLICAS[node]!,
      counter,
      stamp,
      deleted: content === undefined,
      body,
      blob: undefined,
    };
  }
}

function dots(item: Item | undefined): string[] {
  return (item?.versions ?? []).map((version) => `${version.replica}:${version.counter}`);
}

describe("mergeItems", () => {
  it("shows on every node, after any history, just the edits that no edit it knows superseded", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { items, models } = new History(steps, true);
        for (let i = 0; i < REPLICAS.length; i++) {
          assert.deepEqual(
            dots(items[i]),
            visible(models[i]!).map((edit) => edit.name),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is commutative, associative and idempotent", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const items = new History(steps, true).items.filter((item) => item !== undefined);
        for (const a of items) {
          assert.deepEqual(canonical(mergeItems(a, a).item), canonical(a));
          for (const b of items) {
            const ab = mergeItems(a, b).item;
            assert.deepEqual(canonical(ab), canonical(mergeItems(b, a).item));
            assert.ok(sameState(mergeItems(ab, a).item, ab), "what is merged already changes nothing");
            for (const c of items) {
              const left = mergeItems(ab, c).item;
              const right = mergeItems(a, mergeItems(b, c).item).item;
              assert.deepEqual(canonical(left), canonical(right));
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("brings all nodes to one state, with equal edits and deletes among them, in whatever order they meet", () => {
    const meetings = fc.infiniteStream(fc.tuple(node, node));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), meetings, (steps, stream) => {
        const items = new History(steps, false).items.filter((item) => item !== undefined);
        const meet = (a: number, b: number) => {
          const [mine, theirs] = [items[a], items[b]];
          if (mine !== undefined && theirs !== undefined) items[a] = mergeItems(mine, theirs).item;
        };
        for (let i = 0; i < 20; i++) {
          const [a, b] = stream.next().value as [number, number];
          meet(a, b);
        }
        for (let a = 0; a < items.length; a++) for (let b = 0; b < items.length; b++) meet(a, b);
        for (let a = 0; a < items.length; a++) for (let b = 0; b < items.length; b++) meet(a, b);
        for (const item of items) assert.deepEqual(canonical(item), canonical(items[0]!));
        const contents = (items[0]?.versions ?? []).map((version) =>
          JSON.stringify([version.deleted, version.body]),
        );
        assert.equal(new Set(contents).size, contents.length);
      }),
      { numRuns: 500 },
    );
  });

  it("lets one of two equal edits stand for both", () => {
    const [a, b] = [edit(REPLICAS[0]!, 1, 10, 7), edit(REPLICAS[1]!, 1, 20, 7)];
    const merged = mergeItems(single(a), single(b)).item;
    assert.deepEqual(dots(merged), [`${REPLICAS[1]}:1`]);
    assert.deepEqual(merged.context, { [REPLICAS[0]!]: 1, [REPLICAS[1]!]: 1 });
  });

  it("does not let a delete and an edit stand for one another", () => {
    const tombstone: Version = { ...edit(REPLICAS[1]!, 1, 20, 0), deleted: true, body: {} };
    const empty: Version = { ...edit(REPLICAS[0]!, 1, 10, 0), body: {} };
    assert.equal(mergeItems(single(tombstone), single(empty)).item.versions.length, 2);
  });

  it("keeps the ten best of more siblings, in whatever order they come, and makes the others items of their own", () => {
    const edits = Array.from({ length: 15 }, (_, i) =>
      edit(`0000000001${(16 + i).toString(16)}`, 1, 100 + i, i),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(edits, { minLength: 15 }), (order) => {
        const split = new Map<string, Item>();
        let item = single(order[0]!);
        for (const version of order.slice(1)) {
          const merged = mergeItems(item, single(version));
          item = merged.item;
          for (const other of merged.splitOff) split.set(other.id, other);
        }
        assert.deepEqual(
          item.versions.map((version) => version.body["value"]),
          [14, 13, 12, 11, 10, 9, 8, 7, 6, 5],
        );
        assert.deepEqual(
          [...split.values()].map((other) => other.versions[0]!.body["value"]).sort(),
          [0, 1, 2, 3, 4],
        );
        for (const other of split.values()) assert.deepEqual(Object.values(other.context), [1]);
      }),
      { numRuns: 100 },
    );
    assert.equal(MAX_VERSIONS, 10);
  });
});

function edit(replica: string, counter: number, stamp: number, value: number): Version {
  return { replica, counter, stamp, deleted: false, body: { value }, blob: undefined };
}

function single(version: Version): Item {
  return { kind: "setting", id: "x", context: { [version.replica]: version.counter }, versions: [version] };
}
