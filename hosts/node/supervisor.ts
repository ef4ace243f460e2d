import { type ChildProcess, fork } from "node:child_process";
import { LightServer } from "./light-server.ts";
import type { ParentMessage, PoiMessage, PoiOptions } from "./poi.ts";
import type { Step } from "./step.ts";

/** What runs a node: a program as a process of its own, and what Node is told to load it with. */
export interface PoiProgram {
  file: string;
  execArgv: readonly string[];
}

/** A poi that ended by itself starts again after this, as the device's watchdog would have it. */
const RESTART_MS = 300;
/** A poi that does not end when asked to is ended. */
const KILL_MS = 3000;
const NAME_WIDTH = 12;

/** Keeps poi running, each in a process of its own, until it is told to end. */
export class Supervisor {
  private readonly poi: readonly PoiOptions[];
  private readonly program: PoiProgram;
  private readonly children = new Map<PoiOptions, ChildProcess>();
  /** Lines of poi that listen already while one before them does not: the first start is shown in order. */
  private readonly waiting = new Map<PoiOptions, string>();
  private shown = 0;
  private ending = false;
  /** Shows what all poi paint in the air. */
  private readonly light = new LightServer((isWatched) => this.watch(isWatched));
  private lightLine = "";
  /** What was last told of each poi's clock, and whether it was shown that all are in step. */
  private readonly steps = new Map<PoiOptions, Step>();
  private inStep = false;

  constructor(poi: readonly PoiOptions[], program: PoiProgram) {
    this.poi = poi;
    this.program = program;
  }

  /** @param lightPort port of the page that shows all poi */
  async run(lightPort: number): Promise<void> {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.end(0));
    try {
      this.lightLine = lineOf("In the dark", await this.light.listen(lightPort));
    } catch (error) {
      const reason =
        (error as NodeJS.ErrnoException).code === "EADDRINUSE"
          ? "is taken"
          : `fails (${(error as Error).message})`;
      this.lightLine = `Port ${lightPort} ${reason}: there is no page that shows all poi in the dark. Choose another --port for one.`;
    }
    for (const options of this.poi) this.start(options);
  }

  private start(options: PoiOptions): void {
    if (this.ending) return;
    // The terminal's Ctrl-C comes through this process, so that each poi says goodbye once.
    const { file, execArgv } = this.program;
    const child = fork(file, [JSON.stringify(options)], {
      execArgv: [...execArgv],
      detached: process.platform !== "win32",
      serialization: "advanced",
    });
    this.children.set(options, child);
    child.on("message", (message: PoiMessage) => {
      if ("light" in message) this.light.tell(message.light);
      else if ("error" in message) console.error(message.error);
      else if ("step" in message) {
        this.steps.set(options, message.step);
        this.showStep();
      } else {
        this.show(options, lineOf(message.name, message.url));
        if (this.light.isWatched) tell(child, { watch: true });
      }
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
      this.shown++;
      console.log(this.shown === this.poi.length ? `${ready}\n${this.lightLine}` : ready);
      this.showStep();
    }
  }

  /** Shows once that all play in step: all know the time of one show but the poi that began it, which need not be told. */
  private showStep(): void {
    const steps = [...this.steps.values()];
    const followers = steps.filter(({ show }) => show === steps[0]!.show);
    const others = this.poi.length - 1;
    if (this.inStep || others === 0 || this.shown <= others || followers.length < others) return;
    this.inStep = true;
    const worstMs = Math.max(...followers.map(({ errorUs }) => errorUs)) / 1000;
    console.log(lineOf("In step", `all ${this.poi.length}, to ${worstMs.toFixed(2)} ms`));
  }

  private watch(isWatched: boolean): void {
    for (const child of this.children.values()) tell(child, { watch: isWatched });
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
    this.light.close();
    process.exitCode = code;
    for (const child of this.children.values()) child.kill("SIGTERM");
    if (this.children.size === 0) process.exit();
    setTimeout(() => {
      for (const child of this.children.values()) child.kill("SIGKILL");
    }, KILL_MS).unref();
  }
}

function lineOf(name: string, url: string): string {
  return `${name.padEnd(NAME_WIDTH - 1)} ${url}`;
}

function tell(child: ChildProcess, message: ParentMessage): void {
  if (child.connected) child.send(message, () => {});
}
