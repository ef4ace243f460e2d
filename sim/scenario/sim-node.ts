import { SyncNode } from "../../src/node/sync-node.ts";
import { FilesError } from "../../src/ports/files.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { viewOf } from "../oracle/accounts.ts";
import type { StoreView } from "../oracle/edit-graph.ts";
import { PowerCut } from "../sim-files.ts";
import type { SimHost } from "../sim-host.ts";

/** Port of every node's HTTP server. */
export const HTTP_PORT = 80;

/** Who wants to know when a node comes and goes. */
export interface NodeEvents {
  /** It booted: its files are open, nothing of the network has reached it yet. */
  onBoot(node: SimNode, running: SyncNode): void;
  /** After `onCrash`, where the power went between two operations of a disk that had not failed. */
  onOrderlyCrash(node: SimNode, running: SyncNode): void;
  /** The power is gone, and with it all that was in memory. */
  onCrash(node: SimNode): void;
}

/** A poi of the virtual world: the real node on a virtual host, which loses its power and boots again. */
export class SimNode {
  readonly number: number;
  readonly host: SimHost;
  /** Internal mistakes (HTTP 500, callbacks that threw) over all boots. */
  failures = 0;
  crashes = 0;
  /** Boots that ended because the disk refused. */
  failedBoots = 0;
  /** What its store held when the power went between two operations; undefined after any other end. */
  heldAtCrash: StoreView | undefined;
  private running: SyncNode | undefined;
  private failuresAtBoot = 0;
  private readonly start: Partial<LocalConfig>;
  private readonly events: NodeEvents | undefined;

  constructor(number: number, host: SimHost, start: Partial<LocalConfig>, events?: NodeEvents) {
    this.number = number;
    this.host = host;
    this.start = start;
    this.events = events;
    host.onCrash = () => this.dropped();
  }

  /** The node of this boot, undefined while it is off. */
  get node(): SyncNode | undefined {
    return this.running;
  }

  get address(): string {
    return this.host.nic.address ?? "0.0.0.0";
  }

  /** Gives it power; false where it lost it again, or its disk refused, before it ran. */
  boot(): boolean {
    const ports = this.host.boot();
    this.failuresAtBoot = this.host.files.counters.failures;
    try {
      const node = new SyncNode(ports, { port: HTTP_PORT, start: this.start });
      this.running = node;
      this.events?.onBoot(this, node);
      return true;
    } catch (error) {
      if (error instanceof PowerCut) return false;
      if (!(error instanceof FilesError)) throw error;
      // A device that cannot open its files restarts.
      this.failedBoots++;
      this.host.crash();
      return false;
    }
  }

  /** Takes the power away. Harmless while it is off. */
  crash(): void {
    const { running } = this;
    // Where the disk refused something, what is in memory may be ahead of it.
    if (running === undefined || this.host.files.counters.failures > this.failuresAtBoot) {
      this.host.crash();
      return;
    }
    const held = viewOf(running.store);
    this.host.crash();
    this.heldAtCrash = held;
    this.events?.onOrderlyCrash(this, running);
  }

  /** Internal mistakes of all boots up to now. */
  get allFailures(): number {
    return this.failures + failuresOf(this.running);
  }

  private dropped(): void {
    this.failures += failuresOf(this.running);
    this.crashes++;
    this.heldAtCrash = undefined;
    this.running = undefined;
    this.events?.onCrash(this);
  }
}

function failuresOf(node: SyncNode | undefined): number {
  return node === undefined ? 0 : node.server.counters.failures + node.client.failures;
}
