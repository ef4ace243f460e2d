import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { plotsOf } from "../../bench/clock/plots.ts";
import { showReport, verdictsOf } from "../../bench/clock/report.ts";
import { type Figures, runAll } from "../../bench/clock/run.ts";

/** What cannot be met with stamps taken by programs (docs/results.md, "The same column"). */
const OUT_OF_REACH = /^same column at .*, without$/;

describe("the clock benchmark, in short", () => {
  let figures: Figures;

  before(() => {
    figures = runAll({
      ...{
        pairSeeds: 3,
        pairSeconds: 300,
        radioSeeds: 1,
        stripSeeds: 3,
        stripSeconds: 20,
        holdOverSeeds: 2,
        aloneS: 600,
        crowds: [2, 10, 30],
        crowdSeeds: 1,
      },
      ...{ crowdS: 60, showSeeds: 4, editSeeds: 1, editNodes: 30, edits: 20, partitions: 3, quietS: 60 },
      onProgress: () => {},
    });
  });

  it("meets the targets of the design", () => {
    const missed = verdictsOf(figures).filter(({ what, isMet }) => !isMet && !OUT_OF_REACH.test(what));
    assert.deepEqual(missed, []);
  });

  it("has povpoi nearer than all others on both networks", () => {
    for (const network of new Set(figures.pairs.map((pair) => pair.network))) {
      const [, ours, ...rivals] = figures.pairs.filter((pair) => pair.network === network);
      assert.equal(ours!.contender, "povpoi");
      assert.equal(rivals.length, 4);
      for (const rival of rivals) assert.ok(rival.p99Us > 1.3 * ours!.p99Us, rival.contender);
    }
  });

  it("shows the same column in 99 of 100 instants where the radios tell the access point's counter, a pair each", () => {
    const wanted = verdictsOf(figures).filter(({ what }) => /same/.test(what) && !OUT_OF_REACH.test(what));
    assert.equal(wanted.length, 4);
    for (const { what, measured, isMet } of wanted) assert.ok(isMet, `${what}: ${measured}`);
    const counted = figures.pairs.find(({ contender }) => contender.includes("counter"))!;
    assert.ok(counted.p99Us < 10, `${counted.p99Us} µs`);
    for (const { contender, sameColumn } of figures.radios)
      assert.ok(sameColumn[1]! > 0.985, `${contender}: ${sameColumn[1]}`);
  });

  it("draws a plot of each, and a report", () => {
    const plots = plotsOf(figures);
    assert.deepEqual([...plots.keys()].sort(), [
      "crowd.svg",
      "edits.svg",
      "hold-over.svg",
      "pair-plain.svg",
      "pair-power-save.svg",
    ]);
    for (const [name, svg] of plots) assert.ok(!/NaN|Infinity|undefined/.test(svg), name);
    assert.ok(!/NaN|undefined/.test(showReport(figures)));
  });

  it("has docs/results.md show each plot, and those of today", () => {
    const docs = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
    const plots = plotsOf(figures);
    for (const name of plots.keys()) {
      assert.ok(docs("results.md").includes(`(clock/${name})`), name);
      assert.ok(docs(`clock/${name}`).startsWith("<svg"), name);
    }
    // Of the first seed alone, which runs here as it does there.
    const isToday = docs("clock/hold-over.svg") === plots.get("hold-over.svg");
    assert.ok(isToday, "docs/clock is of another day: npm run bench -- clock --seeds 20 --write");
  });
});
