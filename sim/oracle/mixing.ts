import { tellEdit } from "./accounts.ts";
import type { Edit, EditGraph, StoreView } from "./edit-graph.ts";
import { Violation } from "./violation.ts";

/** Who may know what: an edit spreads among nodes that share a group, and to no others. */
export class Mixing {
  private readonly groups = new Map<number, readonly string[]>();
  private readonly parents = new Map<number, number>();

  /** A node is told to belong to these groups; a power cut may leave it in those of before. */
  may(node: number, groups: readonly string[]): void {
    this.is(node, [...(this.groups.get(node) ?? []), ...groups]);
  }

  /** A node belongs to these groups now. */
  is(node: number, groups: readonly string[]): void {
    this.groups.set(node, groups);
    for (const [other, theirs] of this.groups) {
      if (other !== node && theirs.some((group) => groups.includes(group))) {
        this.parents.set(this.root(other), this.root(node));
      }
    }
  }

  /** Throws where a store holds what no chain of groups could have brought there. */
  check(graph: EditGraph, view: StoreView, node: number): void {
    for (const item of view.values()) {
      for (const version of item.versions) {
        const edit = graph.find(item.kind, item.id, version);
        if (edit === undefined || this.mayHave(node, edit)) continue;
        throw new Violation("groups do not mix", `node ${node} has ${tellEdit(edit)}`);
      }
    }
  }

  private mayHave(node: number, edit: Edit): boolean {
    return edit.node < 0 || this.root(edit.node) === this.root(node);
  }

  private root(node: number): number {
    let root = node;
    for (let up = this.parents.get(root); up !== undefined && up !== root; up = this.parents.get(root))
      root = up;
    return root;
  }
}
