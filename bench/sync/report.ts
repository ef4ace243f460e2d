import { availableParallelism } from "node:os";
import { tableOf } from "../table.ts";
import type { Contender } from "./contender.ts";
import { POVPOI } from "./povpoi.ts";
import type { Result, Row } from "./run.ts";

/** The number of items that the design's targets are for. */
const TARGET_ITEMS = 200;

/** All figures of a run. */
export interface Report {
  readonly items: number;
  readonly jsonBytes: number;
  readonly devices: number;
  readonly runs: number;
  /** What the times were measured on. */
  readonly measuredOn: string;
  readonly beside: readonly Row[];
  /** Ours alone, by number of items. */
  readonly alone: readonly {
    readonly items: number;
    readonly jsonBytes: number;
    readonly rows: readonly Row[];
  }[];
  readonly mappings: { readonly [contender: string]: string };
}

/** Where the CPU figures come from; those of a device are others. */
export function desktop(): string {
  return `desktop, Node ${process.versions.node}, ${process.arch}, ${availableParallelism()} cores`;
}

/** How each library was used, by its name. */
export function mappingsOf(contenders: readonly Contender[]): Report["mappings"] {
  return Object.fromEntries(contenders.map(({ name, mapping }) => [name, mapping]));
}

/** The report as people read it: Markdown. */
export function showReport(report: Report): string {
  const parts = [
    `${report.items} items, ${kilobytes(report.jsonBytes)} of JSON. Bytes of messages there + back, round trips (0.5: a message that nobody answers).`,
    bytesTable(report.beside),
    `CPU of both sides together, median of ${report.runs} runs (${report.measuredOn}), and its ratio to povpoi's.`,
    cpuTable(report.beside),
    "povpoi alone: bytes of messages there + back, round trips, CPU of both sides on the same desktop.",
    aloneTable(report),
    "How each was used:",
    Object.entries(report.mappings)
      .map(([name, mapping]) => `- ${name}: ${mapping}`)
      .join("\n"),
  ];
  return parts.join("\n\n");
}

function bytesTable(rows: readonly Row[]): string {
  const names = rows[0]!.results.map(({ contender }) => contender);
  const table = [["", ...names, "povpoi over HTTP", "target", "met"]];
  for (const { scenario, results, target, isMet } of rows) {
    const http = results[0]!.http!;
    const overHttp = bytes(http.bytesUp, http.bytesDown);
    table.push([scenario, ...results.map(showBytes), overHttp, target ?? "", verdict(isMet)]);
  }
  const deflated = rows[0]!.results.map(({ deflatedBytes }) => deflatedBytes?.toLocaleString("en") ?? "");
  table.push([`${rows[0]!.scenario}, each message deflated`, ...deflated, "", "", ""]);
  return tableOf(table);
}

function cpuTable(rows: readonly Row[]): string {
  const names = rows[0]!.results.map(({ contender }) => contender);
  const table = [["", ...names]];
  for (const { scenario, results } of rows) {
    table.push([
      scenario,
      ...results.map(({ contender, cpuMs, cpuRatio }) => {
        return contender === POVPOI.name
          ? milliseconds(cpuMs)
          : `${milliseconds(cpuMs)}, ×${ratio(cpuRatio)}`;
      }),
    ]);
  }
  return tableOf(table);
}

function aloneTable({ alone }: Report): string {
  const heads = alone.map(
    ({ items, jsonBytes }) => `${items.toLocaleString("en")} items, ${kilobytes(jsonBytes)}`,
  );
  const table = [["", ...heads, `target at ${TARGET_ITEMS} items`, "met"]];
  const judged = alone.find(({ items }) => items === TARGET_ITEMS) ?? alone[0]!;
  for (const [i, { scenario, target, isMet }] of judged.rows.entries()) {
    const cells = alone.map(({ rows }) => {
      const ours = rows[i]!.results[0]!;
      return `${showBytes(ours)}, ${milliseconds(ours.cpuMs)}`;
    });
    table.push([scenario, ...cells, target ?? "", verdict(isMet)]);
  }
  return tableOf(table);
}

function verdict(isMet: boolean | undefined): string {
  return isMet === undefined ? "" : isMet ? "yes" : "NO";
}

/** As the tables show it: there + back, round trips. */
export function showBytes({ bytesUp, bytesDown, roundTrips }: Result): string {
  return `${bytes(bytesUp, bytesDown)}, ${roundTrips}`;
}

function bytes(up: number, down: number): string {
  return `${up.toLocaleString("en")} + ${down.toLocaleString("en")}`;
}

function kilobytes(length: number): string {
  return `${(length / 1024).toFixed(1)} KB`;
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toPrecision(2) : Math.round(ms)} ms`;
}

function ratio(value: number): string {
  return value < 10 ? value.toPrecision(2) : Math.round(value).toLocaleString("en");
}
