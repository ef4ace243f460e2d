import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { LinuxFirmware } from "../../hosts/node/firmware-linux.ts";

/** A heap for firmware of tests: the tests themselves are not preloaded and take room; a megabyte is written in one piece. */
export const ROOMY = {
  static: 0,
  chunk: { initial: 4_194_304, incremental: 1_048_576 },
  heap: { initial: 65_536, incremental: 8192 },
  stack: 4096,
  keys: { initial: 256, incremental: 32, name: 53, symbol: 3 },
};

/** Runs a firmware until it ends, its files below `home`. Answers with what it said beside JSON where it did not end well. */
export async function runFirmware(
  { host, library }: LinuxFirmware,
  home: string,
  onLine: (json: string) => void,
): Promise<string> {
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
    if (line.startsWith("{")) onLine(line);
    else rest += `${line}\n`;
  }
  const code = await ended;
  return code === 0 ? "" : `code ${code}\n${rest}`;
}
