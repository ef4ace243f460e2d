import { assert } from "../../src/ports/assert.ts";
import type { Clock, LocalUs } from "../../src/ports/clock.ts";
import { REST_MS, type Strip, type StripTap } from "../../src/ports/strip.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import { LightMemory, WORD } from "../../src/pov/light-memory.ts";
import { StripStream } from "../../src/pov/strip-stream.ts";

/** How often the bus catches up with the time: as long as a block lasts. */
const TURN_MS = 10;

/** A bus that is further behind, because the computer slept, does not make up for it. */
const FAR_BEHIND_US = 500_000;

/**
 * A strip that exists as bytes alone. A desktop's timers are far too coarse to write a block at its microsecond, so the bus has a
 * time of its own, the node's clock, which is made up for every few milliseconds: all writes since then are made at once, each
 * with the moment at which a real bus would have sent it. Whoever listens hears of them up to 10 ms late, and exactly.
 */
export class NodeStrip implements Strip {
  private readonly clock: Clock;
  private readonly patterns: readonly CellPattern[];
  private readonly taps = new Set<StripTap>();
  private timeout: NodeJS.Timeout | undefined;
  private stream: StripStream | undefined;
  private byteUs = 0;
  /** Until when the bus has sent, in the node's local time. */
  private endUs = 0;

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
    assert(this.stream === undefined, "strip does not play");
    this.byteUs = 8e6 / new LightMemory(memory).word(WORD.hz);
    this.stream = new StripStream(memory, this.patterns);
    this.endUs = this.clock.localUs();
    this.timeout = setTimeout(this.turn, 0);
  }

  stop(): void {
    clearTimeout(this.timeout);
    this.stream = undefined;
  }

  /** Lets somebody hear all writes from now on; call what is returned to end it. Times are the node's local time. */
  listen(tap: StripTap): () => void {
    this.taps.add(tap);
    return () => {
      this.taps.delete(tap);
    };
  }

  private readonly turn = (): void => {
    const { stream, clock, byteUs } = this;
    if (stream === undefined) return;
    const nowUs = clock.localUs();
    if (nowUs - this.endUs > FAR_BEHIND_US) this.endUs = nowUs;
    let restMs = TURN_MS;
    while (this.endUs <= nowUs) {
      const bytes = stream.next(Math.floor(this.endUs) as LocalUs);
      if (bytes === undefined) {
        this.endUs = nowUs;
        restMs = REST_MS;
        break;
      }
      for (const tap of this.taps) tap(bytes, this.endUs, byteUs);
      this.endUs += bytes.length * byteUs;
    }
    // A tap may have stopped the strip.
    if (this.stream === stream) this.timeout = setTimeout(this.turn, restMs);
  };
}
