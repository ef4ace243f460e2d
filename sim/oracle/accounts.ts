import type { Item, Version } from "../../src/store/item.ts";
import { KINDS } from "../../src/store/item.ts";
import type { Store } from "../../src/store/store.ts";
import {
  contentOf,
  type Edit,
  type EditGraph,
  isAncestor,
  itemKey,
  type StoreView,
  secondOf,
  splitId,
  versionKey,
} from "./edit-graph.ts";
import { Violation } from "./violation.ts";

/** What a store holds now, read back from its medium. */
export function viewOf(store: Store): StoreView {
  const view = new Map<string, Item>();
  for (const kind of KINDS) {
    for (const entry of store.entries(kind)) view.set(itemKey(kind, entry.id), store.read(entry));
  }
  return view;
}

/** The books of one store: is every edit that somebody was promised accounted for in it? */
export class Accounts {
  private readonly graph: EditGraph;
  private readonly view: StoreView;
  private readonly coldBeforeUs: number;
  private readonly known = new Map<Edit, boolean>();

  /** Tombstones from before `coldBeforeUs` may be gone, if nothing of their item came back. */
  constructor(graph: EditGraph, view: StoreView, coldBeforeUs: number) {
    this.graph = graph;
    this.view = view;
    this.coldBeforeUs = coldBeforeUs;
  }

  /**
   * Whether an edit is there: as a version of its item, as an item of its own past the tenth version, through an equal one
   * that stands for it, or through whatever replaced it.
   */
  has(edit: Edit): boolean {
    // Equal edits stand for one another, so ways lead in circles: what is not found is known when all of them were walked.
    const reached = new Set([edit]);
    let found = false;
    for (const one of reached) {
      found = this.known.get(one) ?? this.isThere(one);
      if (found) break;
      if (!this.known.has(one)) for (const next of this.heirsOf(one)) reached.add(next);
    }
    if (found) this.known.set(edit, true);
    else for (const one of reached) this.known.set(one, false);
    return found;
  }

  /** Throws where an edit is missing that `promised` holds for. */
  checkEdits(oracle: string, where: string, promised: (edit: Edit) => boolean): void {
    for (const edit of this.graph.edits) {
      if (edit.ackedUs === undefined || !promised(edit) || this.has(edit)) continue;
      const item = this.view.get(itemKey(edit.kind, edit.id));
      const there = item === undefined ? "nothing" : `${describe(item)} seen ${JSON.stringify(item.context)}`;
      throw new Violation(oracle, `${where} has lost edit ${tellEdit(edit)}; of that item it has ${there}`);
    }
  }

  /** Throws where a version is there although an edit that `promised` holds for replaced it: nothing that is gone returns. */
  checkReturns(where: string, promised: (edit: Edit) => boolean): void {
    for (const item of this.view.values()) {
      for (const version of item.versions) {
        const edit = this.graph.find(item.kind, item.id, version);
        if (edit === undefined) {
          throw new Violation(
            "nothing is made up",
            `${where} has ${describe(item)}, part of which nobody wrote`,
          );
        }
        for (const later of edit.replacedBy) {
          if (later.ackedUs === undefined || !promised(later)) continue;
          // Tombstones leave the digest after a day: nodes need not agree on which of two deletions it was.
          if (isBuried(item) && endsDeleted(later)) continue;
          throw new Violation(
            later.version.deleted ? "nothing deleted returns" : "nothing replaced returns",
            `${where} has ${tellEdit(edit)} again, which ${tellEdit(later)} replaced`,
          );
        }
      }
    }
  }

  private isThere(edit: Edit): boolean {
    const { kind, id } = edit;
    const item = this.view.get(itemKey(kind, id));
    for (const version of item?.versions ?? []) {
      if (versionKey(version) === edit.key) return true;
      if (contentOf(version) === edit.content && this.standsFor(this.graph.find(kind, id, version), edit))
        return true;
    }
    if (edit.version.deleted && this.isForgotten(edit, item)) return true;
    const split = this.view.get(itemKey(kind, splitId(id, edit.version)));
    return (
      !id.includes("~") && (split?.versions.some((version) => versionKey(version) === edit.key) ?? false)
    );
  }

  /** The edits by which an edit is accounted for: each of them is enough. */
  private heirsOf(edit: Edit): Edit[] {
    const { kind, id } = edit;
    const heirs = [...edit.replacedBy, ...edit.outdatedBy];
    // As an item of its own it is an item like any other: it may have been edited or deleted since.
    if (!id.includes("~")) heirs.push(...this.graph.editsOf(kind, splitId(id, edit.version)).values());
    for (const other of this.graph.editsOf(kind, id).values()) {
      if (isTie(edit, other)) heirs.push(other);
      if (other !== edit && other.content === edit.content && this.standsFor(other, edit))
        heirs.push(...other.replacedBy);
    }
    return heirs;
  }

  /** A deletion may be forgotten after some time, if nothing of what it deleted came back. */
  private isForgotten(edit: Edit, item: Item | undefined): boolean {
    if (edit.atUs >= this.coldBeforeUs) return false;
    for (const version of item?.versions ?? []) {
      const there = this.graph.find(edit.kind, edit.id, version);
      if (there !== undefined && !version.deleted && isAncestor(there, edit)) return false;
    }
    return true;
  }

  /** Two people who made the same edit do not disagree. An edit that comes before or after it is another. */
  private standsFor(other: Edit | undefined, edit: Edit): boolean {
    if (other === undefined || other === edit) return false;
    return !isAncestor(other, edit) && !isAncestor(edit, other);
  }
}

/** One client said both within one second. */
function isTie(edit: Edit, other: Edit): boolean {
  if (edit === other || edit.op !== "foreign" || other.op !== "foreign") return false;
  return edit.version.replica === other.version.replica && secondOf(edit.version) === secondOf(other.version);
}

/** Whether an edit is a deletion, or was replaced by one in the end. What replaced it beside that would be missed as an edit. */
function endsDeleted(edit: Edit): boolean {
  // A set is walked to its end while it grows.
  const reached = new Set([edit]);
  for (const one of reached) {
    if (one.version.deleted) return true;
    for (const later of one.replacedBy) reached.add(later);
  }
  return false;
}

/** Whether nothing is left of an item but that it was deleted. */
export function isBuried(item: Item | undefined): boolean {
  return item === undefined || item.versions.every((version) => version.deleted);
}

export function tellEdit(edit: Edit): string {
  const { number, op, kind, id, version, node, atUs, ackedUs } = edit;
  const acked = ackedUs === undefined ? "unanswered" : `answered at ${seconds(ackedUs)}`;
  return `#${number} (${op} ${kind}/${id} ${tellVersion(version)} at node ${node}, ${seconds(atUs)}, ${acked})`;
}

export function describe(item: Item): string {
  return `${item.kind}/${item.id} [${item.versions.map(tellVersion).join(" | ")}]`;
}

function tellVersion(version: Version): string {
  return `${version.replica}.${version.counter} ${contentOf(version).slice(0, 120)}`;
}

function seconds(us: number): string {
  return `${(us / 1e6).toFixed(3)} s`;
}
