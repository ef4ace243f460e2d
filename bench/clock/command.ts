import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { wholeNumber } from "../whole-number.ts";
import { plotsOf } from "./plots.ts";
import { showReport, verdictsOf } from "./report.ts";
import { runAll } from "./run.ts";

const DOCS = new URL("../../docs/", import.meta.url);
/** Between these lines of docs/results.md stand the tables. */
const BEGIN = "<!-- npm run bench -- clock --write -->";
const END = "<!-- end of what that wrote -->";

interface CommandOptions {
  seeds: number;
  write: boolean;
  json: boolean;
}

/** `npm run bench -- clock`. */
export function clockCommand(): Command {
  return new Command("clock")
    .description(
      "The show clock on simulated Wi-Fi, beside other ways to keep two clocks in step; groups up to 100 nodes; how edits " +
        "spread. All seeds are fixed: every run gives the same figures. It takes some minutes.",
    )
    .addHelpText("before", "Example: npm run bench -- clock --seeds 10\n")
    .addHelpText("after", "\nFor a program: npm run --silent bench -- clock --json > clock.json")
    .option("--seeds <n>", "pairs; groups and edits in proportion", wholeNumber(1, 1000), 50)
    .option("--write", "write tables and plots into docs/", false)
    .option("--json", "print what was wanted and what was measured as JSON", false)
    .helpOption("--help", "show this text")
    .action(run);
}

function run({ seeds, write, json }: CommandOptions): void {
  const startMs = performance.now();
  const figures = runAll({
    pairSeeds: seeds,
    pairSeconds: 600,
    radioSeeds: Math.ceil(seeds / 4),
    stripSeeds: Math.ceil(seeds / 4),
    stripSeconds: 60,
    holdOverSeeds: seeds,
    aloneS: 600,
    crowds: [2, 10, 50, 100],
    crowdSeeds: Math.ceil(seeds / 10),
    crowdS: 300,
    showSeeds: 2 * seeds,
    editSeeds: Math.ceil(seeds / 10),
    editNodes: 100,
    edits: 100,
    partitions: 40,
    quietS: 300,
    onProgress: (text) => {
      const s = ((performance.now() - startMs) / 1000).toFixed(0).padStart(3);
      console.error(`${s} s  ${text}`);
    },
  });
  const report = showReport(figures);
  if (write) {
    const plots = new URL("clock/", DOCS);
    mkdirSync(plots, { recursive: true });
    for (const [name, svg] of plotsOf(figures)) writeFileSync(new URL(name, plots), svg);
    const page = new URL("results.md", DOCS);
    writeFileSync(page, replaced(readFileSync(page, "utf8"), report));
  }
  console.log(json ? JSON.stringify(verdictsOf(figures)) : report);
}

function replaced(page: string, report: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`docs/results.md has no lines "${BEGIN}" and "${END}".`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${report}\n\n${page.slice(to)}`;
}
