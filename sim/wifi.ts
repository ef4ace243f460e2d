import type { Prng } from "./prng.ts";

/**
 * Wi-Fi as it is: stations that talk through one access point, in which each packet takes two trips over one shared medium,
 * waits in queues, and waits for stations that sleep. What a plain link (link.ts) cannot show: packets of many nodes stand in one
 * another's way, a multicast is one transmission that all hear at once, and who sleeps hears what is for it at the access
 * point's next beacon. Times in microseconds.
 */
export interface WifiModel {
  /** Least time of a trip beside the medium: driver, stack and program at both ends. */
  delayUs: number;
  /** Medium taken by a frame whatever its length: back-off, preamble, acknowledgement (802.11n at 2.4 GHz). */
  frameUs: number;
  /** Payload on the medium. */
  bytesPerSecond: number;
  /** Mean of the exponential time that a packet waits in the queues of sender and access point. */
  queueUs: number;
  /** Probability of a long queue, and the most that it adds (uniform). */
  tailChance: number;
  tailUs: number;
  /** Mean of the exponential time from the receiver's radio to its program. */
  hostUs: number;
  /** Probability that the program is busy, and the most that this adds (uniform). */
  busyChance: number;
  busyUs: number;
  /** Probability that a packet for one station is lost, after all that the radios tried. */
  loss: number;
  /** Probability that a station misses a multicast, which nobody acknowledges. */
  multicastLoss: number;
  /** Time between two beacons of the access point. */
  beaconUs: number;
  /** Multicasts wait for each so many beacons (DTIM), 0 for never: they do as soon as one station sleeps. */
  dtim: number;
  /** Stations sleep, and listen to each so many beacons, 0 for never. */
  listen: number;
  /** How long a station stays awake after it sent or received (ESP-IDF's default is 50 ms). */
  awakeUs: number;
  /** Added to each packet to the access point from stations of odd number, and to none the other way. */
  asymmetryUs: number;
}

/** A home network with some traffic: queues of milliseconds, nobody asleep. */
export const PLAIN_WIFI: WifiModel = {
  delayUs: 700,
  frameUs: 250,
  bytesPerSecond: 3_000_000,
  queueUs: 1500,
  tailChance: 0.05,
  tailUs: 30_000,
  hostUs: 150,
  busyChance: 0.02,
  busyUs: 5000,
  loss: 0.01,
  multicastLoss: 0.05,
  beaconUs: 102_400,
  dtim: 0,
  listen: 0,
  awakeUs: 50_000,
  asymmetryUs: 0,
};

/** The same with all stations asleep between each second beacon, and multicasts held for each third. */
export const SLEEPY_WIFI: WifiModel = { ...PLAIN_WIFI, dtim: 3, listen: 2 };

interface Station {
  awakeUntilUs: number;
  /** Beacons that it listens to: those whose number leaves this rest. */
  phase: number;
}

/** Packets are not asked for in the order in which they are sent, so the medium is a calendar of short slots, */
const SLOT_US = 128;
/** a ring of eight seconds of them. */
const SLOTS = 65_536;

/** One access point and its stations. Asks only for times; who moves packets is another matter. */
export class Wifi {
  model: WifiModel;
  private readonly prng: Prng;
  private readonly stations: Station[] = [];
  /** Numbers of the slots that are taken. */
  private readonly taken = new Float64Array(SLOTS).fill(-1);
  /** The multicast that was launched last, which each receiver asks for in turn. */
  private launched = { from: -1, nowUs: -1, onAirUs: 0 };

  constructor(model: WifiModel, prng: Prng) {
    this.model = model;
    this.prng = prng;
  }

  /** When a packet that leaves now reaches its receiver's program, -1 where it is lost. */
  arrivalUs(from: number, to: number, nowUs: number, byteLength: number, multicast: boolean): number {
    const { model, prng } = this;
    if (prng.chance(multicast ? model.multicastLoss : model.loss)) return -1;
    const onAirUs = multicast
      ? this.multicastUs(from, nowUs, byteLength)
      : this.unicastUs(from, to, nowUs, byteLength);
    this.touch(to, onAirUs);
    const busyUs = prng.chance(model.busyChance) ? prng.unit() * model.busyUs : 0;
    return Math.ceil(onAirUs + model.delayUs / 2 + prng.exponential(model.hostUs) + busyUs);
  }

  /** Whether a station listens at this moment. */
  isAwake(number: number, nowUs: number): boolean {
    return this.model.listen === 0 || nowUs <= this.station(number).awakeUntilUs;
  }

  private unicastUs(from: number, to: number, nowUs: number, byteLength: number): number {
    const atPointUs = this.upUs(from, nowUs, byteLength);
    return this.transmit(this.awakeUs(to, atPointUs), byteLength);
  }

  private multicastUs(from: number, nowUs: number, byteLength: number): number {
    const { launched, model } = this;
    if (launched.from === from && launched.nowUs === nowUs) return launched.onAirUs;
    const atPointUs = this.upUs(from, nowUs, byteLength);
    const everyUs = model.beaconUs * model.dtim;
    const heldUs = everyUs === 0 ? atPointUs : Math.ceil(atPointUs / everyUs) * everyUs;
    const onAirUs = this.transmit(heldUs, byteLength);
    this.launched = { from, nowUs, onAirUs };
    return onAirUs;
  }

  /** When a packet is at the head of the access point's queue. */
  private upUs(from: number, nowUs: number, byteLength: number): number {
    const { model, prng } = this;
    this.touch(from, nowUs);
    let us = this.transmit(nowUs + model.delayUs / 2, byteLength) + prng.exponential(model.queueUs);
    if (prng.chance(model.tailChance)) us += prng.unit() * model.tailUs;
    return from % 2 === 1 ? us + model.asymmetryUs : us;
  }

  /** Takes the medium from the first moment on that is free for long enough; returns when the frame is over. */
  private transmit(fromUs: number, byteLength: number): number {
    const { model, taken } = this;
    const lastsUs =
      (model.frameUs + (byteLength * 1e6) / model.bytesPerSecond) * (0.8 + 0.4 * this.prng.unit());
    const slots = Math.ceil(lastsUs / SLOT_US);
    let first = Math.floor(fromUs / SLOT_US);
    for (let slot = first; slot < first + slots; slot++) if (taken[slot % SLOTS] === slot) first = slot + 1;
    for (let slot = first; slot < first + slots; slot++) taken[slot % SLOTS] = slot;
    return Math.max(fromUs, first * SLOT_US) + lastsUs;
  }

  /** When a station can be sent to: now, or at the next beacon that it listens to. */
  private awakeUs(number: number, nowUs: number): number {
    const { beaconUs, listen } = this.model;
    if (listen === 0) return nowUs;
    const station = this.station(number);
    if (nowUs <= station.awakeUntilUs) return nowUs;
    const beacon = Math.ceil(nowUs / beaconUs);
    return (beacon + ((station.phase - (beacon % listen) + listen) % listen)) * beaconUs;
  }

  private touch(number: number, nowUs: number): void {
    if (this.model.listen === 0) return;
    const station = this.station(number);
    station.awakeUntilUs = Math.max(station.awakeUntilUs, nowUs + this.model.awakeUs);
  }

  private station(number: number): Station {
    let station = this.stations[number];
    if (station === undefined) {
      station = { awakeUntilUs: 0, phase: this.prng.below(Math.max(1, this.model.listen)) };
      this.stations[number] = station;
    }
    return station;
  }
}
