import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Takes a data folder for this process alone; throws with words for the user where another process has it. */
export function lockDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "lock");
  for (;;) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(readOr(path, "0"));
    if (isAlive(owner)) {
      throw new Error(
        `${directory} is in use by process ${owner}. End that one, or choose another folder with --data.`,
      );
    }
    rmSync(path, { force: true });
  }
  process.on("exit", () => rmSync(path, { force: true }));
}

/** Whether a process is a running poi; another program may have been given the number of one that was killed. */
function isAlive(pid: number): boolean {
  if (pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== "linux" || /poi\.(ts|mjs)/.test(readOr(`/proc/${pid}/cmdline`, ""));
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}
