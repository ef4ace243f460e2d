import { Command } from "commander";
import { MAX_PAGE_BYTES } from "../../hosts/node/page-bundle.ts";
import { timeChange } from "../../test/web/change-time.ts";
import { timeLoad } from "../../test/web/load-time.ts";
import { Phones } from "../../test/web/phones.ts";
import { takeScreens } from "./screens.ts";

/** A busy access point in a field, and a good one. */
const LINES = [75_000, 750_000];
const RUNS = 5;
const CHANGES = 15;

/** `npm run bench -- page`: how fast the page is there. */
export function pageCommand(): Command {
  return new Command("page")
    .description("Measures how the page of a poi comes over slow air, in Chromium.")
    .addHelpText("before", "Example: npm run bench -- page\n")
    .helpOption("--help", "show this text")
    .action(() =>
      withPhones(async (phones) => {
        await measure(phones);
        await measureChanges(phones);
      }),
    );
}

/** `npm run bench -- screens`: the pictures of the documentation. */
export function screensCommand(): Command {
  return new Command("screens")
    .description("Takes pictures of all screens of the page, on a phone and on a desktop, into docs/screens.")
    .addHelpText("before", "Example: npm run bench -- screens\n")
    .helpOption("--help", "show this text")
    .action(() => withPhones(takeScreens));
}

async function withPhones(work: (phones: Phones) => Promise<void>): Promise<void> {
  const phones = await Phones.start({ group: "fire duo" });
  try {
    await work(phones);
  } finally {
    await phones.stop();
  }
}

async function measure(phones: Phones): Promise<void> {
  console.log("| line | bytes, gzipped | limit | requests | first paint | interactive |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const bytesPerS of LINES) {
    const runs = [];
    for (let i = 0; i < RUNS; i++) {
      const page = await phones.blank();
      runs.push(await timeLoad(page, phones.url(0), bytesPerS));
      await phones.close();
    }
    const { bytes, requests } = runs[0]!;
    const paint = middle(runs.map(({ firstPaintMs }) => firstPaintMs));
    const usable = middle(runs.map(({ interactiveMs }) => interactiveMs));
    console.log(
      `| ${bytesPerS / 1000} KB/s | ${bytes} | ${MAX_PAGE_BYTES} | ${requests} | ${paint} ms | ${usable} ms |`,
    );
  }
}

function middle(values: number[]): number {
  return Math.round(values.sort((a, b) => a - b)[values.length >> 1]!);
}

/** How long it takes until one phone shows what another one did. */
async function measureChanges(phones: Phones): Promise<void> {
  const pages = await Promise.all([0, 0, 1].map((node) => phones.open(node, "play")));
  for (const [what, other] of [
    ["one poi", pages[1]!],
    ["two poi", pages[2]!],
  ] as const) {
    const times = [];
    for (let i = 0; i < CHANGES; i++) times.push(await timeChange(pages[0]!, other, 20 + i * 12));
    console.log(
      `a change seen on another phone, ${what}: ${middle(times)} ms, ${Math.round(times.at(-1)!)} ms at most`,
    );
  }
  await phones.close();
}
