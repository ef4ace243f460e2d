import { type ReadonlySignal, signal } from "@preact/signals";
import { wait } from "./api.ts";
import { complain } from "./toasts.ts";

/** Time between two values of a slider that is being moved. */
const PAUSE_MS = 120;
/** The node's events may still tell of earlier values for so long after the last one was taken. */
const SETTLE_MS = 700;

export interface Sender<T> {
  /** What the finger has, while it counts more than what the node's events tell. */
  readonly held: ReadonlySignal<T | undefined>;
  set(value: T): void;
}

/** Sends what a finger changes: at once, one request at a time, and of the values that came meanwhile only the last. */
export function makeSender<T>(send: (value: T) => Promise<unknown>, pauseMs = PAUSE_MS): Sender<T> {
  const held = signal<T | undefined>(undefined);
  let waiting: { value: T } | undefined;
  let busy = false;
  let settling = 0;

  const run = async (): Promise<void> => {
    busy = true;
    while (waiting !== undefined) {
      const { value } = waiting;
      waiting = undefined;
      try {
        await send(value);
      } catch (error) {
        // A later value may get through.
        if (waiting === undefined) complain(error);
      }
      await wait(pauseMs);
    }
    busy = false;
    settling = window.setTimeout(() => {
      held.value = undefined;
    }, SETTLE_MS);
  };

  return {
    held,
    set(value) {
      clearTimeout(settling);
      held.value = value;
      waiting = { value };
      if (!busy) void run();
    },
  };
}
