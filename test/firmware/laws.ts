import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { writeManifest } from "../../hosts/node/firmware-build.ts";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import type { Outcome } from "./outcome.ts";

const INSIDE = "test/firmware/inside";
const LAWS = ["law", "clock-laws", "datagrams-laws", "digest-laws", "files-laws", "random-laws"];
const MORE_LAWS = ["stream-end", "streams-laws", "streams-transfer-laws", "timers-laws"];

/** Builds a firmware that runs the laws of the ports on its own adapters, and runs it. */
export async function runLaws(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const files = [...[...LAWS, ...MORE_LAWS].map((name) => `test/ports/${name}`)];
  files.push(`${INSIDE}/moddable-stage`, `${INSIDE}/laws-start`);
  const manifest = writeManifest("laws", {
    modules: Object.fromEntries(files.map((file) => [file, `../../../${file}`])),
    platforms: { lin: { creation: { main: `${INSIDE}/laws-start` } } },
    // The laws themselves are not preloaded and take room; a megabyte is written in one piece.
    creation: {
      chunk: { initial: 4_194_304, incremental: 1_048_576 },
      heap: { initial: 65_536, incremental: 8192 },
    },
  });
  const { host, library } = await buildLinux(sdk, { name: "laws", manifest });
  const home = mkdtempSync(join(tmpdir(), "povpoi-laws-"));
  const child = spawn(host, [library], {
    env: { ...process.env, HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let rest = "";
  child.stderr.on("data", (chunk) => {
    rest += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) onOutcome(JSON.parse(line) as Outcome);
    else rest += `${line}\n`;
  }
  const code = await ended;
  rmSync(home, { recursive: true });
  onOutcome({ title: "laws: the firmware ends well", error: code === 0 ? "" : `code ${code}\n${rest}` });
}
