import { assert } from "../src/ports/assert.ts";
import { LAN_LINK, type LinkModel, transitUs } from "./link.ts";
import { emptyCounters, Nic } from "./nic.ts";
import type { Prng } from "./prng.ts";
import type { Scheduler, SimEvent } from "./scheduler.ts";
import type { Trace } from "./trace.ts";
import type { Wifi } from "./wifi.ts";

/** One packet as it leaves, for a trace that people read. */
export interface PacketNote {
  atUs: number;
  kind: "udp" | "syn" | "syn-ack" | "data" | "ack" | "fin" | "rst";
  from: string;
  fromPort: number;
  to: string;
  toPort: number;
  bytes: Uint8Array;
}

/** A node's way to itself: no link, no loss. */
const LOOPBACK_US = 20;
/** IP and UDP or TCP headers, which take their time on the air too. */
const HEADER_BYTES = 28;

/** The one network of a world: who has which address, and how long a packet takes from each to each. */
export class SimNetwork {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly counters = emptyCounters();
  /** One access point and its medium, in place of links of their own; loss by `cut` and by a node that is off remains. */
  wifi: Wifi | undefined;
  /** Called with every packet sent. */
  onPacket: ((note: PacketNote) => void) | undefined;

  private readonly prng: Prng;
  private readonly nics: Nic[] = [];
  private readonly byAddress = new Map<string, Nic>();
  private readonly members = new Map<string, Nic[]>();
  /** Every link model in use; `modelOf` holds an index into it for each ordered pair. */
  private readonly models: LinkModel[];
  private capacity = 16;
  private modelOf = new Uint8Array(16 * 16);
  private cuts = new Uint8Array(16 * 16);
  private lastArrivalUs = new Float64Array(16 * 16);

  constructor(scheduler: Scheduler, trace: Trace, prng: Prng, link: Partial<LinkModel> = {}) {
    this.scheduler = scheduler;
    this.trace = trace;
    this.prng = prng;
    this.models = [{ ...LAN_LINK, ...link }];
  }

  /** A place for one more node, without power as yet. */
  addNic(address: string): Nic {
    assert(!this.byAddress.has(address), "address given twice");
    if (this.nics.length === this.capacity) this.grow();
    const nic = new Nic(this, this.nics.length, address);
    this.nics.push(nic);
    this.byAddress.set(address, nic);
    return nic;
  }

  /** The link of all pairs that have no link of their own; what is not given stays. */
  setDefaultLink(link: Partial<LinkModel>): void {
    this.models[0] = { ...this.models[0]!, ...link };
  }

  /** The link of one direction; what is not given is as in the default link of now. */
  setLink(from: Nic, to: Nic, link: Partial<LinkModel>): void {
    const pair = this.pair(from, to);
    const model = { ...this.models[0]!, ...link };
    const same = this.models.findIndex((known, index) => index > 0 && sameLink(known, model));
    assert(this.models.length < 256 || same > 0, "more than 255 kinds of link");
    this.modelOf[pair] = same > 0 ? same : this.models.push(model) - 1;
  }

  /** This direction is as the default link again. */
  resetLink(from: Nic, to: Nic): void {
    this.modelOf[this.pair(from, to)] = 0;
  }

  /** All links are as the default link again. */
  resetLinks(): void {
    this.modelOf.fill(0);
  }

  /** Nothing gets through in this direction any more. */
  cutOneWay(from: Nic, to: Nic): void {
    this.cuts[this.pair(from, to)] = 1;
  }

  cut(a: Nic, b: Nic): void {
    this.cutOneWay(a, b);
    this.cutOneWay(b, a);
  }

  /** Ends the cuts between two nodes in both directions. */
  mend(a: Nic, b: Nic): void {
    this.cuts[this.pair(a, b)] = 0;
    this.cuts[this.pair(b, a)] = 0;
  }

  /** Lets nodes of different groups no longer reach each other; nodes that are in no group reach everybody. Adds to earlier cuts. */
  partition(groups: readonly (readonly Nic[])[]): void {
    for (const group of groups) {
      for (const other of groups) {
        if (other === group) continue;
        for (const a of group) for (const b of other) this.cutOneWay(a, b);
      }
    }
  }

  /** Ends all cuts. */
  heal(): void {
    this.cuts.fill(0);
  }

  isCut(from: Nic, to: Nic): boolean {
    return this.cuts[this.pair(from, to)] === 1;
  }

  /** Who has an address, seen from a node; undefined where nobody has. */
  find(from: Nic, address: string): Nic | undefined {
    if (address.startsWith("127.")) return from;
    return this.byAddress.get(address);
  }

  /** The nodes that listen to a multicast group. */
  listeners(group: string): readonly Nic[] {
    return this.members.get(group) ?? [];
  }

  /**
   * When a packet that leaves now arrives, or -1 where it is lost. Packets of one direction queue behind one another; only
   * a datagram may be overtaken.
   */
  arrivalUs(from: Nic, to: Nic, byteLength: number, datagram: boolean, multicast: boolean): number {
    const { nowUs } = this.scheduler;
    if (from === to) return nowUs + LOOPBACK_US;
    const pair = from.index * this.capacity + to.index;
    if (this.cuts[pair] === 1 || !from.isUp) return this.lose();
    if (this.wifi !== undefined) return this.overWifiUs(pair, from, to, byteLength, datagram, multicast);
    const link = this.models[this.modelOf[pair]!]!;
    const { prng } = this;
    if (prng.chance(link.loss) || (multicast && prng.chance(link.multicastLoss))) return this.lose();
    const onAirUs = ((byteLength + HEADER_BYTES) * 1e6) / link.bytesPerSecond;
    let us = Math.ceil(nowUs + transitUs(link, multicast, prng) + onAirUs);
    // What is held back for a beacon, or overtaken, does not hold up what comes behind it.
    if (datagram && multicast && link.multicastHoldUs > 0) return us;
    if (datagram && prng.chance(link.reorder)) return us + Math.ceil(prng.unit() * link.reorderUs);
    const queuedUs = Math.ceil(this.lastArrivalUs[pair]! + onAirUs);
    if (queuedUs > us) us = queuedUs;
    this.lastArrivalUs[pair] = us;
    return us;
  }

  private overWifiUs(
    pair: number,
    from: Nic,
    to: Nic,
    byteLength: number,
    datagram: boolean,
    multicast: boolean,
  ): number {
    const bytes = byteLength + HEADER_BYTES;
    const us = this.wifi!.arrivalUs(from.index, to.index, this.scheduler.nowUs, bytes, multicast);
    if (us < 0) return this.lose();
    if (datagram) return us;
    // A stream's segments keep their order.
    this.lastArrivalUs[pair] = Math.max(us, this.lastArrivalUs[pair]!);
    return this.lastArrivalUs[pair]!;
  }

  private lose(): number {
    this.counters.packetsLost++;
    return -1;
  }

  /** Whether the link makes a second copy of this datagram. */
  duplicates(from: Nic, to: Nic): boolean {
    if (from === to) return false;
    return this.prng.chance(this.models[this.modelOf[this.pair(from, to)]!]!.duplication);
  }

  /** Adds a packet to the trace, once when it leaves. `kind` is a small number of the caller's. */
  note(kind: number, from: Nic, to: number, bytes: Uint8Array): void {
    const { trace } = this;
    trace.mix(kind * 0x10000 + from.index);
    trace.mix(to);
    trace.mixBytes(bytes);
  }

  schedule(event: SimEvent, atUs: number): void {
    this.scheduler.at(event, atUs);
  }

  /** @internal */
  join(nic: Nic, group: string): void {
    const members = this.members.get(group);
    if (members === undefined) this.members.set(group, [nic]);
    else members.push(nic);
  }

  /** @internal */
  leave(nic: Nic, group: string): void {
    const left = this.listeners(group).filter((member) => member !== nic);
    if (left.length === 0) this.members.delete(group);
    else this.members.set(group, left);
  }

  /** @internal */
  moveAddress(nic: Nic, from: string | undefined, to: string | undefined): void {
    if (from !== undefined) this.byAddress.delete(from);
    if (to === undefined) return;
    assert(!this.byAddress.has(to), "address given twice");
    this.byAddress.set(to, nic);
  }

  private pair(from: Nic, to: Nic): number {
    return from.index * this.capacity + to.index;
  }

  private grow(): void {
    const before = this.capacity;
    const after = before * 2;
    const modelOf = new Uint8Array(after * after);
    const cuts = new Uint8Array(after * after);
    const lastArrivalUs = new Float64Array(after * after);
    for (let row = 0; row < before; row++) {
      modelOf.set(this.modelOf.subarray(row * before, (row + 1) * before), row * after);
      cuts.set(this.cuts.subarray(row * before, (row + 1) * before), row * after);
      lastArrivalUs.set(this.lastArrivalUs.subarray(row * before, (row + 1) * before), row * after);
    }
    this.capacity = after;
    this.modelOf = modelOf;
    this.cuts = cuts;
    this.lastArrivalUs = lastArrivalUs;
  }
}

function sameLink(a: LinkModel, b: LinkModel): boolean {
  for (const key of Object.keys(a) as (keyof LinkModel)[]) if (a[key] !== b[key]) return false;
  return true;
}
