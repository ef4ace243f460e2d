import type { LocalUs } from "./clock.ts";

/** A node is on two networks at the most: the one that it joined, and its own. */
export const JOINED = 0;
export const OWN = 1;

/** What the counter of an access point showed, and when. One object serves for all readings. */
export interface CounterReading {
  /** Which access point: its BSSID as a number of 48 bits. */
  network: number;
  /** Microseconds that its counter showed, below 2^53. */
  counterUs: number;
  /** The node's own clock at that moment, */
  localUs: LocalUs;
  /** and how much earlier or later that may have been, in microseconds. */
  withinUs: number;
}

/**
 * The counter that an access point tells in its beacons, and that the radios of all its stations keep (the timing synchronization
 * function, TSF, of IEEE 802.11-2016, section 11.1): stations of one access point, and it itself, read the same microseconds,
 * whatever queues there are. A station follows its access point beacon by beacon and its own crystal in between. Absent on
 * computers, whose drivers tell it to nobody.
 */
export interface RadioClock {
  /**
   * Reads the counter of a network: JOINED or OWN. False, and the reading is not changed, while the node is not on it, has
   * heard no beacon of it as yet, or its radio sleeps. The counter may jump: the access point was switched off and on, or
   * the station is at another one.
   */
  read(place: number, into: CounterReading): boolean;
}
