import { decodeUtf8 } from "../bytes/utf8.ts";
import type { Blobs } from "../store/blobs.ts";
import { MAX_STEPS, MAX_STEPS_BYTES, readStep, type SequenceStep } from "./steps.ts";

const PIECE_BYTES = 512;

/**
 * When each step of a sequence begins. All of its steps would take a good part of a device's memory, so what a step shows stays
 * on the disk and is read when its turn comes.
 */
export class StepTable {
  /** Steps that there are. */
  readonly count: number;
  /** Milliseconds from the start of the sequence to that of each step, and to the end. */
  private readonly startMs = new Uint32Array(MAX_STEPS + 1);
  /** Where the line of each step begins in the blob, and how long it is. */
  private readonly at = new Uint16Array(MAX_STEPS);
  private readonly bytes = new Uint8Array(MAX_STEPS);
  private readonly blobs: Blobs;
  private readonly blob: string;
  /** The steps that were read last. */
  private readonly kept: { number: number; step: SequenceStep }[] = [];

  /** The steps of a blob; none where it is not here. */
  constructor(blobs: Blobs, blob: string) {
    this.blobs = blobs;
    this.blob = blob;
    const whole = blobs.size(blob) ?? 0;
    const size = whole > MAX_STEPS_BYTES ? 0 : whole;
    let count = 0;
    let lineAt = 0;
    let rest = "";
    for (let at = 0; at < size && count < MAX_STEPS; at += PIECE_BYTES) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at));
      blobs.read(blob, piece, at);
      // Lines are ASCII: a character is a byte.
      const lines = (rest + decodeUtf8(piece)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const step = line.length < 256 ? readStep(line) : undefined;
        if (step !== undefined && count < MAX_STEPS) {
          this.at[count] = lineAt;
          this.bytes[count] = line.length;
          this.startMs[count + 1] = this.startMs[count]! + step.ms;
          count++;
        }
        lineAt += line.length + 1;
      }
    }
    this.count = count;
  }

  /** Length of the whole sequence in milliseconds. */
  get totalMs(): number {
    return this.startMs[this.count]!;
  }

  /** Milliseconds from the start to that of step `number`. */
  beginsMs(number: number): number {
    return this.startMs[number]!;
  }

  /** The step that plays at a position, 0 ≤ positionMs < totalMs. */
  numberAt(positionMs: number): number {
    let low = 0;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.startMs[middle]! <= positionMs) low = middle;
      else high = middle;
    }
    return low;
  }

  /** What a step shows; undefined where the disk lost it. */
  step(number: number): SequenceStep | undefined {
    for (const kept of this.kept) if (kept.number === number) return kept.step;
    const line = new Uint8Array(this.bytes[number]!);
    this.blobs.read(this.blob, line, this.at[number]!);
    const step = readStep(decodeUtf8(line));
    if (step === undefined) return undefined;
    // The one that plays and the one that comes next.
    if (this.kept.length === 2) this.kept.shift();
    this.kept.push({ number, step });
    return step;
  }
}
