import { createHash } from "node:crypto";
import { decodeUtf8 } from "../../src/bytes/utf8.ts";
import { canonical } from "../oracle/edit-graph.ts";
import { Violation } from "../oracle/violation.ts";
import type { SimNode } from "./sim-node.ts";
import type { Stage } from "./stage.ts";

const LISTS = ["/api/images", "/api/patterns", "/api/sequences", "/api/settings", "/api/sync/conflicts"];

/** What users see, over HTTP, is the same on all nodes that have converged: lists, conflicts, and each picture's pixels. */
export function checkPages(stage: Stage, nodes: readonly SimNode[]): void {
  const paths = [...LISTS];
  const first = nodes[0]!;
  for (const entry of first.node!.store.entries("image")) {
    if (!entry.deleted) paths.push(`/api/images/${entry.id}/pixels`);
  }
  for (const path of paths) {
    const shown = nodes.map((node) => get(stage, node, path));
    for (const [i, page] of shown.entries()) {
      if (page === shown[0]) continue;
      throw new Violation(
        "users see the same",
        `${path} of node ${nodes[i]!.number} is ${page}, of node ${first.number} it is ${shown[0]}`,
      );
    }
  }
}

function get(stage: Stage, node: SimNode, path: string): string {
  const answer = stage.call(node, { label: path, method: "GET", path });
  if (answer !== undefined) return `${answer.status} ${tell(path, answer.body)}`;
  throw new Violation(
    "users see the same",
    `node ${node.number} did not answer GET ${path} without any fault`,
  );
}

function tell(path: string, body: Uint8Array): string {
  if (path.endsWith("/pixels")) return createHash("sha256").update(body).digest("hex");
  if (!path.endsWith("/conflicts")) return decodeUtf8(body);
  const { conflicts } = JSON.parse(decodeUtf8(body)) as {
    conflicts: { key: string; versions: { mine?: boolean }[] }[];
  };
  // What is "mine" differs, and so may the order of the list.
  for (const { versions } of conflicts) for (const version of versions) delete version.mine;
  return canonical(conflicts.map(canonical).sort());
}
