import { unixMsToStamp } from "../../src/store/hybrid-clock.ts";
import type { Item, Kind, Version } from "../../src/store/item.ts";
import type { Store } from "../../src/store/store.ts";
import { contentOf, type Edit, type EditGraph, type EditOp, itemKey } from "./edit-graph.ts";
import type { Verdict } from "./violation.ts";

/** The parts of a store that writing passes through. */
interface Writing {
  append(item: Item): void;
}

/** A call on its way through the store. */
interface Current {
  op: EditOp;
  kind: Kind;
  id: string;
  /** What its author replaces. */
  replaced: readonly Version[];
  /** What a client without version vectors said; its count is not known before. */
  said?: Version;
  edit: Edit | undefined;
}

/**
 * Watches all stores of a world from within: every call that edits is told to the graph before it reaches the journal, so
 * that an edit is known even when the power goes in the middle of its write.
 */
export class StoreWatch {
  readonly graph: EditGraph;
  private readonly verdict: Verdict;
  private readonly nowUs: () => number;
  /** Content by item and dot, as soon as another store has seen it. */
  private readonly contents = new Map<string, string>();

  constructor(graph: EditGraph, verdict: Verdict, nowUs: () => number) {
    this.graph = graph;
    this.verdict = verdict;
    this.nowUs = nowUs;
  }

  /** Watches the store of a node from one boot to the next. */
  attach(store: Store, node: number): void {
    let current: Current | undefined;
    const during = <T>(call: Omit<Current, "edit">, work: () => T): T => {
      const mine: Current = { ...call, edit: undefined };
      current = mine;
      try {
        const result = work();
        this.finish(mine, store, node);
        return result;
      } finally {
        current = undefined;
      }
    };
    const { put, remove, choose, mergeForeign } = store;
    store.put = (kind, id, content) =>
      during({ op: "put", kind, id, replaced: playing(store, kind, id) }, () =>
        put.call(store, kind, id, content),
      );
    store.remove = (kind, id) =>
      during({ op: "remove", kind, id, replaced: playing(store, kind, id) }, () =>
        remove.call(store, kind, id),
      );
    store.choose = (item, chosen) =>
      during({ op: "choose", kind: item.kind, id: item.id, replaced: item.versions }, () =>
        choose.call(store, item, chosen),
      );
    store.mergeForeign = (kind, id, replica, unixMs, content) => {
      const said = {
        replica,
        counter: 0,
        stamp: unixMsToStamp(unixMs),
        deleted: false,
        blob: undefined,
        ...content,
      };
      return during({ op: "foreign", kind, id, replaced: [], said }, () =>
        mergeForeign.call(store, kind, id, replica, unixMs, content),
      );
    };
    const writing = store as unknown as Writing;
    const { append } = writing;
    writing.append = (item) => {
      if (current === undefined || current.edit !== undefined) this.onMerged(item, node);
      else current.edit = this.onEdit(current, item, store, node);
      append.call(store, item);
    };
  }

  /** Two contents for one dot can never be told apart again. */
  seeContent(item: Item, version: Version, node: number): void {
    const dot = `${itemKey(item.kind, item.id)} ${version.replica}.${version.counter}`;
    const content = contentOf(version);
    const known = this.contents.get(dot);
    if (known === undefined) this.contents.set(dot, content);
    else if (known !== content) {
      this.verdict.report("one dot, one content", `node ${node}: ${dot} is ${content}, and was ${known}`);
    }
  }

  private onMerged(item: Item, node: number): void {
    for (const version of item.versions) {
      const edit = this.graph.find(item.kind, item.id, version);
      // What only its author has seen may be lost with the author's power, and its dot given out again.
      if (edit !== undefined && edit.node !== node) this.seeContent(item, version, node);
      if (edit !== undefined) continue;
      const text = `${itemKey(item.kind, item.id)} ${version.replica}.${version.counter} ${contentOf(version)}`;
      this.verdict.report("nothing is made up", `node ${node} took ${text}, which nobody wrote`);
    }
  }

  private onEdit(call: Current, item: Item, store: Store, node: number): Edit | undefined {
    const version = call.said === undefined ? ownNewest(item, store.replica) : newest(item, this.graph);
    if (version === undefined) return undefined;
    const { op, kind, id } = call;
    return this.graph.add({ op, kind, id, node, atUs: this.nowUs(), version }, call.replaced);
  }

  /** The call returned: what it wrote, or the version that says the same already, is what its author will be told is kept. */
  private finish(call: Current, store: Store, node: number): void {
    const { op, kind, id, said } = call;
    const atUs = this.nowUs();
    let { edit } = call;
    if (edit === undefined) {
      const versions = store.get(kind, id)?.versions ?? [];
      const version =
        said === undefined ? versions[0] : versions.find((one) => contentOf(one) === contentOf(said));
      if (version !== undefined) edit = this.graph.find(kind, id, version);
      else if (said !== undefined) edit = this.graph.add({ op, kind, id, node, atUs, version: said }, []);
    }
    const blob = edit?.version.blob;
    if (edit?.node === node && blob !== undefined && store.blobs.has(blob)) edit.hadBlob = true;
    if (edit !== undefined) this.graph.note({ node, atUs, op, kind, id, edit });
  }
}

/** The version that an author who looks at the item sees. */
function playing(store: Store, kind: Kind, id: string): readonly Version[] {
  const item = store.get(kind, id);
  return item === undefined ? [] : item.versions.slice(0, 1);
}

function ownNewest(item: Item, replica: string): Version | undefined {
  const counter = item.context[replica];
  return item.versions.find((version) => version.replica === replica && version.counter === counter);
}

/** The version of a merged push that is not known yet. */
function newest(item: Item, graph: EditGraph): Version | undefined {
  return item.versions.find((version) => graph.find(item.kind, item.id, version) === undefined);
}
