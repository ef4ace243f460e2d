import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PoiMessage, PoiOptions } from "./poi.ts";

const ENTRY = fileURLToPath(new URL("./poi.ts", import.meta.url));
/** A poi that ended by itself starts again after this, as the device's watchdog would have it. */
const RESTART_MS = 300;
/** A poi that does not end when asked to is ended. */
const KILL_MS = 3000;
const NAME_WIDTH = 12;

/** Keeps poi running, each in a process of its own, until it is told to end. */
export class Supervisor {
  private readonly poi: readonly PoiOptions[];
  private readonly children = new Map<PoiOptions, ChildProcess>();
  /** Lines of poi that listen already while one before them does not: the first start is shown in order. */
  private readonly waiting = new Map<PoiOptions, string>();
  private shown = 0;
  private ending = false;

  constructor(poi: readonly PoiOptions[]) {
    this.poi = poi;
  }

  run(): void {
    for (const options of this.poi) this.start(options);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.end(0));
  }

  private start(options: PoiOptions): void {
    if (this.ending) return;
    // The terminal's Ctrl-C comes through this process, so that each poi says goodbye once.
    const child = fork(ENTRY, [JSON.stringify(options)], { detached: process.platform !== "win32" });
    this.children.set(options, child);
    child.on("message", (message: PoiMessage) => {
      if ("error" in message) console.error(message.error);
      else this.show(options, `${message.name.padEnd(NAME_WIDTH - 1)} ${message.url}`);
    });
    child.on("exit", (code, signal) => this.ended(options, code, signal));
  }

  private show(options: PoiOptions, line: string): void {
    if (this.shown === this.poi.length) {
      console.log(line);
      return;
    }
    this.waiting.set(options, line);
    for (;;) {
      const next = this.poi[this.shown];
      const ready = next === undefined ? undefined : this.waiting.get(next);
      if (ready === undefined) return;
      console.log(ready);
      this.shown++;
    }
  }

  private ended(options: PoiOptions, code: number | null, signal: string | null): void {
    this.children.delete(options);
    if (this.ending) {
      if (this.children.size === 0) process.exit();
      return;
    }
    if (code === 2) {
      this.end(1);
      return;
    }
    console.error(`${options.start.deviceName} ended (${signal ?? code}); it starts again.`);
    setTimeout(() => this.start(options), RESTART_MS);
  }

  private end(code: number): void {
    if (this.ending) return;
    this.ending = true;
    process.exitCode = code;
    for (const child of this.children.values()) child.kill("SIGTERM");
    if (this.children.size === 0) process.exit();
    setTimeout(() => {
      for (const child of this.children.values()) child.kill("SIGKILL");
    }, KILL_MS).unref();
  }
}
