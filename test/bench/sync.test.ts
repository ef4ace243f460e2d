import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Pair } from "../../bench/sync/contender.ts";
import { overHttp } from "../../bench/sync/http-wire.ts";
import { makeItems } from "../../bench/sync/items.ts";
import { canonical, measure } from "../../bench/sync/measure.ts";
import { POVPOI, PovpoiPair } from "../../bench/sync/povpoi.ts";
import { showBytes } from "../../bench/sync/report.ts";
import { type Row, runAlone, runBeside } from "../../bench/sync/run.ts";
import { pairScenarios } from "../../bench/sync/scenarios.ts";
import { tableOf } from "../../bench/table.ts";
import { lockFaults } from "../style/file-laws.ts";

const onProgress = () => {};
const SMALL = { items: 20, devices: 40, runs: 1, onProgress };

function missed(rows: readonly Row[]): string[] {
  return rows.filter(({ isMet }) => isMet === false).map(({ scenario }) => scenario);
}

describe("the sync benchmark", () => {
  it("meets the targets of the design with 20 items, alone and after a crowd", async () => {
    const rows = [...(await runBeside([], SMALL)), ...(await runAlone(SMALL))];
    assert.deepEqual(missed(rows), []);
    assert.equal(rows.filter(({ isMet }) => isMet === true).length, 13);
  });

  it("sends a picture with less than 3 % on top", async () => {
    const rows = await runAlone(SMALL);
    const { bytesUp, bytesDown } = rows.at(-1)!.results[0]!;
    assert.ok(
      bytesUp + bytesDown > 38_400 && bytesUp + bytesDown < 1.03 * 38_400,
      `${bytesUp} + ${bytesDown}`,
    );
  });

  it("has docs/results.md show the bytes of today", async () => {
    const page = readFileSync(new URL("../../docs/results.md", import.meta.url), "utf8");
    const lines = page.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
    const rows = await runBeside([], { items: 200, devices: 1000, runs: 1, onProgress });
    const remedy = "Run npm run bench -- sync, and put its tables into docs/results.md.";
    for (const { scenario, results } of rows) {
      const shown = lines.find((cells) => cells[1] === scenario)?.[2];
      assert.equal(shown, showBytes(results[0]!), `${scenario}. ${remedy}`);
    }
  });

  it("refuses figures of a session that left the two sides different", async () => {
    class Forgetful extends PovpoiPair {
      override sync() {
        return { bytesUp: 0, bytesDown: 0, roundTrips: 0, up: [], down: [] };
      }
    }
    const pair: Pair = new Forgetful();
    await pair.fill(makeItems(20));
    const options = { runs: 1, onProgress };
    const measured = measure(pairScenarios(), [{ contender: POVPOI, pair }], options);
    await assert.rejects(measured, /same content: first meeting/);
  });

  it("refuses figures of an edit that changed nothing", () => {
    const pair = new PovpoiPair();
    pair.fill(makeItems(20));
    assert.throws(() => pair.put(makeItems(20)[0]!), /was not changed/);
  });

  it("makes the same items each time, and tells content apart by what it says and not by the order of its keys", () => {
    assert.deepEqual(makeItems(200), makeItems(200));
    assert.deepEqual(new Set(makeItems(200).map(({ kind, id }) => `${kind}/${id}`)).size, 200);
    const [one, other] = [
      { name: "a", steps: [{ ms: 1, pattern: "p" }] },
      { steps: [{ pattern: "p", ms: 1 }], name: "a" },
    ];
    assert.equal(canonical(new Map([["x", one]])), canonical(new Map([["x", other]])));
    assert.notEqual(canonical(new Map([["x", one]])), canonical(new Map([["x", { ...one, name: "b" }]])));
  });

  it("counts the heads of HTTP, some 130 bytes a message", () => {
    const pair = new PovpoiPair();
    pair.fill(makeItems(20));
    const traffic = pair.sync("strangers");
    const { bytesUp, bytesDown } = overHttp(traffic);
    for (const heads of [bytesUp - traffic.bytesUp, bytesDown - traffic.bytesDown]) {
      const each = heads / traffic.roundTrips;
      assert.ok(each > 80 && each < 200, `${each}`);
    }
  });

  it("prints tables whose columns line up", () => {
    const lines = tableOf([
      ["", "a"],
      ["longer", "b"],
    ]).split("\n");
    assert.deepEqual(lines, ["|        | a   |", "| ------ | --- |", "| longer | b   |"]);
  });

  it("pins the other libraries, from no registry in particular", () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(new URL(`../../bench/rivals/${name}`, import.meta.url), "utf8"));
    const lock = read("package-lock.json");
    const wanted: Record<string, string> = read("package.json").dependencies;
    assert.deepEqual(lock.packages[""].dependencies, wanted);
    for (const [name, version] of Object.entries(wanted)) {
      assert.match(version, /^\d+\.\d+\.\d+$/);
      assert.equal(lock.packages[`node_modules/${name}`].version, version);
    }
    assert.deepEqual(lockFaults(lock), []);
  });
});
