import { assert } from "../../src/ports/assert.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Strip, StripTap } from "../../src/ports/strip.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import { LightMemory, WORD } from "../../src/pov/light-memory.ts";
import { StripStream } from "../../src/pov/strip-stream.ts";
import { LateBus } from "../late-bus.ts";

/** A strip whose loop runs between the node's own callbacks, and whose bus is heard by whoever listens. */
export class NodeStrip implements Strip {
  private readonly clock: Clock;
  private readonly patterns: readonly CellPattern[];
  private readonly taps = new Set<StripTap>();
  private timeout: NodeJS.Timeout | undefined;
  private bus: LateBus | undefined;

  /** A strip whose writes have times of `clock`. `patterns` are those of the node, by number. */
  constructor(clock: Clock, patterns: readonly CellPattern[]) {
    this.clock = clock;
    this.patterns = patterns;
  }

  /** Any rate, in whole hertz. */
  actualHz(hz: number): number {
    return Math.floor(hz);
  }

  play(memory: SharedArrayBuffer): void {
    assert(this.bus === undefined, "strip does not play");
    const hz = new LightMemory(memory).word(WORD.hz);
    this.bus = new LateBus(new StripStream(memory, this.patterns), hz, this.clock.localUs());
    this.timeout = setTimeout(this.turn, 0);
  }

  stop(): void {
    clearTimeout(this.timeout);
    this.bus = undefined;
  }

  /** Lets somebody hear all writes from now on; call what is returned to end it. Times are the node's local time. */
  listen(tap: StripTap): () => void {
    this.taps.add(tap);
    return () => {
      this.taps.delete(tap);
    };
  }

  private readonly turn = (): void => {
    const { bus, clock } = this;
    if (bus === undefined) return;
    const restMs = bus.catchUp(clock.localUs(), this.tellAll);
    // A tap may have stopped the strip.
    if (this.bus === bus) this.timeout = setTimeout(this.turn, restMs);
  };

  private readonly tellAll: StripTap = (bytes, startUs, byteUs) => {
    for (const tap of this.taps) tap(bytes, startUs, byteUs);
  };
}
