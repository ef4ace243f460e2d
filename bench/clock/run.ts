import type { CounterModel } from "../../sim/access-point.ts";
import { PLAIN_WIFI, SLEEPY_WIFI, type WifiModel } from "../../sim/wifi.ts";
import { type CrowdRun, runCrowd } from "./crowd.ts";
import { type EditsRun, runEdits } from "./edits.ts";
import { type HoldOverRun, runHoldOver } from "./hold-over.ts";
import { type PairOptions, type PairRun, runPair, runRival } from "./pair.ts";
import { quantile } from "./quantile.ts";
import { RIVALS } from "./rivals.ts";
import { runMeeting, runNewcomers, runRemoval, type ShowsRun } from "./shows.ts";
import { runStrips } from "./strips.ts";

/** How much is run. Seeds are 1, 2, 3 and so on. */
export interface ClockOptions {
  readonly pairSeeds: number;
  readonly pairSeconds: number;
  readonly radioSeeds: number;
  readonly stripSeeds: number;
  readonly stripSeconds: number;
  readonly holdOverSeeds: number;
  readonly aloneS: number;
  readonly crowds: readonly number[];
  readonly crowdSeeds: number;
  readonly crowdS: number;
  readonly showSeeds: number;
  readonly editSeeds: number;
  readonly editNodes: number;
  readonly edits: number;
  readonly partitions: number;
  readonly quietS: number;
  onProgress(text: string): void;
}

export const NETWORKS: readonly { name: string; file: string; wifi: WifiModel }[] = [
  { name: "plain queueing", file: "plain", wifi: PLAIN_WIFI },
  { name: "power-save bursts", file: "power-save", wifi: SLEEPY_WIFI },
];

export const OURS = "povpoi";
export const COUNTED = "povpoi with the access point's counter";
export const COLUMN_RATES = [1000, 4000] as const;
export const LOSS = 0.15;

/** Figures of one contender on one network, over all seeds. */
export interface PairFigures {
  readonly contender: string;
  readonly network: string;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Of the seed in which it was worst. */
  readonly worstP99Us: number;
  readonly lockP50S: number;
  readonly lockMostS: number;
  readonly packetsPerNode: number;
  /** By `COLUMN_RATES`: instants at which both show the same column, and at which they are less than half a column apart. */
  readonly sameColumn: readonly number[];
  readonly halfColumn: readonly number[];
  /** Share of instants at which the error was at most so much, for a plot. */
  readonly shares: readonly (readonly [us: number, share: number])[];
  /** The run of the first seed. */
  readonly example: PairRun;
}

/** Share of time in which the LEDs of two strips show the same column, of all seeds and of the worst. */
export interface StripsFigures {
  readonly columnsPerS: number;
  readonly hasCounter: boolean;
  readonly gapUs: readonly [number, number];
  readonly same: number;
  readonly worst: number;
}

/** Microseconds between two writes of a strip: known ones, and those of an ESP32-S3 as they are estimated. */
export const GAPS = [
  [58, 62],
  [50, 80],
] as const;

/** What may be otherwise than the model of the counter has it (sim/access-point.ts). */
export const RADIOS: readonly { name: string; counter: Partial<CounterModel> }[] = [
  { name: "all is as modelled", counter: {} },
  { name: "each read takes 250 to 350 µs", counter: { readUs: [250, 350] } },
  { name: "three in ten beacons are missed", counter: { loss: 0.3 } },
  { name: "a beacon's stamp is off by 3 µs (1 σ)", counter: { stampUs: 3 } },
  { name: "the station leaves its counter alone while it is off by up to 5 µs", counter: { deadUs: 5 } },
  { name: "the access point sends a beacon each 204.8 ms", counter: { beaconUs: 204_800 } },
];

export interface Figures {
  readonly options: ClockOptions;
  readonly pairs: readonly PairFigures[];
  /** With the counter, by `RADIOS`. */
  readonly radios: readonly PairFigures[];
  readonly strips: readonly StripsFigures[];
  readonly holdOvers: readonly { readonly extraPpm: number; readonly runs: readonly HoldOverRun[] }[];
  readonly crowds: readonly { readonly nodes: number; readonly runs: readonly CrowdRun[] }[];
  readonly shows: readonly { readonly name: string; readonly runs: readonly ShowsRun[] }[];
  readonly edits: EditsRun;
}

export function runAll(options: ClockOptions): Figures {
  return {
    options,
    pairs: runPairs(options),
    radios: runRadios(options),
    strips: runAllStrips(options),
    holdOvers: [0, 40].map((extraPpm) => {
      options.onProgress(`ten minutes alone, ${extraPpm} ppm more`);
      const run = (seed: number) => runHoldOver({ seed, aloneS: options.aloneS, extraPpm });
      return { extraPpm, runs: seeds(options.holdOverSeeds).map(run) };
    }),
    crowds: options.crowds.map((nodes) => {
      options.onProgress(`${nodes} nodes`);
      const run = (seed: number) => runCrowd({ seed, nodes, settleS: 90, seconds: options.crowdS });
      return { nodes, runs: seeds(options.crowdSeeds).map(run) };
    }),
    shows: runShows(options),
    edits: runAllEdits(options),
  };
}

function runPairs({ pairSeeds, pairSeconds, onProgress }: ClockOptions): PairFigures[] {
  const figures: PairFigures[] = [];
  for (const { name: network, wifi } of NETWORKS) {
    const contenders = [
      { name: COUNTED, run: (options: PairOptions) => runPair({ ...options, counter: {} }) },
      { name: OURS, run: runPair },
      ...RIVALS.map((kind) => ({
        name: kind.name,
        run: (options: PairOptions) => runRival(kind, options),
      })),
    ];
    for (const { name, run } of contenders) {
      onProgress(`${network}: ${name}`);
      const runs = seeds(pairSeeds).map((seed) => run({ seed, wifi, seconds: pairSeconds }));
      figures.push(pairFigures(name, network, runs));
    }
  }
  return figures;
}

function runRadios({ radioSeeds, pairSeconds, onProgress }: ClockOptions): PairFigures[] {
  return RADIOS.map(({ name, counter }) => {
    onProgress(`a radio of which ${name}`);
    const how = { wifi: PLAIN_WIFI, seconds: pairSeconds, counter };
    const runs = seeds(radioSeeds).map((seed) => runPair({ seed, ...how }));
    return pairFigures(name, NETWORKS[0]!.name, runs);
  });
}

function runAllStrips({ stripSeeds, stripSeconds, onProgress }: ClockOptions): StripsFigures[] {
  const figures: StripsFigures[] = [];
  for (const gapUs of GAPS) {
    for (const hasCounter of [true, false]) {
      for (const columnsPerS of COLUMN_RATES) {
        onProgress(`two strips: ${columnsPerS} columns/s`);
        const how = { wifi: PLAIN_WIFI, hasCounter, columnsPerS, gapUs, seconds: stripSeconds };
        const shares = seeds(stripSeeds).map((seed) => runStrips({ seed, ...how }));
        const same = shares.reduce((a, b) => a + b) / shares.length;
        figures.push({ columnsPerS, hasCounter, gapUs, same, worst: Math.min(...shares) });
      }
    }
  }
  return figures;
}

function pairFigures(contender: string, network: string, runs: readonly PairRun[]): PairFigures {
  const count = runs.reduce((sum, { errorsUs }) => sum + errorsUs.length, 0);
  const all = new Float64Array(count);
  let at = 0;
  let worstP99Us = 0;
  for (const { errorsUs } of runs) {
    // A moment at which nothing is known is as bad as can be.
    const sizes = errorsUs.map((us) => (Number.isNaN(us) ? Number.POSITIVE_INFINITY : Math.abs(us)));
    all.set(sizes, at);
    at += sizes.length;
    worstP99Us = Math.max(worstP99Us, quantile(sizes, 0.99));
  }
  const locks = runs.map(({ lockUs }) => lockUs / 1e6);
  const p50Us = quantile(all, 0.5);
  const shares = Array.from({ length: 145 }, (_, i): [number, number] => {
    const us = 10 ** (i / 24);
    return [us, shareBelow(all, us)];
  });
  return {
    contender,
    network,
    p50Us,
    p99Us: quantile(all, 0.99),
    worstP99Us,
    lockP50S: quantile(locks, 0.5),
    lockMostS: Math.max(...locks),
    packetsPerNode: runs.reduce((sum, { packetsPerNode }) => sum + packetsPerNode, 0) / runs.length,
    sameColumn: COLUMN_RATES.map((rate) => sameColumn(runs, rate) / count),
    halfColumn: COLUMN_RATES.map((rate) => shareBelow(all, 500_000 / rate)),
    shares,
    example: runs[0]!,
  };
}

/** Share of a sorted array that is at most `limit`. */
function shareBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

/** Instants at which both strips are at the same column: each takes it from its own group time. */
function sameColumn(runs: readonly PairRun[], columnsPerSecond: number): number {
  let same = 0;
  for (const { errorsUs, groupUs } of runs) {
    for (let i = 0; i < errorsUs.length; i++) {
      const one = Math.floor((groupUs[i]! * columnsPerSecond) / 1e6);
      const other = Math.floor(((groupUs[i]! + errorsUs[i]!) * columnsPerSecond) / 1e6);
      if (one === other) same++;
    }
  }
  return same;
}

function runShows({ showSeeds, onProgress }: ClockOptions): Figures["shows"] {
  const kinds: [string, (seed: number) => ShowsRun][] = [
    ["two shows meet, one 10 s older", (seed) => runMeeting(seed, 10_000)],
    ["two shows meet, one 0.25 s older", (seed) => runMeeting(seed, 250)],
    ["ten newcomers at once", runNewcomers],
    ["any 1 to 8 of ten vanish at once", runRemoval],
  ];
  return kinds.map(([name, run]) => {
    onProgress(name);
    return { name, runs: seeds(showSeeds).map(run) };
  });
}

function runAllEdits({
  editSeeds,
  editNodes,
  edits,
  partitions,
  quietS,
  onProgress,
}: ClockOptions): EditsRun {
  const runs = seeds(editSeeds).map((seed) => {
    onProgress(`edits, seed ${seed}`);
    return runEdits({ seed, nodes: editNodes, loss: LOSS, edits, partitions, quietS });
  });
  return {
    everywhereMs: runs.flatMap(({ everywhereMs }) => everywhereMs),
    eachMs: runs.flatMap(({ eachMs }) => eachMs),
    healedMs: runs.flatMap(({ healedMs }) => healedMs),
    quietMulticasts: Math.max(...runs.map(({ quietMulticasts }) => quietMulticasts)),
  };
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
