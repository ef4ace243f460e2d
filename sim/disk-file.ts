import type { Prng } from "./prng.ts";

/** What a disk writes in one piece; a write that is cut leaves some of its sectors old and some new. */
export const SECTOR_BYTES = 512;

const NO_BYTES = new Uint8Array(0);

/** One change since the last flush, with what it takes to undo and to repeat it. */
interface Change {
  position: number;
  /** What was written; undefined for a truncation to `position`. */
  written: Uint8Array | undefined;
  sizeBefore: number;
  /** What was there before: under the write, or behind the cut. */
  before: Uint8Array;
}

/** The bytes of one file, and what of them would survive a power cut. */
export class DiskFile {
  size = 0;
  /** Whether the file's existence survives a power cut. */
  named = false;
  /** Whether a name leads to the file: false once it is removed or replaced. */
  linked = true;
  private content: Uint8Array = NO_BYTES;
  private readonly changes: Change[] = [];

  read(into: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(into.length, this.size - position));
    into.set(this.content.subarray(position, position + length));
    return length;
  }

  /** A copy of the whole content as a reader sees it now. */
  bytes(): Uint8Array {
    return this.content.slice(0, this.size);
  }

  write(bytes: Uint8Array, position: number): void {
    const overlap = Math.min(this.size, position + bytes.length);
    this.changes.push({
      position,
      written: bytes.slice(),
      sizeBefore: this.size,
      before: this.content.slice(position, Math.max(position, overlap)),
    });
    this.put(bytes, position);
  }

  truncate(size: number): void {
    this.changes.push({
      position: size,
      written: undefined,
      sizeBefore: this.size,
      before: this.content.slice(size, this.size),
    });
    this.size = size;
  }

  /** From now on all that was changed survives. Returns how many written bytes that are. */
  flush(): number {
    let flushed = 0;
    for (const { written } of this.changes) flushed += written?.length ?? 0;
    this.changes.length = 0;
    this.named = true;
    return flushed;
  }

  /**
   * Makes the file what it is found to be after a power cut: flushed content stands; of every later change, the seed
   * decides whether it was lost, kept or torn, all alike or each for itself.
   */
  crash(prng: Prng): void {
    if (this.changes.length === 0) return;
    for (let i = this.changes.length - 1; i >= 0; i--) {
      const change = this.changes[i]!;
      this.put(change.before, change.position);
      this.size = change.sizeBefore;
    }
    const mode = prng.below(4);
    for (const change of this.changes) {
      if (mode === 0) continue;
      if (mode === 1) this.repeat(change, prng);
      else this.tear(change, prng);
    }
    this.changes.length = 0;
  }

  private repeat(change: Change, prng: Prng): void {
    if (change.written === undefined) this.size = Math.min(this.size, change.position);
    else if (change.written.length > 0) this.putBehindGap(change.written, change.position, prng);
  }

  private tear(change: Change, prng: Prng): void {
    const outcome = prng.below(4);
    if (outcome === 0) return;
    if (outcome === 1 || change.written === undefined) {
      this.repeat(change, prng);
      return;
    }
    const { written, position } = change;
    if (outcome === 2) {
      const kept = prng.below(written.length + 1);
      if (kept > 0) this.putBehindGap(written.subarray(0, kept), position, prng);
      return;
    }
    let at = 0;
    while (at < written.length) {
      const sectorEnd = SECTOR_BYTES - ((position + at) % SECTOR_BYTES);
      const end = Math.min(written.length, at + sectorEnd);
      if (prng.chance(0.5)) this.putBehindGap(written.subarray(at, end), position + at, prng);
      at = end;
    }
  }

  /** Where an earlier growth was lost, the gap holds what a new block of flash may hold: zeros, ones or old bytes. */
  private putBehindGap(bytes: Uint8Array, position: number, prng: Prng): void {
    const gap = position - this.size;
    if (gap > 0) {
      const filler = new Uint8Array(gap);
      const kind = prng.below(3);
      if (kind === 0) filler.fill(0xff);
      else if (kind === 1) prng.fill(filler);
      this.put(filler, this.size);
    }
    this.put(bytes, position);
  }

  private put(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.content.length) {
      const grown = new Uint8Array(Math.max(end, this.content.length * 2));
      grown.set(this.content.subarray(0, this.size));
      this.content = grown;
    }
    if (position > this.size) this.content.fill(0, this.size, position);
    this.content.set(bytes, position);
    if (end > this.size) this.size = end;
  }
}
