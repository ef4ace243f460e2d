/**
 * Every npm command begins here, with nothing installed yet: makes up what is missing, then runs the command's TypeScript.
 * Plain JavaScript without dependencies for that reason.
 */
import { spawn } from "node:child_process";
import { setUp } from "./setup.mjs";

const COMMANDS = {
  start: { entry: "hosts/node/main.ts", dev: false },
  sim: { entry: "sim/main.ts", dev: false },
  web: { entry: "hosts/node/web.ts", dev: false },
  bench: { entry: "bench/main.ts", dev: true },
  firmware: { entry: "hosts/node/firmware.ts", dev: true },
  doctor: { entry: "hosts/node/doctor.ts", dev: false },
  xs: { entry: "test/firmware/xs.ts", dev: true },
  test: { entry: "test/run.ts", dev: true },
};

/** A terminal signals a whole process group and npm passes its own signal on: the second within this time is an echo. */
const ECHO_MS = 500;

const name = process.argv[2] ?? "";
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  console.error(`The command must be one of ${Object.keys(COMMANDS).join(", ")}, got "${name}".`);
  process.exit(2);
}
const stop = new AbortController();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) process.on(signal, () => stop.abort(signal));
try {
  // The device's engine is built from a package of the tests.
  const wantsXs = name === "start" && process.argv.some((word) => word === "xs" || word === "--engine=xs");
  await setUp({ dev: command.dev || wantsXs, system: name === "test", signal: stop.signal });
} catch (error) {
  if (!stop.signal.aborted) console.error(`povpoi: ${error.message}`);
  process.exit(stop.signal.aborted ? 130 : 1);
}
// The tests tell how long all of it took.
process.env.POVPOI_LAUNCHED_MS = String(performance.timeOrigin);
run(command.entry, process.argv.slice(3));

function run(entry, args) {
  const root = new URL("../../", import.meta.url);
  // A group of its own keeps the terminal's Ctrl-C away from the child, so that it gets each signal from here, and once.
  const child = spawn(
    process.execPath,
    ["--import", new URL("./end-with-parent.mjs", import.meta.url).href, "--import", "tsx", entry, ...args],
    { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"], detached: process.platform !== "win32" },
  );
  let lastMs = Number.NEGATIVE_INFINITY;
  const pass = (signal) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < ECHO_MS) return;
    lastMs = nowMs;
    child.kill(signal);
  };
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, () => pass(signal));
  }
  const parent = process.ppid;
  // npm killed without a chance to tell: its command ends as well.
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) pass("SIGTERM");
  }, 1000);
  child.on("error", (error) => {
    console.error(`povpoi: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    clearInterval(watch);
    if (signal === null) process.exit(code ?? 1);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}
