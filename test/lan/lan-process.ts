import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program that tells what it does in lines, which a test waits for. */
export class LanProcess {
  readonly lines: string[] = [];
  private readonly name: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly errors: string[] = [];
  private waiting: (() => void)[] = [];
  private hasEnded = false;

  constructor(command: readonly string[], env: Record<string, string>) {
    this.name = command.join(" ");
    this.child = spawn(command[0]!, command.slice(1), {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    createInterface({ input: this.child.stdout! }).on("line", (line) => {
      this.lines.push(line);
      this.wake();
    });
    createInterface({ input: this.child.stderr! }).on("line", (line) => {
      this.errors.push(line);
      this.wake();
    });
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        if (this.hasEnded) return;
        this.hasEnded = true;
        this.errors.push(reason);
        this.wake();
        resolve();
      };
      this.child.on("close", (code, signal) => end(`ended with ${signal ?? code}`));
      this.child.on("error", (error) => end(error.message));
    });
    this.child.stdin!.on("error", () => {});
  }

  /** The first line of output, of those to come too, that matches; fails where none has come in time. */
  async line(pattern: RegExp, limitMs = 20_000): Promise<string> {
    return this.first(() => this.lines.find((line) => pattern.test(line)), `${pattern}`, limitMs);
  }

  /** Like `line`, of what the program says on its error output. */
  async errorLine(pattern: RegExp, limitMs = 20_000): Promise<string> {
    return this.first(() => this.errors.find((line) => pattern.test(line)), `${pattern}`, limitMs);
  }

  /** Waits until the program has ended by itself. */
  async end(limitMs = 20_000): Promise<void> {
    await this.first(() => (this.hasEnded ? "" : undefined), "its end", limitMs);
  }

  write(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  /** Asks it to end and waits; a program that does not within 5 s is killed. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.hasEnded) return;
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it at once, without waiting. */
  kill(): void {
    if (!this.hasEnded) this.child.kill("SIGKILL");
  }

  private async first(find: () => string | undefined, what: string, limitMs: number): Promise<string> {
    const endMs = Date.now() + limitMs;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      const restMs = endMs - Date.now();
      if (this.hasEnded || restMs <= 0) {
        const said = [...this.lines.slice(-20), ...this.errors.slice(-20)].join("\n  ");
        throw new Error(`no ${what} within ${limitMs} ms from ${this.name}; it said:\n  ${said}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, restMs);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
