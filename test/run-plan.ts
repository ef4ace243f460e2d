import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Which test files run, and how. */
export interface TestPlan {
  /** Deterministic files: any order, side by side. */
  parallel: string[];
  /** Files that use the machine (real sockets and time): one at a time. */
  serial: string[];
  /** Files that this machine cannot run. */
  leftOut: { files: string[]; reason: string }[];
}

const ROOT_PROGRAMS = ["ip", "dbus-daemon", "avahi-daemon", "avahi-browse"];
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
 * `x.root.test.ts` root on Linux with avahi and iproute2.
 */
export function planTestFiles(files: string[]): TestPlan {
  const plan: TestPlan = { parallel: [], serial: [], leftOut: [] };
  const missing = { browser: missingForBrowser(), root: missingForRoot() };
  for (const need of ["browser", "root"] as const) {
    const reason = missing[need];
    const lane = files.filter((file) => file.endsWith(`.${need}.test.ts`));
    if (reason === undefined) plan.serial.push(...lane);
    else if (lane.length > 0) plan.leftOut.push({ files: lane, reason });
  }
  for (const file of files) {
    if (file.endsWith(".real.test.ts")) plan.serial.push(file);
    else if (!/\.(browser|root)\.test\.ts$/.test(file)) plan.parallel.push(file);
  }
  // The largest first, so that no worker is left alone with a long one at the end.
  plan.parallel.sort((a, b) => statSync(b).size - statSync(a).size);
  return plan;
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
