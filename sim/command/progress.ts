/** How often a line is written where it cannot be overwritten. */
const LINE_MS = 10_000;
const REDRAW_MS = 200;

/** One line on the terminal that says how far it is; in a log, a line now and then. */
export class Progress {
  private lastMs = Number.NEGATIVE_INFINITY;
  private shown = false;
  private readonly startMs = performance.now();

  show(text: () => string): void {
    const { stderr } = process;
    const nowMs = performance.now();
    if (nowMs - this.lastMs < (stderr.isTTY ? REDRAW_MS : LINE_MS)) return;
    // A short run needs no lines.
    if (!stderr.isTTY && nowMs - this.startMs < LINE_MS) return;
    this.lastMs = nowMs;
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text()}`);
    else stderr.write(`${text()}\n`);
    this.shown = stderr.isTTY;
  }

  /** Takes the line away, before something else is printed. */
  clear(): void {
    if (this.shown) process.stderr.write("\r\x1b[K");
    this.shown = false;
  }
}
