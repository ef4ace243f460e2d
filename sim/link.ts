import type { Prng } from "./prng.ts";

/** How packets get from one node to another. Times in microseconds. */
export interface LinkModel {
  /** The least time a packet takes. */
  delayUs: number;
  /** Mean of the exponential delay on top. */
  jitterUs: number;
  /** Probability of a long queue, and the most it adds (uniform). */
  tailChance: number;
  tailUs: number;
  /** Multicast waits up to this long on top (uniform): an access point holds it for its next beacons. */
  multicastHoldUs: number;
  /** Probability that a multicast is lost, besides `loss`: some access points let none through. */
  multicastLoss: number;
  /** Throughput; packets queue behind one another. */
  bytesPerSecond: number;
  /** Probability that a packet is lost. TCP sends it again. */
  loss: number;
  /** Probability that a datagram arrives twice. */
  duplication: number;
  /** Probability that a datagram is overtaken by others, and the most it comes late then (uniform). Else a link keeps order. */
  reorder: number;
  reorderUs: number;
}

/** A quiet home network: 1 ms and a bit, nothing lost. */
export const LAN_LINK: LinkModel = {
  delayUs: 1000,
  jitterUs: 500,
  tailChance: 0,
  tailUs: 0,
  multicastHoldUs: 0,
  multicastLoss: 0,
  bytesPerSecond: 1_000_000,
  loss: 0,
  duplication: 0,
  reorder: 0,
  reorderUs: 0,
};

/** Two stations behind one access point in a busy hall. */
export const WIFI_LINK: LinkModel = {
  delayUs: 1500,
  jitterUs: 1500,
  tailChance: 0.05,
  tailUs: 30_000,
  multicastHoldUs: 307_200,
  multicastLoss: 0,
  bytesPerSecond: 500_000,
  loss: 0.01,
  duplication: 0.001,
  reorder: 0.005,
  reorderUs: 5000,
};

/** As bad as a link may be and still be called one. */
export const BAD_LINK: LinkModel = {
  delayUs: 2000,
  jitterUs: 10_000,
  tailChance: 0.1,
  tailUs: 500_000,
  multicastHoldUs: 307_200,
  multicastLoss: 0,
  bytesPerSecond: 50_000,
  loss: 0.2,
  duplication: 0.05,
  reorder: 0.1,
  reorderUs: 200_000,
};

/** How long one packet takes but for the queue before it. */
export function transitUs(link: LinkModel, multicast: boolean, prng: Prng): number {
  let us = link.delayUs;
  if (link.jitterUs > 0) us += prng.exponential(link.jitterUs);
  if (prng.chance(link.tailChance)) us += prng.unit() * link.tailUs;
  if (multicast && link.multicastHoldUs > 0) us += prng.unit() * link.multicastHoldUs;
  return us;
}
