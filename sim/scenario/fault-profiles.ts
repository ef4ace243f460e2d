import { LAN_LINK, type LinkModel, WIFI_LINK } from "../link.ts";
import type { Prng } from "../prng.ts";

/** How often things go wrong, each as the mean number a minute and node; 0 for never. */
export interface FaultRates {
  /** The power goes at any moment. */
  crash: number;
  /** The power goes at one of the next disk operations. */
  cut: number;
  /** One of the next disk operations fails, or finds no space. */
  diskFault: number;
  /** A node leaves for a good part of the run. */
  leave: number;
  /** A node gets another address, or loses its network for a while. */
  address: number;
  /** Somebody tells a node a wrong time, or its crystal changes its rate. */
  clock: number;
  /** A link is stuck for up to 5 s. */
  clog: number;
}

export interface FaultProfile {
  readonly rates: FaultRates;
  /** Mean number a minute of partitions of the whole network. */
  readonly partition: number;
  /** What hosts know of the time of day at boot. */
  readonly wall: "none" | "right" | "wild";
  /** Callbacks of timers come up to so much late. */
  readonly timerLateUs: number;
  /** Intervals at which nodes sync, in milliseconds: each takes one of them. */
  readonly intervalsMs: readonly number[];
  /** What links are like; drawn anew each half minute. */
  link(prng: Prng): Partial<LinkModel>;
}

const OFTEN = [1000, 2000, 5000, 10_000, 30_000];
const SELDOM = [600_000, 1_800_000, 3_600_000];

const NO_RATES: FaultRates = { crash: 0, cut: 0, diskFault: 0, leave: 0, address: 0, clock: 0, clog: 0 };

/** Anything from a good day to as bad as a link may be: losses to 30 %, half of all datagrams twice, queues to 5 s. */
function anyLink(prng: Prng): Partial<LinkModel> {
  if (prng.chance(0.2)) return LAN_LINK;
  if (prng.chance(0.2)) return WIFI_LINK;
  return {
    delayUs: prng.between(100, 20_000),
    jitterUs: prng.between(0, 20_000),
    tailChance: prng.unit() * 0.1,
    tailUs: prng.chance(0.2) ? 5_000_000 : prng.below(500_000),
    multicastHoldUs: prng.chance(0.5) ? 307_200 : 0,
    bytesPerSecond: prng.chance(0.2) ? 20_000 : prng.between(50_000, 2_000_000),
    loss: prng.unit() * 0.3,
    duplication: prng.unit() * 0.5,
    reorder: prng.unit() * 0.3,
    reorderUs: prng.below(1_000_000),
  };
}

const NETWORK: FaultRates = { ...NO_RATES, address: 0.1, clog: 0.5 };
const DISK: FaultRates = { ...NO_RATES, crash: 0.3, cut: 1, diskFault: 1.5 };
const CLOCKS: FaultRates = { ...NO_RATES, crash: 0.3, clock: 2 };
const MILD: FaultRates = {
  ...NO_RATES,
  crash: 0.1,
  cut: 0.1,
  diskFault: 0.05,
  address: 0.03,
  clock: 0.1,
  clog: 0.1,
};
const WILD: FaultRates = {
  crash: 0.4,
  cut: 0.5,
  diskFault: 0.5,
  leave: 0.1,
  address: 0.1,
  clock: 0.5,
  clog: 0.3,
};

/** Some absences of hours or days, in runs of days. */
const LONG: FaultRates = { ...NO_RATES, crash: 0.001, cut: 0.0003, leave: 0.001, address: 0.0005 };

export const FAULT_PROFILES = {
  none: {
    rates: NO_RATES,
    partition: 0,
    wall: "right",
    timerLateUs: 0,
    intervalsMs: OFTEN,
    link: () => LAN_LINK,
  },
  mild: {
    rates: MILD,
    partition: 0.2,
    wall: "none",
    timerLateUs: 5000,
    intervalsMs: OFTEN,
    link: () => WIFI_LINK,
  },
  network: {
    rates: NETWORK,
    partition: 1,
    wall: "right",
    timerLateUs: 20_000,
    intervalsMs: OFTEN,
    link: anyLink,
  },
  disk: {
    rates: DISK,
    partition: 0,
    wall: "none",
    timerLateUs: 5000,
    intervalsMs: OFTEN,
    link: () => LAN_LINK,
  },
  clocks: {
    rates: CLOCKS,
    partition: 0.3,
    wall: "wild",
    timerLateUs: 100_000,
    intervalsMs: OFTEN,
    link: () => WIFI_LINK,
  },
  wild: { rates: WILD, partition: 0.5, wall: "wild", timerLateUs: 50_000, intervalsMs: OFTEN, link: anyLink },
  long: {
    rates: LONG,
    partition: 0.001,
    wall: "right",
    timerLateUs: 0,
    intervalsMs: SELDOM,
    link: () => LAN_LINK,
  },
} as const satisfies Record<string, FaultProfile>;

export type FaultName = keyof typeof FAULT_PROFILES;
export const FAULT_NAMES = Object.keys(FAULT_PROFILES) as FaultName[];
