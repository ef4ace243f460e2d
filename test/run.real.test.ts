import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { LONGEST } from "./run-plan.ts";

const SET_UP_MS = 7000;

/** The runner and the launcher themselves, on made-up test files. */
describe("npm test", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "povpoi-run-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(files: Record<string, string>, ...args: string[]) {
    const path = mkdtempSync(join(folder, "case-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
    const command = ["--import", "tsx", "test/run.ts", path, ...args];
    // Sample files stand outside of any package, where .mts is what makes a module; the runner wants .ts.
    const { stdout, status } = spawnSync(process.execPath, command, {
      encoding: "utf8",
      env: { ...process.env, CI: "1", POVPOI_LAUNCHED_MS: String(Date.now() - SET_UP_MS) },
    });
    const lines = stdout.trimEnd().split("\n");
    return { stdout, status, lastLine: lines[lines.length - 1] };
  }

  it("ends with the count alone on the last line, and succeeds", () => {
    const { lastLine, status } = run({ "a.test.ts": 'it("a", () => {}); it("b", () => {});' });
    assert.deepEqual([lastLine, status], ["2 passed, 0 failed", 0]);
  });

  it("runs what waits beside the rest, which gives way, what is timed alone at the end, and says what took long", () => {
    const head = `
      const { existsSync, writeFileSync } = require("node:fs");
      const say = (name) => writeFileSync(__dirname + "/" + name, "");
      const said = (name) => existsSync(__dirname + "/" + name);
      const check = (what) => { if (!what) throw new Error("not so"); };
      const lower = require("node:os").getPriority() - ${getPriority()};`;
    const { stdout, lastLine } = run({
      "a.test.ts": `${head}
        it("a", (done) => {
          check(lower > 0);
          const look = setInterval(() => {
            if (!said("b")) return;
            clearInterval(look);
            say("a");
            done();
          }, 10);
        });`,
      "b.real.test.ts": `${head} it("b", () => { check(lower === 0); say("b"); });`,
      "c.timed.test.ts": `${head}
        it("c", () => {
          check(lower === 0 && said("a") && said("b"));
          for (const start = process.cpuUsage(); process.cpuUsage(start).user < 200_000; );
        });`,
    });
    assert.equal(lastLine, "3 passed, 0 failed", stdout);
    const slowest = stdout.split("\nslowest:\n")[1]!;
    const line = / (\S+) s, (\S+) s CPU +\S+c\.timed\.test\.ts; (\S+) s c\n/;
    for (const seconds of line.exec(slowest)!.slice(1)) assert.ok(Number(seconds) >= 0.15, slowest);
    const [, allS, setUpS] = /^all: (\S+) s, \S+ s CPU; (\S+) s of it set-up$/m.exec(slowest)!;
    assert.ok(Number(setUpS) >= SET_UP_MS / 1000 && Number(allS) > Number(setUpS), slowest);
  });

  it("begins with files that are there", () => {
    for (const file of LONGEST) assert.ok(existsSync(file), file);
  });

  const failures: Record<string, string> = {
    "a test that throws": 'it("a", () => { throw new Error("x"); });',
    "a test that is skipped": 'it.skip("a", () => {});',
    "a test without a body": 'it("a");',
    "a hook that throws":
      'describe("d", () => { before(() => { throw new Error("x"); }); it("a", () => {}); });',
    "a file without tests": "export {};",
    "a file that does not load": 'require("./missing.ts");',
    "a process that ends": 'it("a", () => process.exit(0));',
    "a test that runs alone": 'it.only("a", () => {}); it("b", () => {});',
    "a clock that is not put back": 'it("a", () => { globalThis.setTimeout = () => {}; });',
    "a rejection that nobody handles": 'it("a", () => { Promise.reject(new Error("x")); });',
  };
  it("counts as failed, in one run of a file each", () => {
    const files = Object.values(failures).map((text, i) => [`case${i}.test.ts`, text]);
    const { lastLine, status, stdout } = run(Object.fromEntries(files));
    assert.match(lastLine ?? "", /^\d+ passed, \d+ failed$/);
    assert.equal(status, 1);
    Object.keys(failures).forEach((name, i) => {
      assert.match(stdout, new RegExp(`^FAIL .*case${i}\\.test\\.ts`, "m"), name);
    });
  });

  it("counts what a file leaves open as failed", () => {
    const text = 'it("a", (done) => { require("node:net").createServer().listen(0, "127.0.0.1", done); });';
    const { lastLine } = run({ "a.test.ts": text });
    assert.equal(lastLine, "1 passed, 1 failed");
  });

  it("fails when no test ran", () => {
    const { lastLine, status } = run(
      { "a.test.ts": 'it("a", () => {});' },
      "--grep",
      "nothing has this name",
    );
    assert.deepEqual([lastLine, status], ["0 passed, 0 failed", 1]);
  });

  it("refuses a command that is none, and says which there are", () => {
    const { stderr, status } = spawnSync(process.execPath, ["hosts/node/launch.mjs", "stop"], {
      encoding: "utf8",
    });
    assert.equal(status, 2);
    assert.match(stderr, /must be one of start, sim, web, bench, firmware, doctor, xs, test, got "stop"/);
  });
});

describe("a command's process", () => {
  it("ends when its launcher is killed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "povpoi-launch-"));
    mkdirSync(folder, { recursive: true });
    const guard = new URL("../hosts/node/end-with-parent.mjs", import.meta.url).href;
    writeFileSync(join(folder, "command.mjs"), "console.log(process.pid); setInterval(() => {}, 1000);");
    const launch = `
      const stdio = ["ignore", "inherit", "inherit", "ipc"];
      const args = ["--import", ${JSON.stringify(guard)}, ${JSON.stringify(join(folder, "command.mjs"))}];
      require("node:child_process").spawn(process.execPath, args, { stdio, detached: true });`;
    const launcher = spawn(process.execPath, ["-e", launch], { stdio: ["ignore", "pipe", "inherit"] });
    await once(launcher.stdout, "data");
    launcher.kill("SIGKILL");
    // The pipe is held by the command: it ends with it.
    await once(launcher.stdout, "close");
    rmSync(folder, { recursive: true });
  });
});
