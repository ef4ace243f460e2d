import { CounterTrack } from "../clock/counter-track.ts";
import type { LocalUs } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import { type CounterReading, JOINED, OWN, type RadioClock } from "../ports/radio-clock.ts";
import type { Timer } from "../ports/timers.ts";

/**
 * The counters of the access points that this node is at, read often enough to be known between readings. Between two beacons a
 * station's counter runs with its own crystal, up to 6 µs off by the time of the next; just after a beacon it is right. Access points
 * send a beacon whenever their counter is a multiple of the interval (IEEE 802.11-2016, section 11.1.3.2), so the counter itself tells when.
 */

/** Time between two beacons of nearly all access points, and ESP-IDF's own: 100 units of 1,024 µs. */
const BEACON_US = 102_400;
/** It is read so long after a beacon is due, for a busy medium lets it wait. */
const AFTER_US = 4000;
/** A reading that comes later than this after a beacon is left out. */
const LATE_US = 24_000;
/** How often it is looked for where there is none. */
const LOOK_US = 1_000_000;
/** A reading may be as inexact as the best one, and by this much more, as `withinUs` tells; the best is forgotten by and by. */
const WORSE_US = 4;
const FORGET_US = 0.02;

export class CounterWatch {
  private readonly ports: Pick<Ports, "clock" | "timers">;
  private readonly radio: RadioClock;
  private readonly reading: CounterReading = { network: 0, counterUs: 0, localUs: 0 as LocalUs, withinUs: 0 };
  private readonly tracks: readonly CounterTrack[] = [new CounterTrack(), new CounterTrack()];
  /** Least `withinUs` of late. */
  private bestUs = Number.POSITIVE_INFINITY;
  private timer: Timer | undefined;

  constructor(ports: Pick<Ports, "clock" | "timers">, radio: RadioClock) {
    this.ports = ports;
    this.radio = radio;
  }

  start(): void {
    this.timer ??= this.ports.timers.after(0, this.look);
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    for (const track of this.tracks) track.clear();
  }

  /** Name of the network that it is on (JOINED or OWN), 0 while its counter is not known. */
  name(place: number, localUs: LocalUs): number {
    const track = this.tracks[place]!;
    return track.isKnown(localUs) ? networkName(track.network) : 0;
  }

  /** The counter of a network by its name, where it is known now. */
  find(name: number, localUs: LocalUs): CounterTrack | undefined {
    if (name === 0) return undefined;
    if (this.name(JOINED, localUs) === name) return this.tracks[JOINED];
    return this.name(OWN, localUs) === name ? this.tracks[OWN] : undefined;
  }

  /** Readings that were left out, in all. */
  get refused(): number {
    return this.tracks[JOINED]!.refused + this.tracks[OWN]!.refused;
  }

  /** @hot */
  private readonly look = (): void => {
    const joinedUs = this.read(JOINED);
    const ownUs = this.read(OWN);
    const waitUs = joinedUs === LOOK_US ? ownUs : joinedUs;
    this.timer = this.ports.timers.after(waitUs / 1000, this.look);
  };

  /** Reads a counter; returns after how long it is to be read again. */
  private read(place: number): number {
    const { reading } = this;
    if (!this.radio.read(place, reading)) return LOOK_US;
    const { network, localUs, counterUs, withinUs } = reading;
    const sinceUs = counterUs % BEACON_US;
    const isExact = withinUs <= this.bestUs + WORSE_US;
    this.bestUs = Math.min(this.bestUs + FORGET_US, withinUs);
    // The node's own counter is its own crystal's at any time.
    const isDue = place === OWN || (sinceUs >= AFTER_US / 2 && sinceUs <= LATE_US);
    if (isExact && isDue) this.tracks[place]!.add(network, localUs, counterUs);
    return place === OWN ? BEACON_US : BEACON_US + AFTER_US - sinceUs;
  }
}

/** What others call an access point by: 16 bits of its BSSID, never 0. */
export function networkName(network: number): number {
  const mixed = Math.imul((network & 0xffffff) ^ (network / 0x1000000) ^ 0x5bd1e9, 0x9e3779b1) >>> 16;
  return mixed === 0 ? 1 : mixed;
}
