import type { LocalUs } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { Timer } from "../ports/timers.ts";
import { ALL_KINDS } from "../store/digest-table.ts";
import type { LocalConfig } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { type Beacon, LACKS_BLOBS, SYNCS } from "./beacon.ts";
import { idNumber, idText } from "./datagram.ts";
import type { Neighbours } from "./neighbours.ts";
import { ALL_ROWS, type News } from "./news.ts";
import { MAX_PEERS, type Peer, type Peers } from "./peers.ts";
import { EVERYTHING, type Synchronizer } from "./synchronizer.ts";
import { chance } from "./trickle.ts";

/**
 * When beacons lead to a sync over HTTP, and when they spare one. The problem: a beacon with a strange digest is heard by a hundred
 * nodes at once, and each could sync with its sender. The idea: the answer to a strange digest is one's own, for the other may know
 * what this node lacks (news.ts). Only what stays strange is synced, after a while that differs from node to node and grows
 * with their number: the first one's sync is pushed to all others, who then need none.
 */

/** A strange digest is answered within this, */
const REPLY_MS = 40;
/** and leads to a sync after this, */
const STRANGE_MS = 300;
/** and so much more, at random, for each node that was heard. */
const SPREAD_MS = 20;
/** Bulk content is fetched soon after the item that refers to it came, and so much more at random for each node. */
const BLOBS_MS = 50;
/** A sync that changed nothing between two is tried again after this, then twice as long. */
const RETRY_US = 2_000_000;
const LONGEST_RETRY_US = 60_000_000;
/** A digest is as good as a sync for so long, and so long where the group was heard to agree. */
const FRESH_US = 30_000_000;
const KNOWN_US = 300_000_000;
/** While people edit, digests differ for a moment all the time. Who had the same so many sweeps ago gets the rest by push. */
const AGREED_SWEEPS = 2;
/** Several intervals of Trickle: whoever differed would have been heard. */
const QUIET_US = 10_000_000;

export interface MeetingsParts {
  ports: Pick<Ports, "timers" | "clock" | "random">;
  store: Store;
  config: LocalConfig;
  peers: Peers;
  synchronizer: Synchronizer;
  neighbours: Neighbours;
  news: News;
  /** Sends this node's beacon to one neighbour. */
  beacon(row: number): void;
}

export class Meetings {
  /** Syncs that beacons led to. */
  syncs = 0;
  private readonly parts: MeetingsParts;
  private replyTimer: Timer | undefined;
  private syncTimer: Timer | undefined;
  private strange = -1;
  private syncing = false;
  private pusher = -1;
  private sweptUs = Number.NEGATIVE_INFINITY;
  private agreedUs = Number.NEGATIVE_INFINITY;
  private differedUs = Number.NEGATIVE_INFINITY;

  constructor(parts: MeetingsParts) {
    this.parts = parts;
    parts.synchronizer.isSpared = (peer) => this.spares(peer);
  }

  start(): void {
    this.parts.store.coolTombstones();
    this.parts.news.refreshRoot();
  }

  stop(): void {
    this.replyTimer?.cancel();
    this.syncTimer?.cancel();
    this.replyTimer = undefined;
    this.syncTimer = undefined;
    this.strange = -1;
    this.pusher = -1;
    this.syncing = false;
  }

  /** Hears what digest a neighbour has; false where it differs from this node's, and both sync by themselves. @hot */
  hearRoot(row: number, beacon: Beacon, localUs: LocalUs, multicast: boolean): boolean {
    const { news, config } = this.parts;
    if (!config.autoSync || (beacon.flags & SYNCS) === 0) return true;
    if (beacon.root === news.root) {
      this.agreedUs = localUs;
      this.agree(row);
      return true;
    }
    this.differedUs = localUs;
    const since = news.known(beacon.root);
    if (since >= 0 && news.repair(multicast ? ALL_ROWS : row, since)) return false;
    this.meetStranger(row, multicast);
    return false;
  }

  /** A neighbour pushed items, and has this digest now; it also has what they refer to. */
  pushedBy(row: number, root: number): void {
    this.parts.neighbours.roots[row] = root;
    if (root === this.parts.news.root) this.agree(row);
    this.pusher = row;
    if (this.parts.store.lacksBlobs) this.planSync(BLOBS_MS);
  }

  /**
   * Whether beacons show that a sync with a peer would find nothing. Where the group was heard to agree, so does who was not
   * heard: it would have spoken.
   */
  spares(peer: Peer): boolean {
    const { neighbours, news, ports, config, store } = this.parts;
    if (!config.autoSync || store.lacksBlobs) return false;
    const localUs = ports.clock.localUs();
    const quiet = localUs - this.agreedUs < QUIET_US && localUs - this.differedUs > QUIET_US;
    const row = neighbours.find(idNumber(peer.deviceId));
    if (row < 0 || neighbours.told[row] === 0) return quiet && !peer.manual;
    if ((neighbours.flags[row]! & SYNCS) === 0) return false;
    const agoUs = localUs - neighbours.heardUs[row]!;
    if (quiet) return agoUs < KNOWN_US;
    return agoUs < FRESH_US && (neighbours.agreed[row]! > 0 || neighbours.roots[row] === news.root);
  }

  /** A neighbour has what this node has. @hot */
  private agree(row: number): void {
    this.parts.neighbours.failures[row] = 0;
    this.parts.neighbours.agreed[row] = AGREED_SWEEPS;
  }

  private meetStranger(row: number, multicast: boolean): void {
    const { ports, neighbours } = this.parts;
    if (multicast) {
      this.replyTimer ??= ports.timers.after(REPLY_MS * chance(ports.random), () => {
        this.replyTimer = undefined;
        if (this.isStrange(row)) this.parts.beacon(row);
      });
    }
    if (this.strange >= 0 || neighbours.retryUs[row]! > ports.clock.localUs()) return;
    this.strange = row;
    this.planSync(STRANGE_MS);
  }

  private isStrange(row: number): boolean {
    const { neighbours, news } = this.parts;
    return neighbours.told[row] === 1 && neighbours.roots[row] !== news.root;
  }

  private planSync(afterMs: number): void {
    const { ports, neighbours } = this.parts;
    const ms = afterMs + SPREAD_MS * neighbours.count * chance(ports.random);
    this.syncTimer ??= ports.timers.after(ms, () => {
      this.syncTimer = undefined;
      this.sync();
    });
  }

  private sync(): void {
    const { store } = this.parts;
    let row = this.strange;
    this.strange = -1;
    if (row < 0 || !this.isStrange(row)) row = store.lacksBlobs ? this.whoHasBlobs() : -1;
    if (row < 0 || this.syncing || !this.parts.config.autoSync) return;
    const peer = this.peerOf(row);
    if (peer === undefined) return;
    this.syncing = true;
    this.syncs++;
    this.parts.synchronizer.sync(peer, EVERYTHING, () => this.synced(row, peer));
  }

  private synced(row: number, peer: Peer): void {
    const { neighbours, news, store, ports } = this.parts;
    this.syncing = false;
    if (neighbours.ids[row] !== idNumber(peer.deviceId)) return;
    const equal = peer.hasAllUpTo >= store.sequence;
    if (equal) {
      neighbours.roots[row] = news.root;
      this.agree(row);
    } else {
      const failures = Math.min(10, neighbours.failures[row]! + 1);
      neighbours.failures[row] = failures;
      const waitUs = Math.min(LONGEST_RETRY_US, RETRY_US * 2 ** (failures - 1));
      neighbours.retryUs[row] = ports.clock.localUs() + waitUs * (0.5 + chance(ports.random));
    }
    if (store.lacksBlobs) this.planSync(equal ? 1000 : 3000);
  }

  /** Somebody who has what this node lacks: who pushed it, or anybody with the same digest who says that nothing is missing. */
  private whoHasBlobs(): number {
    const { neighbours, news, ports } = this.parts;
    const localUs = ports.clock.localUs();
    let chosen = -1;
    let count = 0;
    for (let row = 0; row < neighbours.count; row++) {
      const isWhole = neighbours.roots[row] === news.root && (neighbours.flags[row]! & LACKS_BLOBS) === 0;
      if (!isWhole || !neighbours.isThere(row, localUs - FRESH_US)) continue;
      count++;
      if (chance(ports.random) * count < 1) chosen = row;
    }
    return this.pusher >= 0 && (chosen < 0 || chance(ports.random) < 0.5) ? this.pusher : chosen;
  }

  /** The peer that a neighbour is, for a sync; undefined where its server is not known. */
  private peerOf(row: number): Peer | undefined {
    const { neighbours, peers, config } = this.parts;
    const deviceId = idText(neighbours.ids[row]!);
    const known = peers.get(deviceId);
    if (known !== undefined && known.port !== 0) return known;
    const port = neighbours.httpPorts[row]!;
    if (port === 0) return undefined;
    const named = config.groups.filter((name) => name !== "");
    const group = named[neighbours.groups[row]!] ?? "";
    return peers.hear(deviceId, { address: neighbours.addresses[row]!, port, groups: [group] });
  }

  /** Hands on what beacons told, every few seconds and not with each: peers are objects, and are written to a file. */
  sweep(): void {
    const { ports, store, news, neighbours, peers } = this.parts;
    store.coolTombstones();
    news.refreshRoot();
    const sinceUs = this.sweptUs;
    this.sweptUs = ports.clock.localUs();
    let isChanged = false;
    for (let row = 0; row < neighbours.count; row++) {
      if (neighbours.agreed[row]! > 0) neighbours.agreed[row]!--;
      if (neighbours.heardUs[row]! <= sinceUs || neighbours.told[row] === 0) continue;
      const peer = this.touch(row);
      if (peer === undefined || neighbours.roots[row] !== news.root) continue;
      if (!this.parts.config.autoSync || (neighbours.flags[row]! & SYNCS) === 0) continue;
      peers.agree(peer, store, store.sequence);
      isChanged = isChanged || !peer.member;
      peer.member = true;
    }
    // Once for all that were heard since, not for each.
    if (isChanged) peers.save();
    if (store.lacksBlobs && store.missingBlobs(ALL_KINDS).length > 0) this.planSync(BLOBS_MS);
  }

  private touch(row: number): Peer | undefined {
    const { neighbours, peers } = this.parts;
    const deviceId = idText(neighbours.ids[row]!);
    const known = peers.touch(deviceId, neighbours.heardUs[row]! as LocalUs);
    // Where there are more nodes than peers can be kept, those that sync with this node are.
    if (known !== undefined || peers.size >= MAX_PEERS) return known;
    return this.peerOf(row);
  }
}
