import type { LocalUs } from "../ports/clock.ts";
import { type Beacon, LOCKED } from "./beacon.ts";

/** Nodes that are remembered; the one that was silent for longest makes room. */
export const MAX_NEIGHBOURS = 128;
/** Places of the table that finds them: a power of two, a quarter filled at most. */
const PLACES = 512;
/** A node that did not answer so often is not asked before it is heard again. */
const MAX_UNANSWERED = 3;
/** What is heard within this of the last packet is part of one burst. */
const BURST_US = 400_000;
/** So many gaps let the longest of late be forgotten, and the first one is taken for this, times the number of nodes. */
const GAPS = 128;
const FIRST_GAP_US = 1_500_000;
/** A silence of so many of these, and this, and it is gone. */
const SILENT_GAPS = 1.5;
const SILENCE_US = 2_000_000;
/** The digest of a node that has not told one. */
const NO_ROOT = -1;

/**
 * The nodes that are heard by datagrams, as columns of numbers: a hundred objects would take half of a device's memory, and a
 * beacon heard must make no garbage. A node is called by its row, which stays until it is replaced.
 */
export class Neighbours {
  count = 0;
  readonly ids = new Float64Array(MAX_NEIGHBOURS);
  readonly heardUs = new Float64Array(MAX_NEIGHBOURS);
  /** Longest time of late between two moments at which it was heard, in microseconds. */
  readonly gapUs = new Float32Array(MAX_NEIGHBOURS);
  readonly roots = new Float64Array(MAX_NEIGHBOURS);
  readonly shows = new Float64Array(MAX_NEIGHBOURS);
  readonly joinedS = new Float64Array(MAX_NEIGHBOURS);
  readonly flags = new Uint8Array(MAX_NEIGHBOURS);
  /** Where its datagrams come from, and the port of its HTTP server. */
  readonly addresses: string[] = [];
  readonly ports = new Uint16Array(MAX_NEIGHBOURS);
  readonly httpPorts = new Uint16Array(MAX_NEIGHBOURS);
  /** Which of this node's groups it was heard in. */
  readonly groups = new Uint8Array(MAX_NEIGHBOURS);
  /** Questions in a row that it did not answer. */
  readonly unanswered = new Uint8Array(MAX_NEIGHBOURS);
  /** Syncs in a row that did not make it equal, and the local time before which it is not tried again. */
  readonly failures = new Uint8Array(MAX_NEIGHBOURS);
  readonly retryUs = new Float64Array(MAX_NEIGHBOURS);
  /** For so many sweeps more it counts as having what this node has: it had, a moment ago. */
  readonly agreed = new Uint8Array(MAX_NEIGHBOURS);
  /** It is known which show it is in, since when and whether it knows the time. */
  readonly placed = new Uint8Array(MAX_NEIGHBOURS);
  /** It has sent a beacon: its other columns hold what that said. */
  readonly told = new Uint8Array(MAX_NEIGHBOURS);

  /** Who was heard last is new, or was gone before. */
  arrived = false;

  private readonly places = new Uint8Array(PLACES);

  /** The row of a node, -1 where it is not known. @hot */
  find(id: number): number {
    const { places, ids } = this;
    for (let place = placeOf(id); ; place = (place + 1) & (PLACES - 1)) {
      const row = places[place]! - 1;
      if (row < 0 || ids[row] === id) return row;
    }
  }

  /** The row of a node that was heard now from an address; makes one where it is new. */
  hear(id: number, localUs: LocalUs, address: string, port: number, group: number): number {
    let row = this.find(id);
    this.arrived = row < 0;
    if (row < 0) row = this.add(id, localUs);
    const agoUs = localUs - this.heardUs[row]!;
    if (agoUs > this.silenceUs(row)) this.arrived = true;
    // Packets of one burst say it once.
    const gapUs = this.gapUs[row]!;
    if (agoUs > gapUs) this.gapUs[row] = Math.min(agoUs, 2 * gapUs);
    else if (agoUs > BURST_US) this.gapUs[row] = gapUs + (agoUs - gapUs) / GAPS;
    this.heardUs[row] = localUs;
    this.groups[row] = group;
    this.unanswered[row] = 0;
    this.ports[row] = port;
    if (this.addresses[row] !== address) this.addresses[row] = address;
    return row;
  }

  /** Notes what a beacon says. @hot */
  note(row: number, beacon: Beacon): void {
    this.roots[row] = beacon.root;
    this.shows[row] = beacon.show;
    this.joinedS[row] = beacon.joinedS;
    this.flags[row] = beacon.flags;
    this.httpPorts[row] = beacon.port;
    this.placed[row] = 1;
    this.told[row] = 1;
  }

  /** The flags of a node's last beacon, 0 where none was heard. */
  flagsOf(id: number): number {
    const row = this.find(id);
    return row < 0 ? 0 : this.flags[row]!;
  }

  /** Notes what a question or an answer says: those who hear others' beacons hardly send any themselves. */
  place(row: number, show: number, joinedS: number, knowsTime: boolean): void {
    this.shows[row] = show;
    this.joinedS[row] = joinedS;
    this.flags[row] = knowsTime ? this.flags[row]! | LOCKED : this.flags[row]! & ~LOCKED;
    this.placed[row] = 1;
  }

  /** Whether a node has not been silent for longer than its kind of silence: it is there now, and in its show. */
  isPresent(row: number, localUs: LocalUs): boolean {
    return this.placed[row] === 1 && localUs - this.heardUs[row]! <= this.silenceUs(row);
  }

  private silenceUs(row: number): number {
    return SILENCE_US + SILENT_GAPS * this.gapUs[row]!;
  }

  /** Whether a node can be asked: it was heard since `sinceUs`, and answers. */
  isThere(row: number, sinceUs: number): boolean {
    return this.placed[row] === 1 && this.heardUs[row]! >= sinceUs && this.unanswered[row]! < MAX_UNANSWERED;
  }

  /** Forgets all: the network or the groups are others. */
  clear(): void {
    this.count = 0;
    this.places.fill(0);
    this.addresses.length = 0;
  }

  private add(id: number, localUs: LocalUs): number {
    const isFull = this.count === MAX_NEIGHBOURS;
    const row = isFull ? this.longestSilent() : this.count++;
    this.ids[row] = id;
    if (isFull) this.indexAll();
    else this.index(row);
    this.heardUs[row] = localUs;
    this.gapUs[row] = FIRST_GAP_US * this.count;
    this.placed[row] = 0;
    this.told[row] = 0;
    this.roots[row] = NO_ROOT;
    this.flags[row] = 0;
    this.agreed[row] = 0;
    this.failures[row] = 0;
    this.retryUs[row] = 0;
    this.addresses[row] = "";
    return row;
  }

  private longestSilent(): number {
    let row = 0;
    for (let i = 1; i < MAX_NEIGHBOURS; i++) if (this.heardUs[i]! < this.heardUs[row]!) row = i;
    return row;
  }

  private indexAll(): void {
    this.places.fill(0);
    for (let row = 0; row < MAX_NEIGHBOURS; row++) this.index(row);
  }

  private index(row: number): void {
    let place = placeOf(this.ids[row]!);
    while (this.places[place] !== 0) place = (place + 1) & (PLACES - 1);
    this.places[place] = row + 1;
  }
}

function placeOf(id: number): number {
  return (Math.imul((id & 0xffffff) ^ (id / 0x1000000), 0x9e3779b1) >>> 23) & (PLACES - 1);
}
