import { STAMPS_PER_MS } from "../../src/store/hybrid-clock.ts";
import {
  FACTORY_REPLICA,
  type Item,
  type Kind,
  MAX_GIVEN_ID_LENGTH,
  type Version,
} from "../../src/store/item.ts";

/**
 * What users did, told apart from what stores made of it. An edit is a version that somebody wrote, and `replaces` are the
 * versions that its author saw go: the one that played, or all of a conflict that was settled. The graph is made from the
 * calls alone, by the product's promises and not by the code that merges, so that it can find that code wrong.
 */

/** What a call did. */
export type EditOp = "put" | "remove" | "choose" | "foreign" | "factory";

export interface Edit {
  readonly number: number;
  readonly op: EditOp;
  readonly kind: Kind;
  readonly id: string;
  readonly version: Version;
  /** Name of the version: its dot and its content, since a dot that was never seen may be given out again after a crash. */
  readonly key: string;
  /** Content, to find who said the same. */
  readonly content: string;
  /** The node where it was made; -1 for what nodes are born with. */
  readonly node: number;
  readonly atUs: number;
  /** What its author replaced, and who replaced it. */
  readonly replaces: Set<Edit>;
  readonly replacedBy: Set<Edit>;
  /** What the same client, which knows no version vectors, said at a later time. */
  readonly outdatedBy: Set<Edit>;
  /** When the author was told that it is kept; undefined while nobody was. */
  ackedUs: number | undefined;
  /** Its blob was on the node when it was made: from then on it is the node's to keep. */
  hadBlob: boolean;
}

/** A call that wrote an edit, or that found it written already. */
export interface Call {
  readonly node: number;
  readonly atUs: number;
  readonly op: EditOp;
  readonly kind: Kind;
  readonly id: string;
  readonly edit: Edit;
}

export function contentOf(version: Version): string {
  if (version.deleted) return "deleted";
  return `${version.blob ?? "-"} ${canonical(version.body)}`;
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as Record<string, unknown>;
  const entries = Object.keys(object).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`).join(",")}}`;
}

export function versionKey(version: Version): string {
  return `${version.replica}.${version.counter} ${contentOf(version)}`;
}

export function itemKey(kind: Kind, id: string): string {
  return `${kind}/${id}`;
}

/** All edits of a world. */
export class EditGraph {
  readonly edits: Edit[] = [];
  readonly calls: Call[] = [];
  private readonly byItem = new Map<string, Map<string, Edit>>();

  /** Takes note of an edit that is about to be written. The same version written again (after a failed write) is one edit. */
  add(
    made: { op: EditOp; kind: Kind; id: string; node: number; atUs: number; version: Version },
    replaced: readonly Version[],
  ): Edit {
    const { kind, id, version } = made;
    const edits = this.editsOf(kind, id);
    const key = versionKey(version);
    let edit = edits.get(key);
    if (edit === undefined) {
      edit = {
        ...made,
        number: this.edits.length,
        key,
        content: contentOf(version),
        replaces: new Set(),
        replacedBy: new Set(),
        outdatedBy: new Set(),
        ackedUs: undefined,
        hadBlob: false,
      };
      edits.set(key, edit);
      this.edits.push(edit);
    }
    for (const older of replaced) this.replace(edit, this.find(kind, id, older));
    if (made.op === "foreign") this.orderForeign(edit, edits);
    return edit;
  }

  note(call: Call): void {
    this.calls.push(call);
  }

  /** The edit that a version is, undefined where nobody is known to have written it. */
  find(kind: Kind, id: string, version: Version): Edit | undefined {
    const key = versionKey(version);
    const edit = this.editsOf(kind, id).get(key);
    if (edit !== undefined) return edit;
    if (version.replica === FACTORY_REPLICA) {
      return this.add({ op: "factory", kind, id, node: -1, atUs: 0, version }, []);
    }
    return this.findSplit(kind, id, key);
  }

  /** Every edit of an item, and of those whose split-off version it is. */
  editsOf(kind: Kind, id: string): Map<string, Edit> {
    const key = itemKey(kind, id);
    let edits = this.byItem.get(key);
    if (edits === undefined) {
      edits = new Map();
      this.byItem.set(key, edits);
    }
    return edits;
  }

  private replace(edit: Edit, older: Edit | undefined): void {
    if (older === undefined || older === edit) return;
    edit.replaces.add(older);
    older.replacedBy.add(edit);
  }

  /** A client without version vectors replaces by a later time what it said at an earlier one, wherever it said it. */
  private orderForeign(edit: Edit, edits: Map<string, Edit>): void {
    const time = secondOf(edit.version);
    for (const other of edits.values()) {
      if (other.op !== "foreign" || other.version.replica !== edit.version.replica) continue;
      if (secondOf(other.version) < time) other.outdatedBy.add(edit);
      else if (secondOf(other.version) > time) edit.outdatedBy.add(other);
    }
  }

  /** A version past the tenth lives on under "id~dot". */
  private findSplit(kind: Kind, id: string, key: string): Edit | undefined {
    const tilde = id.indexOf("~");
    if (tilde < 0) return undefined;
    const stem = id.slice(0, tilde);
    for (const [name, edits] of this.byItem) {
      if (!name.startsWith(`${kind}/`)) continue;
      const other = name.slice(kind.length + 1);
      if (other.slice(0, MAX_GIVEN_ID_LENGTH) !== stem || other.includes("~")) continue;
      const edit = edits.get(key);
      if (edit !== undefined) return edit;
    }
    return undefined;
  }
}

/** Most clients count whole seconds: of two things said within one, either may be the later. */
export function secondOf(version: Version): number {
  return Math.floor(version.stamp / (1000 * STAMPS_PER_MS));
}

/** The id under which a version past the tenth of an item lives on. */
export function splitId(id: string, version: Version): string {
  return `${id.slice(0, MAX_GIVEN_ID_LENGTH)}~${version.replica}${version.counter}`;
}

/** Whether `older` was replaced by `edit`, directly or through others. */
export function isAncestor(older: Edit, edit: Edit): boolean {
  const seen = new Set<Edit>();
  const queue = [edit];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const replaced of next.replaces) {
      if (replaced === older) return true;
      if (!seen.has(replaced)) queue.push(replaced);
      seen.add(replaced);
    }
  }
  return false;
}

/** Every item of a store, by kind and id. */
export type StoreView = ReadonlyMap<string, Item>;
