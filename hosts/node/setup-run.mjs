/** Steps of the set-up: programs that are heard only when they fail. */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const root = new URL("../../", import.meta.url);

/** How much of a failed program's output is shown. */
const TAIL_CHARACTERS = 4000;

/** Ends the set-up with a sentence that says what to do. */
export function fail(message) {
  throw new Error(message);
}

/** Whether a program is there and ends well. */
export function succeeds(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** Says what happens, runs a program and waits; throws with the end of its output when it fails. */
export function runQuietly(says, program, args, { signal, env = {} } = {}) {
  console.log(`povpoi: ${says}`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: fileURLToPath(root),
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      signal,
    });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-TAIL_CHARACTERS);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => reject(new Error(`${program} did not run: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(" ")} failed:\n${output.trimEnd()}`));
    });
  });
}
