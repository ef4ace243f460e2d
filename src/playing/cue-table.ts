import { decodeUtf8 } from "../bytes/utf8.ts";
import type { Blobs } from "../store/blobs.ts";
import { type Cue, eachCueLine, MAX_CUES, readCue } from "./cues.ts";

/**
 * When each cue of a timeline begins that is for this poi. All of the cues would take a good part of a device's memory, and to
 * read them takes it a fifth of a second; so what a cue shows stays on the disk and is read when its turn comes.
 */
export class CueTable {
  readonly blob: string;
  /** Cues for this poi. */
  readonly count: number;
  private readonly blobs: Blobs;
  /** Milliseconds from the start of the timeline. */
  private readonly atMs = new Float64Array(MAX_CUES);
  /** Where the line of each cue begins in the blob, and how long it is. */
  private readonly lineAt = new Uint16Array(MAX_CUES);
  private readonly lineBytes = new Uint8Array(MAX_CUES);

  /** The cues of a blob; none where it is not here. */
  constructor(blobs: Blobs, blob: string, deviceId: string) {
    this.blobs = blobs;
    this.blob = blob;
    let count = 0;
    eachCueLine(blobs, blob, (cue, at, length) => {
      if (count === MAX_CUES || (cue.to !== undefined && cue.to !== deviceId)) return;
      this.atMs[count] = cue.at;
      this.lineAt[count] = at;
      this.lineBytes[count] = length;
      count++;
    });
    this.count = count;
  }

  /** Number of the cue that holds at a position, -1 before the first. */
  numberAt(positionMs: number): number {
    let low = 0;
    let high = this.count;
    while (high > low) {
      const middle = (low + high) >> 1;
      if (this.atMs[middle]! <= positionMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** A cue; undefined before the first and after the last, and where the disk lost it. */
  cue(number: number): Cue | undefined {
    if (number < 0 || number >= this.count) return undefined;
    const line = new Uint8Array(this.lineBytes[number]!);
    this.blobs.read(this.blob, line, this.lineAt[number]!);
    return readCue(decodeUtf8(line));
  }
}
