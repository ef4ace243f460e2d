import type { Clock } from "../../src/ports/clock.ts";
import type { StripTap } from "../../src/ports/strip.ts";
import { deviceHz } from "../moddable/device-bus.ts";
import type { XsCommands } from "./xs-commands.ts";
import type { LoopCommand, LoopCost, LoopTurn } from "./xs-start.ts";

/** The strip of a node in the engine, as Node sees it: keeps the loop in the engine's second machine going, and hears what it sends. */
export class XsStrip {
  private readonly loop: XsCommands;
  private readonly clock: Clock;
  private readonly onError: (error: unknown) => void;
  private readonly taps = new Set<StripTap>();
  /** Counts up with each `play` and `stop`. */
  private turnOf = 0;

  /** @param clock the node's */
  constructor(loop: XsCommands, clock: Clock, onError: (error: unknown) => void) {
    this.loop = loop;
    this.clock = clock;
    this.onError = onError;
  }

  actualHz(hz: number): number {
    return deviceHz(hz);
  }

  /** The node shares memory: from now on it is played. */
  play(): void {
    this.run(++this.turnOf).catch(this.onError);
  }

  stop(): void {
    this.turnOf++;
  }

  /** Lets somebody hear all writes from now on; call what is returned to end it. Times are the node's local time. */
  listen(tap: StripTap): () => void {
    this.taps.add(tap);
    return () => {
      this.taps.delete(tap);
    };
  }

  /** What the loop did so far. */
  async cost(): Promise<LoopCost> {
    return (await this.command(["cost"])).value as LoopCost;
  }

  private async run(turnOf: number): Promise<void> {
    await this.command(["play", this.clock.localUs()]);
    while (turnOf === this.turnOf) {
      const { value, bytes } = await this.command(["turn", this.clock.localUs(), this.taps.size > 0]);
      if (turnOf !== this.turnOf) return;
      const { restMs, byteUs, writes } = value as LoopTurn;
      let at = 0;
      for (const [startUs, byteLength] of writes) {
        // Whoever hears it reads words.
        const write = bytes.slice(at, at + byteLength);
        at += byteLength;
        for (const tap of this.taps) tap(write, startUs, byteUs);
      }
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  private command(command: LoopCommand): ReturnType<XsCommands["run"]> {
    return this.loop.run(command);
  }
}
