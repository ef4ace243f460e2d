import { readFileSync } from "node:fs";

/** What a file or the whole run took. */
export interface Cost {
  /** By the clock on the wall. */
  ms: number;
  /** Of all cores, as far as it is known. */
  cpuMs: number;
}

/** /proc counts in hundredths of a second on every Linux (proc_pid_stat(5), USER_HZ). */
const TICK_MS = 10;
/** Numbers of utime, stime, cutime and cstime among what follows the program's name. */
const FIRST_TIME = 11;
const TIMES = 4;

/** CPU time of this process and of all below it that have ended. Where there is no /proc: of this process alone. */
export function cpuMs(): number {
  try {
    const [, fields] = /\) (.*)$/s.exec(readFileSync("/proc/self/stat", "utf8"))!;
    const times = fields!.split(" ").slice(FIRST_TIME, FIRST_TIME + TIMES);
    return TICK_MS * times.reduce((sum, ticks) => sum + Number(ticks), 0);
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}
