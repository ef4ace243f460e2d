/** What a command needs before it can run, made where it is missing. One line a step; nothing is said when all is there. */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { installDebianPackages } from "./setup-debian.mjs";
import { fail, root, runQuietly, succeeds } from "./setup-run.mjs";

const NODE_MAJOR = 20;

/**
 * Options: `dev`: the tests' packages as well, with XS built from source; `system`: Debian packages that tests run against;
 * `signal`: aborts. Throws an Error whose message says what to do.
 */
export async function setUp(options) {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR) {
    fail(
      `Node must be ${NODE_MAJOR} or newer, got ${process.versions.node}. Install it from https://nodejs.org.`,
    );
  }
  if (options.dev) checkCompiler();
  // Side by side: one waits for a registry while the other one unpacks. Both come to their end, also where one fails.
  const outcomes = await Promise.allSettled([
    ownParts(options),
    options.system ? installDebianPackages(options) : undefined,
  ]);
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function ownParts(options) {
  await installPackages(options);
  if (options.dev) await buildXs(options);
}

function checkCompiler() {
  const missing = ["cc", "make"].filter((tool) => !succeeds(tool, ["--version"]));
  if (missing.length === 0) return;
  fail(
    `the tests build the XS engine and need a C compiler and make; missing: ${missing.join(", ")}. Install them with ` +
      `"sudo apt-get install gcc make libc6-dev" (Debian, Ubuntu) or "xcode-select --install" (macOS).`,
  );
}

async function installPackages({ dev, signal }) {
  const lock = packagesOf("package-lock.json");
  // npm's own record of what it installed, written last.
  const installed = packagesOf("node_modules/.package-lock.json");
  if (installed !== undefined && matches(lock, installed, dev)) return;
  const wantDev = dev || Object.values(installed ?? {}).some((entry) => entry.dev);
  const parts = wantDev ? ["--include=dev"] : ["--omit=dev"];
  await npm(`installing packages: npm ci ${parts[0]}`, ["ci", ...parts, "--no-audit", "--no-fund"], signal);
}

function packagesOf(path) {
  const url = new URL(path, root);
  return existsSync(url) ? JSON.parse(readFileSync(url, "utf8")).packages : undefined;
}

/** Whether every package that is needed is there, in the version of the lock; other platforms' optional ones are not. */
function matches(lock, installed, dev) {
  for (const [path, entry] of Object.entries(lock)) {
    if (path === "" || (entry.dev && !dev)) continue;
    const found = installed[path];
    if (found === undefined ? !entry.optional && !entry.devOptional : found.version !== entry.version)
      return false;
  }
  return true;
}

/** The engine's program is compiled once, and again when its sources change. */
async function buildXs({ signal }) {
  if (process.platform === "win32") fail("the tests run the XS engine on Linux or macOS.");
  const folder = ["-C", fileURLToPath(new URL("test/xs/engine", root))];
  if (succeeds("make", [...folder, "--question"])) return;
  const jobs = `-j${availableParallelism()}`;
  await runQuietly("building the XS engine (about 20 s)", "make", [...folder, jobs], { signal });
}

async function npm(says, args, signal) {
  const cli = process.env.npm_execpath ?? "";
  if (cli.endsWith("npm-cli.js")) await runQuietly(says, process.execPath, [cli, ...args], { signal });
  else await runQuietly(says, "npm", args, { signal });
}
