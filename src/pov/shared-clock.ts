import { CLOCK, type LightMemory, WORD } from "./light-memory.ts";

/** The group's clock as the loop of a strip reads it: group time = groupUs + rate · (local time - localUs). */
export class SharedClock {
  /** Microseconds of group time in one of local time. */
  rate = 1;
  private localUs = 0;
  private offsetUs = 0;
  private sequence = 0;
  private readonly memory: LightMemory;

  constructor(memory: LightMemory) {
    this.memory = memory;
  }

  /** Takes over what the node wrote, unless it is just being written: then the next block will do. */
  read(): void {
    const { words, doubles } = this.memory;
    const sequence = Atomics.load(words, WORD.clockSequence);
    if (sequence === this.sequence || (sequence & 1) === 1) return;
    const localUs = doubles[CLOCK.localUs]!;
    const groupUs = doubles[CLOCK.groupUs]!;
    const rate = doubles[CLOCK.rate]!;
    if (Atomics.load(words, WORD.clockSequence) !== sequence) return;
    this.localUs = localUs;
    this.offsetUs = groupUs;
    this.rate = rate;
    this.sequence = sequence;
  }

  /** Group time at a local time. */
  groupUs(localUs: number): number {
    return this.offsetUs + this.rate * (localUs - this.localUs);
  }
}

/** Writes the clock for the loop; the only writer. */
export function writeClock(memory: LightMemory, localUs: number, groupUs: number, rate: number): void {
  const { words, doubles } = memory;
  count(words, WORD.clockSequence);
  doubles[CLOCK.localUs] = localUs;
  doubles[CLOCK.groupUs] = groupUs;
  doubles[CLOCK.rate] = rate;
  count(words, WORD.clockSequence);
}

/** Adds one to a word that only this side writes. `Atomics.add` takes an instruction that the ESP32-S3 has not for PSRAM. */
export function count(words: Int32Array, word: number): void {
  Atomics.store(words, word, Atomics.load(words, word) + 1);
}
