import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** Which test files run, and how. */
export interface TestPlan {
  /** Files in virtual time: any order, side by side. */
  virtual: string[];
  /** Files that use the machine (real sockets, processes, a browser) and mostly wait: beside the others. */
  real: string[];
  /** Files that judge how quick something real is: one at a time, with nothing beside them. */
  timed: string[];
  /** Files that this machine cannot run. */
  leftOut: { files: string[]; reason: string }[];
}

const ROOT_PROGRAMS = ["ip", "dbus-daemon", "avahi-daemon", "avahi-browse"];
/** What takes longest, as the end of a run shows it, begins first: nothing is left alone with a long one at the end. */
export const LONGEST = [
  "test/sim/fresh-seeds.test.ts",
  "test/sim/cuts.test.ts",
  "test/sim/seeds.test.ts",
  "test/xs/flash.test.ts",
  "test/pov/strip-timing.test.ts",
  "test/sim/scenario.test.ts",
  "test/bench/clock.test.ts",
  "test/web/web.browser.test.ts",
  "test/start/command.real.test.ts",
  "test/start/docs.real.test.ts",
  "test/start/kills.real.test.ts",
];

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/** Test files below the given files and folders, everywhere without any; paths from the repository's top, sorted. */
export function findTestFiles(paths: string[]): string[] {
  const files = new Set<string>();
  for (const path of paths.length > 0 ? paths : ["test"]) {
    if (statSync(path).isFile()) files.add(path);
    else for (const file of readdirSync(path, { recursive: true }) as string[]) files.add(join(path, file));
  }
  return [...files].filter((file) => file.endsWith(".test.ts")).sort();
}

/**
 * A file's name says what it needs: `x.test.ts` nothing, `x.real.test.ts` real sockets and time, `x.browser.test.ts` Chromium,
 * `x.root.test.ts` root on Linux with avahi and iproute2; `timed` before that, that it judges by real time.
 */
export function planTestFiles(files: string[]): TestPlan {
  const plan: TestPlan = { virtual: [], real: [], timed: [], leftOut: [] };
  const missing: Record<string, string | undefined> = {
    browser: missingForBrowser(),
    root: missingForRoot(),
  };
  for (const file of longestFirst(files)) {
    const marks = basename(file).split(".").slice(1, -2);
    const reason = marks.map((mark) => missing[mark]).find((each) => each !== undefined);
    if (reason !== undefined) leaveOut(plan, file, reason);
    else if (marks.includes("timed")) plan.timed.push(file);
    else if (marks.length > 0) plan.real.push(file);
    else plan.virtual.push(file);
  }
  return plan;
}

function longestFirst(files: readonly string[]): string[] {
  const place = (file: string): number => {
    const at = LONGEST.indexOf(file);
    return at < 0 ? LONGEST.length : at;
  };
  return [...files].sort((a, b) => place(a) - place(b) || statSync(b).size - statSync(a).size);
}

function leaveOut(plan: TestPlan, file: string, reason: string): void {
  const lane = plan.leftOut.find((each) => each.reason === reason);
  if (lane === undefined) plan.leftOut.push({ files: [file], reason });
  else lane.files.push(file);
}

function missingForBrowser(): string | undefined {
  return BROWSERS.some(isOnPath) ? undefined : "Chromium is not installed";
}

function missingForRoot(): string | undefined {
  if (process.platform !== "linux") return "they need Linux";
  if (process.getuid?.() !== 0) return "they need root, for network namespaces";
  const missing = ROOT_PROGRAMS.filter((program) => !isOnPath(program));
  return missing.length === 0 ? undefined : `not installed: ${missing.join(", ")}`;
}

function isOnPath(program: string): boolean {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
