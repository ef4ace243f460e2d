import { HttpClient } from "../../src/net/http-client.ts";
import type { HttpResponse } from "../../src/net/http-response.ts";
import type { Kind } from "../../src/store/item.ts";
import type { Call, EditGraph, EditOp } from "../oracle/edit-graph.ts";
import type { Verdict } from "../oracle/violation.ts";
import type { World } from "../world.ts";
import { HTTP_PORT, type SimNode } from "./sim-node.ts";

/** An edit that a request asks for: where its answer says that it was made, it must have been. */
export interface Expectation {
  /** Where it can only be one. */
  op?: EditOp;
  kind: Kind;
  /** Where the user knows it before. */
  id?: string;
  /** What the content must hold. */
  says?: string;
}

export interface UserRequest {
  /** For people. */
  label: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  contentType?: string;
  body?: string | Uint8Array;
  expect?: readonly Expectation[];
}

/** What users saw. */
export interface UserCounters {
  sent: number;
  /** Answered 2xx, 4xx, 5xx, and never. */
  done: number;
  refused: number;
  failed: number;
  unanswered: number;
  /** Edits that were promised to be kept. */
  edits: number;
}

const MAX_BODY_BYTES = 262_144;

/** People with phones and computers in the network: they talk to nodes over HTTP, and remember what they were promised. */
export class User {
  readonly counters: UserCounters = { sent: 0, done: 0, refused: 0, failed: 0, unanswered: 0, edits: 0 };
  /** Requests that are not answered yet. */
  pending = 0;
  private readonly world: World;
  private readonly graph: EditGraph;
  private readonly verdict: Verdict;
  private readonly client: HttpClient;

  constructor(world: World, graph: EditGraph, verdict: Verdict) {
    this.world = world;
    this.verdict = verdict;
    this.graph = graph;
    const { streams, timers } = world.addHost({ name: "user", wall: "right" }).boot();
    this.client = new HttpClient({ streams, timers, maxConnections: 64 });
  }

  /** Sends a request; `onAnswer` hears of it, with undefined where no answer came. */
  send(
    node: SimNode,
    request: UserRequest,
    onAnswer: (answer: HttpResponse | undefined) => void = () => {},
  ): void {
    const { world, graph, counters } = this;
    const { method, path, contentType, body, expect = [], label } = request;
    const sentUs = world.nowUs;
    const firstCall = graph.calls.length;
    counters.sent++;
    this.pending++;
    this.client.request({
      address: node.address,
      port: HTTP_PORT,
      method,
      path,
      maxBodyBytes: MAX_BODY_BYTES,
      ...(contentType === undefined ? {} : { contentType }),
      ...(body === undefined ? {} : { body }),
      onDone: (response) => {
        this.pending--;
        const { status } = response;
        if (status < 300) {
          counters.done++;
          this.accept(node, expect, firstCall, `${label} (sent at ${sentUs} µs)`);
        } else if (status < 500) counters.refused++;
        else counters.failed++;
        onAnswer(response);
      },
      onError: () => {
        this.pending--;
        counters.unanswered++;
        onAnswer(undefined);
      },
    });
  }

  /** The answer says that it is done: from now on it must not be lost. */
  private accept(node: SimNode, expect: readonly Expectation[], firstCall: number, label: string): void {
    for (const wanted of expect) {
      const found = this.graph.calls.slice(firstCall).filter((call) => fits(call, node.number, wanted));
      if (found.length === 0) {
        const message = `node ${node.number} said that ${label} is done, and did not do it`;
        this.verdict.report("an answer is true", message);
      }
      for (const { edit } of found) {
        if (edit.ackedUs === undefined) this.counters.edits++;
        edit.ackedUs ??= this.world.nowUs;
      }
    }
  }
}

function fits(call: Call, node: number, { op, kind, id, says }: Expectation): boolean {
  if (call.node !== node || (op !== undefined && call.op !== op) || call.kind !== kind) return false;
  return (id === undefined || call.id === id) && (says === undefined || call.edit.content.includes(says));
}
