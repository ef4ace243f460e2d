import { toHex } from "../bytes/hex.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Timer, Timers } from "../ports/timers.ts";
import { asUserError } from "../ports/user-error.ts";
import { ALL_KINDS } from "../store/digest-table.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { KINDS } from "../store/item.ts";
import type { LocalConfig } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { countChanges, noCounts } from "./exchange.ts";
import { groupTag } from "./hello.ts";
import type { History, SyncRecord } from "./history.ts";
import { type Direction, Initiator } from "./initiator.ts";
import type { Peer, Peers } from "./peers.ts";
import type { Transport } from "./transport.ts";

/** Items that go with the first message when the peer is known to lack them; with more, the digests find them in fewer bytes. */
const MAX_NEWS = 16;
/** Syncs that may wait for their turn. */
const MAX_QUEUE = 40;

export interface SyncOptions {
  direction: Direction;
  /** Mask of kinds. */
  kinds: number;
}

export const EVERYTHING: SyncOptions = Object.freeze({ direction: "bidirectional", kinds: ALL_KINDS });

export interface SynchronizerParts {
  store: Store;
  config: LocalConfig;
  peers: Peers;
  history: History;
  transport: Transport;
  clock: Clock;
  timers: Timers;
  random: Random;
}

interface Job {
  peer: Peer;
  options: SyncOptions;
  done: (record: SyncRecord) => void;
}

/** Syncs with peers, one at a time: when the user asks, when a peer appears, and every `syncInterval` with each of the groups'. */
export class Synchronizer {
  /** Whether a sync with a peer would find nothing, as far as is known without asking it. */
  isSpared: (peer: Peer) => boolean = () => false;
  private readonly parts: SynchronizerParts;
  private readonly queue: Job[] = [];
  private running = false;
  private stopped = false;
  private timer: Timer | undefined;

  constructor(parts: SynchronizerParts) {
    this.parts = parts;
  }

  start(): void {
    this.stopped = false;
    this.parts.peers.onChange = (peer) => this.greet(peer);
    this.schedule();
  }

  /** Forgets what waits; the sync that is under way ends without a word. */
  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
    this.queue.length = 0;
  }

  /** Begins anew to count the interval, after it was changed. */
  schedule(): void {
    this.timer?.cancel();
    const spread = 0.9 + 0.2 * this.chance();
    this.timer = this.parts.timers.after(this.parts.config.syncIntervalMs * spread, () => this.syncDue());
  }

  /** Syncs with a peer as soon as those before it are done. */
  sync(peer: Peer, options: SyncOptions, done: (record: SyncRecord) => void): void {
    if (this.queue.length >= MAX_QUEUE) {
      done({
        ...this.newRecord(peer, options),
        outcome: "failed",
        error: "Too many syncs wait already. Try again.",
      });
      return;
    }
    this.queue.push({ peer, options, done });
    this.runNext();
  }

  /** Whether the two sync by themselves: they share a group that has a name. */
  private readonly isMate = (peer: Peer): boolean =>
    peer.groups.some((group) => group !== "" && this.parts.config.groups.includes(group));

  /** A mate that has just come online is not kept waiting for the next interval. */
  private greet(peer: Peer): void {
    const { config, peers, timers } = this.parts;
    if (!config.autoSync || !this.isMate(peer) || peer.port === 0 || !peers.isOnline(peer)) return;
    timers.after(200 + 800 * this.chance(), () => this.syncIfDue(peer));
  }

  private syncDue(): void {
    this.schedule();
    // Here and not after a sync: who is always asked first never asks.
    this.collectTombstones();
    for (const peer of this.parts.peers.all()) this.syncIfDue(peer);
  }

  /** A sync that the peer began a moment ago counts as well as one of our own. */
  private syncIfDue(peer: Peer): void {
    const { config, peers, clock, store } = this.parts;
    if (this.stopped || !config.autoSync || !this.isMate(peer) || peer.port === 0) return;
    if (!peers.isOnline(peer) && !peer.manual) return;
    const sinceUs = clock.localUs() - (peer.lastSyncUs ?? Number.NEGATIVE_INFINITY);
    const news = store.sequence > peer.hasAllUpTo;
    if (sinceUs < config.syncIntervalMs * (news ? 100 : 600)) return;
    if (this.queue.some((job) => job.peer === peer)) return;
    if (this.isSpared(peer) && store.coldTombstones(peer.buriedUpTo).length === 0) return;
    this.sync(peer, EVERYTHING, () => {});
  }

  private runNext(): void {
    if (this.running || this.stopped) return;
    const job = this.queue.shift();
    if (job === undefined) return;
    this.running = true;
    this.run(job);
  }

  private run(job: Job): void {
    const { store, config } = this.parts;
    const { peer, options } = job;
    const salt = this.draw(2);
    const isWhole = options.kinds === ALL_KINDS && options.direction !== "pull";
    store.coolTombstones();
    const news = options.direction === "pull" ? [] : this.news(peer, options.kinds);
    // Those that it may lack though digests are equal: they are forgotten here once every member has them.
    if (isWhole) news.push(...store.coldTombstones(peer.buriedUpTo));
    const initiator = new Initiator({
      store,
      deviceId: config.deviceId,
      groups: config.groups.map(groupTag),
      kinds: options.kinds,
      direction: options.direction,
      salt,
      news,
    });
    const record = this.newRecord(peer, options);
    const startUs = this.parts.clock.localUs();
    const session = `${config.deviceId}-${salt}-${this.draw(2)}`;
    const sequence = store.sequence;
    const end = (error: string | undefined): void => {
      const { exchange } = initiator;
      const reason = error ?? initiator.refused ?? exchange.trouble;
      record.taken = exchange.taken;
      record.given = exchange.given;
      record.blobs = exchange.blobs.taken;
      record.durationMs = Math.round((this.parts.clock.localUs() - startUs) / 1000);
      const moved = exchange.blobs.taken + countChanges(exchange.taken) + countChanges(exchange.given);
      record.outcome = reason !== undefined ? "failed" : moved === 0 && initiator.equal ? "equal" : "synced";
      if (reason !== undefined) record.error = reason;
      const isEqual = initiator.equal && exchange.kinds === ALL_KINDS && record.outcome !== "failed";
      if (isEqual) this.parts.peers.agree(peer, store, sequence);
      // It was given what digests leave out.
      if (isEqual && isWhole) peer.buriedUpTo = sequence;
      this.finish(job, record);
    };
    const step = (): void => {
      const request = initiator.next();
      if (request === undefined || this.stopped) {
        end(undefined);
        return;
      }
      record.bytesOut += request.length;
      const onAnswer = (answer: Uint8Array): void => {
        record.bytesIn += answer.length;
        initiator.take(answer);
        step();
      };
      this.parts.transport.send(peer, session, request, onAnswer, end);
    };
    step();
  }

  private finish(job: Job, record: SyncRecord): void {
    const { peers, history, clock } = this.parts;
    this.running = false;
    if (this.stopped) return;
    if (record.outcome !== "failed")
      peers.hear(job.peer.deviceId, { member: true, lastSyncUs: clock.localUs() });
    history.add(record);
    job.done(record);
    this.runNext();
  }

  private collectTombstones(): void {
    const { peers, store } = this.parts;
    peers.enrol(this.isMate);
    try {
      store.collectTombstones(peers.everybodyHas(store.sequence));
    } catch (error) {
      // A disk that refuses now will be asked again.
      if (asUserError(error) === undefined) throw error;
    }
  }

  /** What changed here since the peer was seen to have everything, if that is little. */
  private news(peer: Peer, kinds: number): IndexEntry[] {
    const { store } = this.parts;
    if (peer.hasAllUpTo < 0 || store.sequence === peer.hasAllUpTo) return [];
    const news: IndexEntry[] = [];
    for (let kind = 0; kind < KINDS.length; kind++) {
      if ((kinds & (1 << kind)) === 0) continue;
      for (const entry of store.entries(KINDS[kind]!)) {
        if (entry.sequence > peer.hasAllUpTo && entry.counted) news.push(entry);
        if (news.length > MAX_NEWS) return [];
      }
    }
    return news;
  }

  private newRecord(peer: Peer, options: SyncOptions): SyncRecord {
    return {
      time: this.parts.clock.wallMs() ?? 0,
      peerId: peer.deviceId,
      peerName: peer.name,
      role: "asked",
      direction: options.direction,
      outcome: "synced",
      taken: noCounts(),
      given: noCounts(),
      blobs: 0,
      bytesIn: 0,
      bytesOut: 0,
      durationMs: 0,
    };
  }

  private draw(bytes: number): number {
    const drawn = new Uint8Array(bytes);
    this.parts.random.fill(drawn);
    return Number.parseInt(toHex(drawn), 16);
  }

  private chance(): number {
    return this.draw(2) / 65_536;
  }
}
