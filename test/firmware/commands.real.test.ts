import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Ended {
  code: number | null;
  lines: string[];
}

/** Runs a command where no SDK is. */
function run(entry: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", entry, ...args], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { ...process.env, MODDABLE: "/no/such/sdk", IDF_PATH: "/no/such/idf" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, lines: output.trimEnd().split("\n") }));
  });
}

describe("without the Moddable SDK", () => {
  const COMMANDS = [
    ["hosts/node/firmware.ts", "--check"],
    ["hosts/node/firmware.ts", "--board", "esp32s3", "--flash", "/dev/ttyACM0"],
    ["hosts/node/firmware.ts", "--board", "linux"],
    ["test/firmware/xs.ts", "--sdk"],
  ] as const;

  for (const [entry, ...args] of COMMANDS) {
    it(`${entry} ${args.join(" ")} says so in one line and ends with 2`, async () => {
      const { code, lines } = await run(entry, ...args);
      assert.equal(code, 2);
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, /SDK is not there at MODDABLE=\/no\/such\/sdk\. Install it with ".+" or/);
    });
  }

  it("the doctor says what mends it, and what is there", async () => {
    const { code, lines } = await run("hosts/node/doctor.ts", "--json");
    assert.equal(code, 2);
    const findings = JSON.parse(lines.join("")) as { name: string; found?: string; remedy: string }[];
    const missing = findings.filter(({ found }) => found === undefined);
    for (const { name, remedy } of missing) assert.ok(remedy.length > 0, name);
    const names = missing.map(({ name }) => name);
    assert.ok(names.includes("SDK") && names.includes("IDF"));
    assert.ok(!names.includes("cc") && !names.includes("tsc"), "they are here, or no test would run");
  });
});
