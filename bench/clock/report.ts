import { tableOf } from "../table.ts";
import { REVOLUTION_MS } from "./hold-over.ts";
import { quantile } from "./quantile.ts";
import { RIVALS } from "./rivals.ts";
import { COLUMN_RATES, COUNTED, type Figures, GAPS, LOSS, NETWORKS, OURS } from "./run.ts";

/** One thing that the design wants, and what was measured. */
export interface Verdict {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly isMet: boolean;
}

/** What was wanted, with what came of it. */
export function verdictsOf(figures: Figures): Verdict[] {
  return [...pairVerdicts(figures), ...holdOverVerdicts(figures), ...groupVerdicts(figures)];
}

function pairVerdicts({ pairs, strips }: Figures): Verdict[] {
  const of = (who: string, place: number) =>
    pairs.find(({ contender, network }) => contender === who && network === NETWORKS[place]!.name)!;
  const [plain, sleepy, counted] = [of(OURS, 0), of(OURS, 1), of(COUNTED, 0)];
  const verdicts = [
    atMost("pair error, plain queueing, p50", plain.p50Us, 150, micros),
    atMost("pair error, plain queueing, p99", plain.p99Us, 500, micros),
    atMost("pair error, power-save bursts, p99", sleepy.p99Us, 2000, micros),
    atMost("lock from start, plain queueing, longest", plain.lockMostS, 3, seconds),
    atMost("lock from start, power-save bursts, longest", sleepy.lockMostS, 3, seconds),
    atMost("lock from start, with the counter, longest", counted.lockMostS, 3, seconds),
  ];
  for (const [name, row] of [
    ["with the access point's counter", counted],
    ["without", plain],
  ] as const) {
    for (const [i, rate] of COLUMN_RATES.entries())
      verdicts.push(atLeast(`same column at ${perSecond(rate)}, ${name}`, row.sameColumn[i]!));
  }
  for (const { columnsPerS, same } of strips.filter(
    ({ hasCounter, gapUs }) => hasCounter && gapUs === GAPS[0],
  ))
    verdicts.push(atLeast(`the same on the LEDs of two strips at ${perSecond(columnsPerS)}, with it`, same));
  return verdicts;
}

function holdOverVerdicts({ holdOvers }: Figures): Verdict[] {
  const runs = holdOvers.flatMap((each) => each.runs);
  const backward = runs.reduce((sum, run) => sum + run.backwardSteps, 0);
  const jumps = runs.reduce((sum, run) => sum + run.jumps, 0);
  const shift = Math.max(...runs.map(({ shiftUs }) => shiftUs));
  return [
    atMost("backward steps", backward, 0, String),
    atMost("jumps on return after ten minutes alone", jumps, 0, String),
    ...COLUMN_RATES.map((rate) =>
      atMost(
        `shift in a revolution of ${REVOLUTION_MS / 1000} s on return, in columns at ${rate.toLocaleString("en")}/s`,
        (shift * rate) / 1e6,
        1,
        (columns) => columns.toFixed(2),
      ),
    ),
  ];
}

function groupVerdicts({ crowds, shows, edits }: Figures): Verdict[] {
  const verdicts = crowds.map(({ nodes, runs }) =>
    atMost(
      `packets/s of the node that sends most, of ${nodes}`,
      Math.max(...runs.map(({ mostPackets }) => mostPackets)),
      1,
      (rate) => rate.toFixed(2),
    ),
  );
  for (const { name, runs } of shows) {
    const wrong = runs.filter(({ isRight, moved, resolvedS }) => !isRight || moved > 0 || !(resolvedS >= 0));
    verdicts.push(atMost(`${name}: runs that end otherwise`, wrong.length, 0, String));
  }
  verdicts.push(
    atMost(
      `an edit on all nodes at ${LOSS * 100} % loss, p99`,
      quantile(edits.everywhereMs, 0.99),
      500,
      millis,
    ),
    atMost("a healed partition, p99", quantile(edits.healedMs, 0.99), 5000, millis),
    atMost("multicasts/s of the whole group, quiet", edits.quietMulticasts, 1, (rate) => rate.toFixed(2)),
  );
  return verdicts;
}

/** The report as people read it: Markdown. */
export function showReport(figures: Figures): string {
  const { options } = figures;
  return [
    `${options.pairSeeds} pairs, each for ${options.pairSeconds / 60} minutes.`,
    verdictTable(verdictsOf(figures)),
    "### Beside others",
    ...NETWORKS.map(({ name, file }) =>
      [`${sentence(name)}:`, pairTable(figures, name), `![](clock/pair-${file}.svg)`].join("\n\n"),
    ),
    "How each was used:",
    RIVALS.map(({ name, how }) => `- ${name}: ${how}`).join("\n"),
    "### The same column",
    columnTable(figures),
    `With a counter that is told otherwise than modelled, plain queueing; ${options.radioSeeds} pairs each:`,
    radioTable(figures),
    `On the LEDs of two strips, decoded from their bytes; ${options.stripSeeds} pairs, each for ${options.stripSeconds} s:`,
    stripTable(figures),
    "### Ten minutes alone",
    holdOverTable(figures),
    "![](clock/hold-over.svg)",
    "### Many nodes",
    crowdTable(figures),
    "![](clock/crowd.svg)",
    "### Which show goes on",
    showsTable(figures),
    "### Edits",
    editsTable(figures),
    "![](clock/edits.svg)",
  ].join("\n\n");
}

function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ what, measured, target, isMet }) => [
    what,
    measured,
    target,
    isMet ? "yes" : "NO",
  ]);
  return tableOf([["", "measured", "target", "met"], ...rows]);
}

function pairTable({ pairs }: Figures, name: string): string {
  const rows = pairs
    .filter(({ network }) => network === name)
    .map((row) => [
      row.contender,
      micros(row.p50Us),
      micros(row.p99Us),
      micros(row.worstP99Us),
      `${seconds(row.lockP50S)}, ${seconds(row.lockMostS)}`,
      row.packetsPerNode.toFixed(2),
    ]);
  return tableOf([
    ["", "p50", "p99", "p99 of the worst pair", "lock, p50 and longest", "packets/s a node"],
    ...rows,
  ]);
}

function columnTable({ pairs }: Figures): string {
  const heads = COLUMN_RATES.flatMap((rate) => [
    `same at ${rate.toLocaleString("en")}/s`,
    "within half a column",
  ]);
  const rows = pairs.map((row) => [
    `${row.contender}, ${row.network}`,
    ...COLUMN_RATES.flatMap((_, i) => [percent(row.sameColumn[i]!), percent(row.halfColumn[i]!)]),
  ]);
  return tableOf([["", ...heads], ...rows]);
}

function stripTable({ strips }: Figures): string {
  const rows = strips.map(({ columnsPerS, hasCounter, gapUs, same, worst }) => [
    hasCounter ? "with the counter" : "without",
    `${gapUs[0]} to ${gapUs[1]} µs`,
    perSecond(columnsPerS),
    percent(same),
    percent(worst),
  ]);
  return tableOf([
    ["", "between two writes", "rate", "same column on the LEDs", "of the worst pair"],
    ...rows,
  ]);
}

function radioTable({ radios }: Figures): string {
  const rows = radios.map((row) => [
    row.contender,
    micros(row.p50Us),
    micros(row.p99Us),
    ...row.sameColumn.map(percent),
  ]);
  return tableOf([
    ["", "p50", "p99", ...COLUMN_RATES.map((rate) => `same at ${rate.toLocaleString("en")}/s`)],
    ...rows,
  ]);
}

function holdOverTable({ holdOvers }: Figures): string {
  const rows = holdOvers.map(({ extraPpm, runs }) => {
    const size = (pick: (run: (typeof runs)[number]) => number) => runs.map((run) => Math.abs(pick(run)));
    const returns = size(({ returnUs }) => returnUs);
    const settled = size(({ settledS }) => settledS);
    return [
      extraPpm === 0 ? "crystals wander as ever" : `one crystal ${extraPpm} ppm off from then on`,
      `${micros(quantile(returns, 0.5))}, ${micros(Math.max(...returns))}`,
      micros(Math.max(...size(({ shiftUs }) => shiftUs))),
      `${Math.min(...runs.map((run) => run.slowestPpm)).toFixed(0)} to ${Math.max(...runs.map((run) => run.fastestPpm)).toFixed(0)} ppm`,
      String(runs.reduce((sum, run) => sum + run.backwardSteps + run.jumps, 0)),
      seconds(quantile(settled, 0.5)),
    ];
  });
  return tableOf([
    [
      `${holdOvers[0]!.runs.length} pairs`,
      "error on return, p50 and most",
      `most shift in ${REVOLUTION_MS} ms`,
      "group time against the own clock",
      "steps",
      "within 0.5 ms after, p50",
    ],
    ...rows,
  ]);
}

function crowdTable({ crowds }: Figures): string {
  const rows = crowds.map(({ nodes, runs }) => {
    const mean = (pick: (run: (typeof runs)[number]) => number) =>
      runs.reduce((sum, run) => sum + pick(run), 0) / runs.length;
    return [
      String(nodes),
      micros(mean(({ p50Us }) => p50Us)),
      micros(mean(({ p99Us }) => p99Us)),
      mean(({ packetsPerNode }) => packetsPerNode).toFixed(2),
      Math.max(...runs.map(({ mostPackets }) => mostPackets)).toFixed(2),
      mean(({ multicasts }) => multicasts).toFixed(2),
      mean(({ unlockedS }) => unlockedS).toFixed(1),
    ];
  });
  return tableOf([
    [
      "nodes",
      "error of all pairs, p50",
      "p99",
      "packets/s a node, mean",
      "of the busiest",
      "multicasts/s of all",
      "seconds in which one did not know the time",
    ],
    ...rows,
  ]);
}

function showsTable({ shows }: Figures): string {
  const rows = shows.map(({ name, runs }) => {
    const resolved = runs.map(({ resolvedS }) => resolvedS);
    return [
      name,
      String(runs.length),
      String(runs.filter(({ isRight }) => isRight).length),
      String(runs.reduce((sum, { moved }) => sum + moved, 0)),
      `${seconds(quantile(resolved, 0.5))}, ${seconds(Math.max(...resolved))}`,
      micros(
        quantile(
          runs.map(({ spreadUs }) => spreadUs),
          0.5,
        ),
      ),
    ];
  });
  return tableOf([
    [
      "",
      "runs",
      "one show, the oldest",
      "steps of those who were in it",
      "all know the time after, p50 and longest",
      "first to last half a minute later, p50",
    ],
    ...rows,
  ]);
}

function editsTable({ edits, options }: Figures): string {
  const row = (name: string, values: number[]) => [
    name,
    String(values.length),
    millis(quantile(values, 0.5)),
    millis(quantile(values, 0.99)),
    millis(Math.max(...values)),
  ];
  return tableOf([
    [`${options.editNodes} nodes, ${LOSS * 100} % of all packets lost`, "times", "p50", "p99", "longest"],
    row("an edit on all nodes", edits.everywhereMs),
    row("an edit on one node", edits.eachMs),
    row("all the same after a partition in which both halves edited", edits.healedMs),
  ]);
}

function atMost(what: string, value: number, limit: number, show: (value: number) => string): Verdict {
  const target = limit === 0 ? "none" : `≤ ${show(limit)}`;
  return { what, measured: show(value), target, isMet: value <= limit };
}

function atLeast(what: string, share: number): Verdict {
  return { what, measured: percent(share), target: "≥ 99 %", isMet: share >= 0.99 };
}

function micros(us: number): string {
  if (us < 10) return `${us.toFixed(1)} µs`;
  return `${Math.round(us).toLocaleString("en")} µs`;
}

function millis(ms: number): string {
  return `${Math.round(ms).toLocaleString("en")} ms`;
}

function seconds(s: number): string {
  return Number.isNaN(s) ? "never" : `${s.toFixed(1)} s`;
}

function perSecond(rate: number): string {
  return `${rate.toLocaleString("en")} columns/s`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function sentence(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
