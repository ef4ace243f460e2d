import type { HostView } from "../api/context.ts";
import type { HttpCounters } from "../net/http-counters.ts";
import type { Timer, Timers } from "../ports/timers.ts";

/** Version that a node tells its peers. */
export const VERSION = "0.1.0";

/** What the program around a node can do for it. */
export interface HostServices {
  /** What it measures of itself, such as the bytes of its heap. */
  measure?(): { readonly [name: string]: number };
  /** Ends the node and starts it again on its files. */
  restart?(): void;
}

/** The program around a node, as the API sees it. */
export class NodeHost implements HostView {
  readonly version = VERSION;
  readonly counters: () => HttpCounters;
  private readonly services: HostServices;
  private readonly timers: Timers;
  private timer: Timer | undefined;

  constructor(services: HostServices, timers: Timers, counters: () => HttpCounters) {
    this.services = services;
    this.timers = timers;
    this.counters = counters;
  }

  get canRestart(): boolean {
    return this.services.restart !== undefined;
  }

  measure(): { readonly [name: string]: number } {
    return this.services.measure?.() ?? {};
  }

  restartSoon(afterMs: number): void {
    this.timer?.cancel();
    this.timer = this.timers.after(afterMs, () => this.services.restart?.());
  }

  stop(): void {
    this.timer?.cancel();
  }
}
