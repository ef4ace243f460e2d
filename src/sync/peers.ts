import type { Clock, LocalUs } from "../ports/clock.ts";
import { type Files, FilesError } from "../ports/files.ts";
import { Document } from "../store/document.ts";
import type { Store } from "../store/store.ts";

/** A peer that was not heard of for so long is offline; it is kept, and comes back by itself. */
export const OFFLINE_AFTER_US = 120_000_000;
/** Most peers that are kept. Strangers go first, then those unseen for longest. */
export const MAX_PEERS = 32;

/** Another node. */
export interface Peer {
  /** 12 hex digits. */
  readonly deviceId: string;
  name: string;
  groups: readonly string[];
  /** IPv4 address and port of its HTTP server; port 0 while only it has called here. */
  address: string;
  port: number;
  /** The user named its address: it is called though discovery does not see it. */
  manual: boolean;
  /** It has synced with this node or is of one of its groups, so it may hold what was deleted here. Tombstones wait for members. */
  member: boolean;
  /** Discovery sees it now. */
  advertised: boolean;
  /** It said goodbye, or its records ran out, and it was not heard of since. */
  left: boolean;
  /** Local time of its last sign of life, undefined where there was none since this node started. */
  lastSeenUs: number | undefined;
  /** Local time of the last sync that went through. */
  lastSyncUs: number | undefined;
  /** Up to which change of the store this peer was seen to have everything that counts in digests; -1 before. */
  hasAllUpTo: number;
  /** Up to which change it was seen to have every deletion, those among them that have left the digests; -1 before. */
  buriedUpTo: number;
}

/** What the file `peers.json` holds of each. */
type StoredPeer = Pick<Peer, "deviceId" | "name" | "groups" | "address" | "port" | "manual" | "member">;

/** The nodes that this one knows. */
export class Peers {
  /** Called when a peer came online, or changed its address, name or groups. */
  onChange: (peer: Peer) => void = () => {};
  private readonly clock: Clock;
  private readonly document: Document<{ peers: StoredPeer[] }>;
  private readonly peers = new Map<string, Peer>();
  /** The file is older than the list. */
  private unsaved = false;

  constructor(files: Files, clock: Clock) {
    this.clock = clock;
    this.document = new Document(files, "peers.json");
    for (const stored of this.document.read()?.peers ?? []) {
      this.peers.set(stored.deviceId, { ...newPeer(stored.deviceId), ...stored });
    }
  }

  all(): Peer[] {
    return Array.from(this.peers.values());
  }

  get(deviceId: string): Peer | undefined {
    return this.peers.get(deviceId);
  }

  isOnline(peer: Peer): boolean {
    if (peer.advertised) return true;
    return (
      !peer.left && peer.lastSeenUs !== undefined && this.clock.localUs() - peer.lastSeenUs < OFFLINE_AFTER_US
    );
  }

  /** Takes note of a sign of life, and of what it tells; makes the peer where it is new. */
  hear(deviceId: string, told: Partial<Omit<Peer, "deviceId">>): Peer {
    const known = this.peers.get(deviceId);
    const peer = known ?? newPeer(deviceId);
    const wasOnline = this.isOnline(peer);
    const before = JSON.stringify(toStored(peer));
    Object.assign(peer, told);
    peer.left = false;
    peer.lastSeenUs = this.clock.localUs();
    if (known === undefined) this.add(peer);
    const changed = JSON.stringify(toStored(peer)) !== before;
    if ((changed || this.unsaved) && (peer.member || peer.manual)) this.save();
    if (changed || !wasOnline) this.onChange(peer);
    return peer;
  }

  /** How many there are. */
  get size(): number {
    return this.peers.size;
  }

  /** Takes note of a sign of life alone; undefined, and nothing, where the peer is not known. */
  touch(deviceId: string, localUs: LocalUs): Peer | undefined {
    const peer = this.peers.get(deviceId);
    if (peer === undefined) return undefined;
    const wasOnline = this.isOnline(peer);
    peer.left = false;
    peer.lastSeenUs = localUs;
    if (!wasOnline) this.onChange(peer);
    return peer;
  }

  /** Discovery no longer sees the peer under this name: it said goodbye, or its records ran out. */
  lose(deviceId: string, name?: string): void {
    const peer = this.peers.get(deviceId);
    if (peer === undefined || (name !== undefined && name !== peer.name)) return;
    peer.advertised = false;
    peer.left = true;
    // It was seen all the time until now, give or take the lifetime of its records.
    peer.lastSeenUs = this.clock.localUs();
  }

  /** Forgets a peer, so that tombstones no longer wait for it; returns whether there was one. */
  forget(deviceId: string): boolean {
    const known = this.peers.delete(deviceId);
    if (known) this.save();
    return known;
  }

  /** Makes members of all peers that are mates: they have what others of the group gave them, though they never synced with this node. */
  enrol(isMate: (peer: Peer) => boolean): void {
    let isChanged = false;
    for (const peer of this.peers.values()) {
      if (peer.member || !isMate(peer)) continue;
      peer.member = true;
      isChanged = true;
    }
    if (isChanged) this.save();
  }

  /** A peer's digest is that of a store, with its changes up to `sequence`. Old tombstones that it was not given yet it may lack. */
  agree(peer: Peer, store: Store, sequence: number): void {
    peer.hasAllUpTo = sequence;
    if (peer.buriedUpTo >= sequence) return;
    let proven = sequence;
    for (const entry of store.coldTombstones(peer.buriedUpTo)) proven = Math.min(proven, entry.sequence - 1);
    peer.buriedUpTo = Math.max(peer.buriedUpTo, proven);
  }

  /** Up to which change of the store every member has every deletion. */
  everybodyHas(changes: number): number {
    let least = changes;
    for (const peer of this.peers.values()) if (peer.member) least = Math.min(least, peer.buriedUpTo);
    return least;
  }

  private add(peer: Peer): void {
    if (this.peers.size >= MAX_PEERS) {
      let worst: Peer | undefined;
      for (const other of this.peers.values())
        if (worst === undefined || rank(other) < rank(worst)) worst = other;
      if (worst !== undefined) this.peers.delete(worst.deviceId);
    }
    this.peers.set(peer.deviceId, peer);
  }

  /** Writes the file: `member` of some was set. Tries again with the next change where the disk refuses. */
  save(): void {
    const peers = this.all().filter((peer) => peer.member || peer.manual);
    try {
      this.document.write({ peers: peers.map(toStored) });
      this.unsaved = false;
    } catch (error) {
      if (!(error instanceof FilesError)) throw error;
      // A member that is not known after a restart is not waited for before a deletion is forgotten: tried again.
      this.unsaved = true;
    }
  }
}

/** Who is kept rather than whom: members and those the user named, then the last seen. */
function rank(peer: Peer): number {
  return (peer.member || peer.manual ? 2 ** 52 : 0) + (peer.lastSeenUs ?? 0);
}

function newPeer(deviceId: string): Peer {
  return {
    deviceId,
    name: "",
    groups: [],
    address: "",
    port: 0,
    manual: false,
    member: false,
    advertised: false,
    left: false,
    lastSeenUs: undefined,
    lastSyncUs: undefined,
    hasAllUpTo: -1,
    buriedUpTo: -1,
  };
}

function toStored(peer: Peer): StoredPeer {
  const { deviceId, name, groups, address, port, manual, member } = peer;
  return { deviceId, name, groups, address, port, manual, member };
}
