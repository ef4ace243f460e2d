import type { LocalUs } from "../src/ports/clock.ts";
import { type CounterReading, JOINED, type RadioClock } from "../src/ports/radio-clock.ts";
import type { Prng } from "./prng.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimClock } from "./sim-clock.ts";

/**
 * How well stations know their access point's counter. Times in microseconds.
 *
 * What is known of ESP32s: the counter is read by `esp_wifi_get_tsf_time`, a call that takes 42 to 49 µs and reads at some point
 * within that (measured by others on four devices), and longer where it is interrupted (espressif/esp-idf issue 7244 has some
 * at 120 and 400); the adapter takes the narrowest of a few reads. A station follows each beacon that it hears (IEEE 802.11-2016,
 * section 11.1.3), runs with its own crystal in between, and so does a station that sleeps.
 */
export interface CounterModel {
  beaconUs: number;
  /** Mean of the exponential time that a beacon waits for the medium. */
  waitUs: number;
  /** Probability that a station misses a beacon. */
  loss: number;
  /** Standard deviation with which a station takes over what a beacon says. */
  stampUs: number;
  /** A station that is off by no more leaves its counter alone; 0, as the standard wants it, follows each beacon. */
  deadUs: number;
  /** Least and most that a read takes. */
  readUs: readonly [number, number];
  /** Probability that a read is interrupted, and the mean of what that adds (exponential). */
  interruptChance: number;
  interruptUs: number;
  /** Reads of which the narrowest counts. */
  reads: number;
}

export const PLAIN_COUNTER: CounterModel = {
  beaconUs: 102_400,
  waitUs: 800,
  loss: 0.05,
  stampUs: 0.5,
  deadUs: 0,
  readUs: [42, 49],
  interruptChance: 0.05,
  interruptUs: 100,
  reads: 4,
};

/** An access point, as far as it has a counter that it tells in its beacons. */
export class AccessPoint {
  /** Its BSSID. */
  readonly network: number;
  readonly model: CounterModel;
  /** The station of this number is awake; a sleeping one reads nothing. */
  isAwake: (station: number) => boolean = () => true;
  private readonly scheduler: Scheduler;
  private readonly clock: SimClock;
  private readonly prng: Prng;
  private readonly stations: SimRadioClock[] = [];
  private connections = 0;
  /** What its clock showed when the counter was 0. */
  private zeroUs: number;

  /** @param clock the crystal that its counter counts: of its own, or of the node that it is */
  constructor(scheduler: Scheduler, clock: SimClock, prng: Prng, network: number, model: CounterModel) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.prng = prng;
    this.network = network;
    this.model = model;
    // It has been on for up to ten days.
    this.zeroUs = -1e6 * prng.below(864_000);
    this.next();
  }

  /** The counter now, exactly. */
  get exactUs(): number {
    return this.clock.exactUs() - this.zeroUs;
  }

  /** It was switched off and on: its counter begins anew, and nobody is told. */
  restart(): void {
    this.zeroUs = this.clock.exactUs();
  }

  /** A station of it, or a node that it runs on, which reads its clock. */
  connect(clock: SimClock, station: number): SimRadioClock {
    const radio = new SimRadioClock(clock, this.prng.fork(`station ${station} ${++this.connections}`));
    radio.station = station;
    radio.join(this);
    return radio;
  }

  /** @internal */
  add(radio: SimRadioClock): void {
    this.stations.push(radio);
  }

  /** @internal */
  remove(radio: SimRadioClock): void {
    const at = this.stations.indexOf(radio);
    if (at >= 0) this.stations.splice(at, 1);
  }

  private next(): void {
    const { beaconUs, waitUs } = this.model;
    const dueUs = (Math.floor(this.exactUs / beaconUs) + 1) * beaconUs + this.prng.exponential(waitUs);
    const atUs = this.clock.worldUsAt(dueUs + this.zeroUs);
    this.scheduler.call(atUs - this.scheduler.nowUs, () => {
      for (const station of this.stations) if (!this.prng.chance(this.model.loss)) station.hear(this.exactUs);
      this.next();
    });
  }
}

/** A node's radio: the counter of the access point where it is a station, and that of its own network. */
export class SimRadioClock implements RadioClock {
  station = 0;
  /** Its own network, whose counter is its own crystal's. */
  own: AccessPoint | undefined;
  private readonly clock: SimClock;
  private readonly prng: Prng;
  private joined: AccessPoint | undefined;
  /** How far the counter is ahead of the node's clock; undefined before the first beacon. */
  private aheadUs: number | undefined;

  constructor(clock: SimClock, prng: Prng) {
    this.clock = clock;
    this.prng = prng;
  }

  /** Becomes a station of an access point, or of none. */
  join(point: AccessPoint | undefined): void {
    this.joined?.remove(this);
    this.joined = point;
    this.aheadUs = undefined;
    point?.add(this);
  }

  /** @internal A beacon arrives. */
  hear(counterUs: number): void {
    const { deadUs, stampUs } = this.joined!.model;
    const aheadUs = counterUs + stampUs * this.prng.normal() - this.clock.exactUs();
    if (this.aheadUs === undefined || Math.abs(aheadUs - this.aheadUs) > deadUs) this.aheadUs = aheadUs;
  }

  read(place: number, into: CounterReading): boolean {
    const point = place === JOINED ? this.joined : this.own;
    if (point === undefined) return false;
    const nowUs = this.clock.exactUs();
    let counterUs = point.exactUs;
    if (place === JOINED) {
      if (this.aheadUs === undefined || !point.isAwake(this.station)) return false;
      counterUs = nowUs + this.aheadUs;
    }
    const { readUs, interruptChance, interruptUs, reads } = point.model;
    const { prng } = this;
    into.withinUs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < reads; i++) {
      const [least, most] = readUs;
      let tookUs = least + (most - least) * prng.unit();
      let soonUs = least / 2 + (tookUs - least) * prng.unit();
      if (prng.chance(interruptChance)) {
        const moreUs = prng.exponential(interruptUs);
        tookUs += moreUs;
        if (prng.chance(0.5)) soonUs += moreUs;
      }
      if (tookUs / 2 >= into.withinUs) continue;
      into.withinUs = tookUs / 2;
      into.localUs = Math.floor(nowUs + tookUs / 2) as LocalUs;
      into.counterUs = Math.floor(counterUs + soonUs);
    }
    into.network = point.network;
    return true;
  }
}
