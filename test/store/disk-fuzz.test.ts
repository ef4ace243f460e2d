import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../sim/prng.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { SimRandom } from "../../sim/sim-random.ts";
import { Journal } from "../../src/store/journal.ts";
import {
  ConfigFile,
  MAX_GROUPS,
  MAX_SYNC_INTERVAL_MS,
  MIN_SYNC_INTERVAL_MS,
} from "../../src/store/local-config.ts";
import { changeStrip, PLAIN_STRIP } from "../../src/store/strip-config.ts";
import { changeTrim, PLAIN_TRIM } from "../../src/store/trim.ts";
import { MAX_NETWORKS, WifiFile } from "../../src/store/wifi-config.ts";
import { JSON_POISON, mutated } from "../bytes/mutated.ts";
import { MemoryFiles } from "../pov/memory-files.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/store/disk-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 5000);

const digest = new SimDigest();
const random = new SimRandom(new Prng("disk"));

/** All lines of a journal, and how many it calls damaged. */
function replay(files: MemoryFiles): { lines: string[]; journal: Journal } {
  const journal = new Journal(files, "journal", digest);
  const lines: string[] = [];
  journal.replay((record) => lines.push(JSON.stringify(record)));
  return { lines, journal };
}

const RECORDS = [
  '{"n":1}',
  '{"kind":"setting","id":"é","versions":[{"by":"0a0000000001","n":1}]}',
  '{"n":3,"a":[]}',
];

function seedJournal(): Uint8Array {
  const files = new MemoryFiles();
  const { journal } = replay(files);
  for (const record of RECORDS) journal.append(record);
  journal.close();
  return files.stored.get("journal")!;
}

function seedFile(path: string, make: (files: MemoryFiles) => unknown): Uint8Array {
  const files = new MemoryFiles();
  make(files);
  return files.stored.get(path)!;
}

function withFile(path: string, bytes: Uint8Array): MemoryFiles {
  const files = new MemoryFiles();
  files.stored.set(path, Buffer.from(bytes));
  return files;
}

describe("whatever a disk holds", () => {
  it("a journal gives back lines that were written and no others, and takes another one", function () {
    this.timeout(0);
    fc.assert(
      fc.property(mutated([seedJournal()], JSON_POISON), (bytes) => {
        const files = withFile("journal", bytes);
        const { lines, journal } = replay(files);
        for (const line of lines) assert.ok(RECORDS.includes(line), line);
        journal.append('{"n":4}');
        journal.close();
        assert.deepEqual(replay(files).lines, [...lines, '{"n":4}']);
      }),
      { numRuns },
    );
  });

  it("a node knows who it is, and its strip and trim can be", function () {
    this.timeout(0);
    const seed = seedFile("node.json", (files) =>
      new ConfigFile(files, random, {}).change({
        groups: ["pair", "garden"],
        trim: { ...PLAIN_TRIM, phaseColumns: 3 },
      }),
    );
    fc.assert(
      fc.property(mutated([seed], JSON_POISON), (bytes) => {
        const { config } = new ConfigFile(withFile("node.json", bytes), random, {});
        assert.match(config.deviceId, /^[0-9a-f]{12}$/);
        assert.ok(config.groups.length >= 1 && config.groups.length <= MAX_GROUPS);
        assert.ok(config.groups.every((group) => typeof group === "string"));
        assert.ok(typeof config.deviceName === "string" && config.deviceName.length <= 63);
        assert.ok(
          config.syncIntervalMs >= MIN_SYNC_INTERVAL_MS && config.syncIntervalMs <= MAX_SYNC_INTERVAL_MS,
        );
        assert.ok(Number.isInteger(config.leds) && config.leds >= 1 && config.leds <= 288);
        assert.ok(Number.isInteger(config.mode) && Number.isInteger(config.index));
        assert.deepEqual(changeTrim(PLAIN_TRIM, config.trim), config.trim);
        assert.deepEqual(changeStrip(PLAIN_STRIP, config.strip), config.strip);
      }),
      { numRuns },
    );
  });

  it("a node has a network with a password, and networks that it can try", function () {
    this.timeout(0);
    const seed = seedFile("wifi.json", (files) =>
      new WifiFile(files, random).remember("Home", "home password"),
    );
    fc.assert(
      fc.property(mutated([seed], JSON_POISON), (bytes) => {
        const { password, networks } = new WifiFile(withFile("wifi.json", bytes), random);
        assert.match(password, /^[ -~]{8,63}$/);
        assert.ok(networks.length <= MAX_NETWORKS);
        for (const network of networks) {
          const length = Buffer.byteLength(network.ssid);
          assert.ok(length >= 1 && length <= 32, network.ssid);
          assert.match(network.password, /^([ -~]{8,63})?$/);
        }
      }),
      { numRuns },
    );
  });

  it("no network is tried whose name or password cannot be, as a fuzzer found", () => {
    const networks = [
      { ssid: `${"[".repeat(50)}Home`, password: "home password" },
      { ssid: "", password: "" },
      { ssid: "Home", password: "short" },
      { ssid: "Open", password: "" },
    ];
    const bytes = Buffer.from(JSON.stringify({ password: "0123456789", networks }));
    const file = new WifiFile(withFile("wifi.json", bytes), random);
    assert.deepEqual(file.networks, [{ ssid: "Open", password: "" }]);
  });
});
