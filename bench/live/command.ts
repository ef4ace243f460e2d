import { Command } from "commander";
import { tableOf } from "../table.ts";
import { wholeNumber } from "../whole-number.ts";
import { type LiveOptions, type LiveReport, runLive } from "./run.ts";

/** `npm run bench -- live`. */
export function liveCommand(): Command {
  return new Command("live")
    .description(
      "Live frames from another process over HTTP: how many a poi shows, and whether one is torn, decoded from the bytes on its bus.",
    )
    .addHelpText("before", "Example: npm run bench -- live --seconds 60\n")
    .option("--seconds <n>", "how long", wholeNumber(1, 3600), 60)
    .option("--rate <n>", "frames a second", wholeNumber(1, 1000), 50)
    .option("--leds <n>", "LEDs of the strip", wholeNumber(1, 288), 32)
    .option("--json", "a line of JSON", false)
    .helpOption("--help", "show this text")
    .action(async ({ json, ...options }: LiveOptions & { json: boolean }) => {
      console.error(`${options.seconds} s of live frames …`);
      const report = await runLive(options);
      console.log(json ? JSON.stringify({ ...options, ...report }) : tableOf(rowsOf(report)));
      process.exitCode = report.torn === 0 && report.refused === 0 ? 0 : 1;
    });
}

function rowsOf({ sent, refused, shown, torn, columns, longestMs, p99Ms, mostMs }: LiveReport): string[][] {
  return [
    ["frames sent", "refused", "shown", "columns", "torn", "longest frame", "answer p99", "longest answer"],
    [
      ...[sent, refused, shown, columns, torn].map((count) => count.toLocaleString("en")),
      ...[longestMs, p99Ms, mostMs].map((ms) => `${ms.toFixed(1)} ms`),
    ],
  ];
}
