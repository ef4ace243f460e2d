const NO_BYTES = new Uint8Array(0);
/** Most connections never hold more: a request, or an answer without a body. */
const FIRST_RING_BYTES = 512;

/** Bytes that a sender must keep until they are acknowledged: a ring over absolute stream offsets, which grows as it is needed. */
export class SendQueue {
  /** Offset of the first byte that is not acknowledged. */
  start = 0;
  /** Offset behind the last byte that was queued. */
  end = 0;
  private readonly capacity: number;
  private ring = NO_BYTES;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get room(): number {
    return this.capacity - (this.end - this.start);
  }

  /** Queues what there is room for, and returns how much that was. */
  push(bytes: Uint8Array): number {
    const length = Math.min(bytes.length, this.room);
    if (length === 0) return 0;
    const held = this.end - this.start;
    if (held + length > this.ring.length) this.grow(held + length);
    const { ring } = this;
    const at = this.end % ring.length;
    const first = Math.min(length, ring.length - at);
    ring.set(first === bytes.length ? bytes : bytes.subarray(0, first), at);
    if (first < length) ring.set(bytes.subarray(first, length), 0);
    this.end += length;
    return length;
  }

  /** A copy of `length` queued bytes from the offset `from`. */
  copy(from: number, length: number): Uint8Array {
    const { ring } = this;
    const at = ring.length === 0 ? 0 : from % ring.length;
    const first = Math.min(length, ring.length - at);
    if (first === length) return ring.slice(at, at + length);
    const bytes = new Uint8Array(length);
    bytes.set(ring.subarray(at, at + first));
    bytes.set(ring.subarray(0, length - first), first);
    return bytes;
  }

  private grow(needed: number): void {
    const held = this.copy(this.start, this.end - this.start);
    let size = FIRST_RING_BYTES;
    while (size < needed) size *= 2;
    this.ring = new Uint8Array(Math.min(size, this.capacity));
    const at = this.start % this.ring.length;
    const first = Math.min(held.length, this.ring.length - at);
    this.ring.set(held.subarray(0, first), at);
    this.ring.set(held.subarray(first), 0);
  }
}

/** Bytes that arrived in order and wait for the reader. */
export class ReceiveQueue {
  buffered = 0;
  private readonly capacity: number;
  private readonly chunks: Uint8Array[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get room(): number {
    return this.capacity - this.buffered;
  }

  push(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.buffered += bytes.length;
  }

  /** Up to `limit` bytes, undefined where there are none. */
  take(limit: number): Uint8Array | undefined {
    const chunk = this.chunks[0];
    if (chunk === undefined || limit <= 0) return undefined;
    if (chunk.length <= limit) {
      this.chunks.shift();
      this.buffered -= chunk.length;
      return chunk;
    }
    this.chunks[0] = chunk.subarray(limit);
    this.buffered -= limit;
    return chunk.slice(0, limit);
  }

  clear(): void {
    this.chunks.length = 0;
    this.buffered = 0;
  }
}
