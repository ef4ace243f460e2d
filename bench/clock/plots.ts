import { type Axis, type Plot, svgOf } from "../plot.ts";
import { SAMPLE_MS as HOLD_OVER_MS } from "./hold-over.ts";
import { SAMPLE_MS } from "./pair.ts";
import { type Figures, NETWORKS, type PairFigures } from "./run.ts";

const ERROR: Axis = {
  label: "error, µs",
  from: 1,
  to: 100_000,
  ticks: [1, 10, 100, 1000, 10_000, 100_000],
  log: true,
};
const SHARE: Axis = { label: "share", from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
/** Points of a line over time. */
const POINTS = 300;

/** The plots, by file name. */
export function plotsOf(figures: Figures): Map<string, string> {
  const files = new Map<string, string>();
  for (const { name, file } of NETWORKS) {
    const pairs = figures.pairs.filter(({ network }) => network === name);
    files.set(`pair-${file}.svg`, svgOf([sharesPlot(name, pairs), ...pairs.map(timePlot)]));
  }
  files.set("hold-over.svg", svgOf(holdOverPlots(figures)));
  files.set("crowd.svg", svgOf([crowdPlot(figures)]));
  files.set("edits.svg", svgOf([editsPlot(figures)]));
  return files;
}

function sharesPlot(network: string, pairs: readonly PairFigures[]): Plot {
  return {
    title: `Share of all instants at which a pair is no further apart, ${network}`,
    x: ERROR,
    y: SHARE,
    series: pairs.map(({ contender, shares }) => ({ name: contender, points: shares })),
  };
}

/** The largest error in each of some hundred spans of one run. */
function timePlot({ contender, example }: PairFigures): Plot {
  const { errorsUs } = example;
  const span = Math.ceil(errorsUs.length / POINTS);
  const points: [number, number][] = [];
  for (let at = 0; at < errorsUs.length; at += span) {
    const most = errorsUs.subarray(at, at + span).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    points.push([(at * SAMPLE_MS) / 60_000, most]);
  }
  return {
    title: `${contender}: one pair over ten minutes`,
    x: { label: "minutes", from: 0, to: 10, ticks: [0, 2, 4, 6, 8, 10] },
    y: ERROR,
    series: [{ name: contender, points }],
  };
}

function holdOverPlots({ holdOvers }: Figures): Plot[] {
  return holdOvers.map(({ extraPpm, runs }) => {
    const { seconds, errorsUs } = runs[0]!;
    const step = 1000 / HOLD_OVER_MS;
    const points: [number, number][] = [];
    for (let i = 0; i < seconds.length; i += step) points.push([seconds[i]! / 60, errorsUs[i]! / 1000]);
    const most = extraPpm === 0 ? 2 : 30;
    return {
      title:
        extraPpm === 0
          ? "Alone from 0 to 10 minutes, crystals that wander as ever"
          : `Alone from 0 to 10 minutes, one crystal ${extraPpm} ppm off from then on`,
      x: { label: "minutes", from: -1, to: 12, ticks: [0, 2, 4, 6, 8, 10, 12] },
      y: { label: "error, ms", from: -most, to: most, ticks: [-most, -most / 2, 0, most / 2, most] },
      series: [{ name: "error", points }],
    };
  });
}

function crowdPlot({ crowds }: Figures): Plot {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  return {
    title: "Error of all pairs of a settled group; half a column at 1,000 columns/s is 500 µs",
    x: { label: "nodes", from: 2, to: 100, ticks: [2, 10, 50, 100], log: true },
    y: { label: "error, µs", from: 0, to: 600, ticks: [0, 125, 250, 500] },
    series: [
      { name: "p99", points: crowds.map(({ nodes, runs }) => [nodes, mean(runs.map((run) => run.p99Us))]) },
      { name: "p50", points: crowds.map(({ nodes, runs }) => [nodes, mean(runs.map((run) => run.p50Us))]) },
    ],
  };
}

function editsPlot({ edits }: Figures): Plot {
  const shares = (values: readonly number[]): [number, number][] =>
    values
      .toSorted((a, b) => a - b)
      .map((ms, i): [number, number] => [ms, (i + 1) / values.length])
      .filter((_, i) => i % Math.ceil(values.length / POINTS) === 0 || i === values.length - 1);
  return {
    title: "Share of all edits and partitions after so long",
    x: { label: "ms", from: 10, to: 10_000, ticks: [10, 100, 500, 1000, 5000, 10_000], log: true },
    y: SHARE,
    series: [
      { name: "an edit on one node", points: shares(edits.eachMs) },
      { name: "an edit on all nodes", points: shares(edits.everywhereMs) },
      { name: "a healed partition", points: shares(edits.healedMs) },
    ],
  };
}
