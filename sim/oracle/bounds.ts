import { MAX_CONNECTIONS, MAX_REFUSING } from "../../src/net/http-limits.ts";
import type { SyncNode } from "../../src/node/sync-node.ts";
import { HISTORY_LENGTH } from "../../src/sync/history.ts";
import { MAX_PEERS } from "../../src/sync/peers.ts";
import type { Verdict } from "./violation.ts";

/** Parts of a node whose size only they know. */
interface Insides {
  answering: { sessions: unknown[] };
  synchronizer: { queue: unknown[] };
  history: { count: number };
  server: { refusing: unknown[] };
  client: { connections: unknown[]; waiting: unknown[] };
}

/** Timers that a node may have set: one for each wait of each of its few parts. */
const MAX_TIMERS = 80;

/** Each size of a node that could grow with what others do, and its cap. */
function sizesOf(node: SyncNode): [name: string, size: number, cap: number][] {
  const { answering, synchronizer, history, server, client } = node as unknown as Insides;
  return [
    ["sessions that it answers", answering.sessions.length, 4],
    ["syncs that wait", synchronizer.queue.length, 40],
    ["syncs that it remembers", history.count, 2 * HISTORY_LENGTH],
    ["peers", node.peers.all().length, MAX_PEERS],
    ["connections that it serves", node.server.connectionCount, MAX_CONNECTIONS],
    ["connections that it turns away", server.refusing.length, MAX_REFUSING],
    ["connections that it opened", client.connections.length, 4],
    ["calls that wait", client.waiting.length, 16],
  ];
}

/** Reports where a node holds more of anything than it should. */
export function checkBounds(verdict: Verdict, where: string, node: SyncNode, timers: number): void {
  for (const [name, size, cap] of sizesOf(node)) {
    if (size > cap) verdict.report("memory is bounded", `${where} has ${size} ${name}, more than ${cap}`);
  }
  if (timers > MAX_TIMERS) verdict.report("memory is bounded", `${where} has set ${timers} timers`);
}
