/**
 * The loop that feeds the strip, in a machine of its own beside the node's, as on the device's second core. Commands are of the host
 * (../xs-strip.ts), which says what time it is.
 */
import { PATTERNS } from "../../../src/patterns/patterns.ts";
import type { LocalUs } from "../../../src/ports/clock.ts";
import type { StripSource, StripTap } from "../../../src/ports/strip.ts";
import { LightMemory, WORD } from "../../../src/pov/light-memory.ts";
import { StripStream } from "../../../src/pov/strip-stream.ts";
import { LateBus } from "../../late-bus.ts";
import { COMPUTRON_US, type LoopCommand, type LoopCost, type LoopTurn, NO_LOOP_COST } from "../xs-start.ts";
import { engine, takeCommands } from "./engine.ts";

/** Columns that are left out at once were not late: the clock jumped, or this computer was too slow. */
const MOST_LATE = 1000;

/** The stream, with its work counted: so long the bus waits for its next bytes, as the device's does. */
class CountedStream implements StripSource {
  readonly bus: LateBus;
  private readonly memory: LightMemory;
  private readonly stream: StripStream;
  private lastComputrons = 0;
  private computrons = 0;
  private skipped = 0;

  constructor(buffer: SharedArrayBuffer, nowUs: number) {
    this.memory = new LightMemory(buffer);
    this.stream = new StripStream(buffer, PATTERNS);
    const madeUs = (): number => this.lastComputrons * COMPUTRON_US;
    this.bus = new LateBus(this, this.memory.word(WORD.hz), nowUs, madeUs);
  }

  next(endUs: LocalUs): Uint8Array | undefined {
    const skippedBefore = this.memory.word(WORD.skipped);
    engine.rewindComputrons(0);
    const bytes = this.stream.next(endUs);
    this.lastComputrons = engine.computrons();
    this.computrons += this.lastComputrons;
    const skipped = this.memory.word(WORD.skipped) - skippedBefore;
    if (skipped <= MOST_LATE) this.skipped += skipped;
    return bytes;
  }

  /** From the beginning. */
  get cost(): LoopCost {
    const { memory, computrons, skipped, bus } = this;
    return { computrons, columns: memory.word(WORD.columns), skipped, lostUs: bus.lostUs };
  }
}

let stream: CountedStream | undefined;
/** Of streams that were before. */
let past = NO_LOOP_COST;

takeCommands((given) => {
  const command = given as LoopCommand;
  switch (command[0]) {
    case "play":
      return play(command[1]);
    case "turn":
      return turn(command[1], command[2]);
    case "cost":
      return { value: cost() };
  }
});

function play(nowUs: number): object {
  past = cost();
  const buffer = engine.takeShared();
  stream = buffer === undefined ? undefined : new CountedStream(buffer, nowUs);
  return {};
}

function turn(nowUs: number, isHeard: boolean): { value: LoopTurn; bytes: Uint8Array } {
  const writes: [number, number][] = [];
  const blocks: Uint8Array[] = [];
  let length = 0;
  const keep: StripTap = (block, startUs) => {
    if (!isHeard) return;
    writes.push([startUs, block.length]);
    blocks.push(block.slice());
    length += block.length;
  };
  const { bus } = stream!;
  const restMs = bus.catchUp(nowUs, keep);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return { value: { restMs, byteUs: bus.byteUs, writes }, bytes };
}

function cost(): LoopCost {
  const now = stream?.cost ?? NO_LOOP_COST;
  return {
    computrons: past.computrons + now.computrons,
    columns: past.columns + now.columns,
    skipped: past.skipped + now.skipped,
    lostUs: past.lostUs + now.lostUs,
  };
}
