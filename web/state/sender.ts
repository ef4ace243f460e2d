import { type Signal, signal } from "@preact/signals";
import { complain } from "./toasts.ts";

/** Time between two values of a slider that is being moved. */
const PAUSE_MS = 120;
/** The node's events may still tell of earlier values for so long after the last one was taken. */
const SETTLE_MS = 700;

/**
 * Sends what a finger changes: at once, one request at a time, and of the values that came meanwhile only the last. While it
 * does, `held` is what the user sees, whatever the node's events tell.
 */
export class Sender<T> {
  readonly held: Signal<T | undefined> = signal(undefined);
  private readonly send: (value: T) => Promise<unknown>;
  private readonly pauseMs: number;
  private waiting: { value: T } | undefined;
  private busy = false;
  private settling = 0;

  constructor(send: (value: T) => Promise<unknown>, pauseMs = PAUSE_MS) {
    this.send = send;
    this.pauseMs = pauseMs;
  }

  set(value: T): void {
    clearTimeout(this.settling);
    this.held.value = value;
    this.waiting = { value };
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    while (this.waiting !== undefined) {
      const { value } = this.waiting;
      this.waiting = undefined;
      try {
        await this.send(value);
      } catch (error) {
        if (this.waiting === undefined) complain(error);
      }
      await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
    }
    this.busy = false;
    this.settling = window.setTimeout(() => {
      this.held.value = undefined;
    }, SETTLE_MS);
  }
}
