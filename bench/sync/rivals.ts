import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Contender } from "./contender.ts";

const HOME = new URL("../rivals/", import.meta.url);
const RIVALS = ["automerge", "yjs", "loro", "pouchdb"];
const TAIL_CHARACTERS = 2000;
const STOPS = ["SIGINT", "SIGTERM"] as const;

type Packages = { readonly [path: string]: { version?: string; optional?: boolean } };

/**
 * The other libraries, installed where they are not yet: apart from bench/ itself, whose own imports they would shadow.
 * Throws an Error that says what to do.
 */
export async function loadRivals(say: (line: string) => void): Promise<Contender[]> {
  if (!isInstalled()) {
    say(
      "installing automerge, yjs, loro-crdt and pouchdb into bench/rivals/node_modules (once; about 105 MB): npm ci",
    );
    await install();
  }
  const rivals: Contender[] = [];
  for (const name of RIVALS) {
    const module: { [name: string]: Contender } = await import(new URL(`sync/${name}.mjs`, HOME).href);
    rivals.push(...Object.values(module));
  }
  return rivals;
}

/** Whether npm's own record of what it installed, which it writes last, names what the lock does. */
function isInstalled(): boolean {
  const lock = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
  if (lock === undefined || installed === undefined) return false;
  return Object.entries(lock).every(([path, { version, optional }]) => {
    const found = installed[path];
    return path === "" || (found === undefined ? optional === true : found.version === version);
  });
}

function packagesOf(path: string): Packages | undefined {
  const url = new URL(path, HOME);
  return existsSync(url) ? JSON.parse(readFileSync(url, "utf8")).packages : undefined;
}

function install(): Promise<void> {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const cli = process.env["npm_execpath"] ?? "";
  const [program, first] = cli.endsWith("npm-cli.js") ? [process.execPath, [cli]] : ["npm", []];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { cwd: HOME, stdio: ["ignore", "pipe", "pipe"] });
    const stop = () => {
      child.kill();
      process.exit(130);
    };
    for (const signal of STOPS) process.once(signal, stop);
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-TAIL_CHARACTERS);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const fail = (reason: string) => {
      const remedy = "Connect to the internet, or leave them out: --no-rivals.";
      reject(new Error(`The other libraries could not be installed. ${remedy}\n${reason}`));
    };
    child.on("error", (error) => fail(error.message));
    child.on("close", (code) => {
      for (const signal of STOPS) process.off(signal, stop);
      if (code === 0) resolve();
      else fail(`npm ${args.join(" ")} ended with ${code}:\n${output.trimEnd()}`);
    });
  });
}
