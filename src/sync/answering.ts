import type { Clock } from "../ports/clock.ts";
import { ALL_KINDS } from "../store/digest-table.ts";
import type { LocalConfig } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { countChanges, noCounts } from "./exchange.ts";
import { groupTag } from "./hello.ts";
import type { History } from "./history.ts";
import type { Peers } from "./peers.ts";
import { Responder } from "./responder.ts";

/** Sessions that are answered at once; the one that was silent for longest makes room. */
const MAX_SESSIONS = 4;
/** A session that was silent for so long is over. */
const SESSION_IDLE_US = 30_000_000;

interface Session {
  name: string;
  responder: Responder;
  address: string;
  startUs: number;
  lastUs: number;
  startTime: number;
}

export interface AnsweringParts {
  store: Store;
  config: LocalConfig;
  peers: Peers;
  history: History;
  clock: Clock;
}

/** The sync sessions that peers began with this node. */
export class Answering {
  private readonly parts: AnsweringParts;
  private sessions: Session[] = [];

  constructor(parts: AnsweringParts) {
    this.parts = parts;
  }

  /** The answer to a message of a session from an address. Never throws for what the message holds. */
  answer(name: string, address: string, message: Uint8Array): Uint8Array {
    const { clock, peers, store } = this.parts;
    this.endIdle();
    const session = this.find(name, address);
    const { responder } = session;
    session.lastUs = clock.localUs();
    const isFirst = responder.exchange === undefined;
    const answer = responder.answer(message);
    const { peerId } = responder;
    if (peerId !== "" && peerId !== this.parts.config.deviceId) {
      const known = peers.get(peerId);
      const told = known === undefined || known.address === "" ? { address } : {};
      const peer = peers.hear(peerId, { ...told, member: true, lastSyncUs: clock.localUs() });
      // Only the first message compares: what is edited while blobs move, the peer does not have.
      const isEqual = isFirst && responder.equal && responder.exchange?.kinds === ALL_KINDS;
      if (isEqual) peers.agree(peer, store, store.sequence);
    }
    return answer;
  }

  /** Ends sessions that have been silent, and remembers them. Called now and then. */
  endIdle(): void {
    const now = this.parts.clock.localUs();
    this.sessions = this.sessions.filter((session) => {
      if (now - session.lastUs < SESSION_IDLE_US) return true;
      this.remember(session);
      return false;
    });
  }

  private find(name: string, address: string): Session {
    const { store, config, clock } = this.parts;
    const found = this.sessions.find((session) => session.name === name && session.address === address);
    if (found !== undefined) return found;
    if (this.sessions.length >= MAX_SESSIONS) {
      const oldest = this.sessions.reduce((a, b) => (a.lastUs <= b.lastUs ? a : b));
      this.sessions = this.sessions.filter((session) => session !== oldest);
      this.remember(oldest);
    }
    const groups = config.groups.map(groupTag);
    const session: Session = {
      name,
      responder: new Responder({ store, deviceId: config.deviceId, groups, kinds: ALL_KINDS }),
      address,
      startUs: clock.localUs(),
      lastUs: clock.localUs(),
      startTime: clock.wallMs() ?? 0,
    };
    this.sessions.push(session);
    return session;
  }

  private remember(session: Session): void {
    const { peers, history } = this.parts;
    const { responder } = session;
    const { exchange } = responder;
    if (exchange === undefined) return;
    const moved = exchange.blobs.taken + countChanges(exchange.taken);
    history.add({
      time: session.startTime,
      peerId: responder.peerId,
      peerName: peers.get(responder.peerId)?.name ?? "",
      role: "answered",
      direction: exchange.mayGive && exchange.mayTake ? "bidirectional" : exchange.mayTake ? "pull" : "push",
      outcome:
        exchange.trouble !== undefined ? "failed" : moved === 0 && responder.equal ? "equal" : "synced",
      ...(exchange.trouble === undefined ? {} : { error: exchange.trouble }),
      taken: exchange.taken,
      given: noCounts(),
      blobs: exchange.blobs.taken,
      bytesIn: responder.bytesIn,
      bytesOut: responder.bytesOut,
      durationMs: Math.round((session.lastUs - session.startUs) / 1000),
    });
  }
}
