import { ALL_KINDS } from "../../src/store/digest-table.ts";
import type { IndexEntry } from "../../src/store/index-entry.ts";
import type { Store } from "../../src/store/store.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { type Direction, Initiator } from "../../src/sync/initiator.ts";
import { Responder } from "../../src/sync/responder.ts";

export interface Session {
  initiator: Initiator;
  responder: Responder;
  rounds: number;
  bytesUp: number;
  bytesDown: number;
  messages: Uint8Array[];
}

export interface SessionOptions {
  kinds?: number;
  direction?: Direction;
  salt?: number;
  news?: readonly IndexEntry[];
  responderKinds?: number;
  /** Ends the session before this message (0 is the first request) arrives. */
  cutAt?: number;
}

const GROUPS = [groupTag("pair")];

/** One session between two stores in memory. */
export function syncPair(from: Store, to: Store, options: SessionOptions = {}): Session {
  const initiator = new Initiator({
    store: from,
    deviceId: "0a0000000001",
    groups: GROUPS,
    kinds: options.kinds ?? ALL_KINDS,
    direction: options.direction ?? "bidirectional",
    salt: options.salt ?? 4711,
    news: options.news ?? [],
  });
  const responder = new Responder({
    store: to,
    deviceId: "0a0000000002",
    groups: GROUPS,
    kinds: options.responderKinds ?? ALL_KINDS,
  });
  const session: Session = { initiator, responder, rounds: 0, bytesUp: 0, bytesDown: 0, messages: [] };
  for (let request = initiator.next(); request !== undefined; request = initiator.next()) {
    session.rounds++;
    session.bytesUp += request.length;
    session.messages.push(request);
    if (session.messages.length === (options.cutAt ?? -1) + 1) break;
    const answer = responder.answer(request);
    session.bytesDown += answer.length;
    session.messages.push(answer);
    if (session.messages.length === (options.cutAt ?? -1) + 1) break;
    initiator.take(answer);
  }
  return session;
}
