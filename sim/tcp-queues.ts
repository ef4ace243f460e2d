/** Bytes that a sender must keep until they are acknowledged: a ring over absolute stream offsets. */
export class SendQueue {
  /** Offset of the first byte that is not acknowledged. */
  start = 0;
  /** Offset behind the last byte that was queued. */
  end = 0;
  private readonly capacity: number;
  private ring: Uint8Array | undefined;

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
    this.ring ??= new Uint8Array(this.capacity);
    const at = this.end % this.capacity;
    const first = Math.min(length, this.capacity - at);
    this.ring.set(bytes.subarray(0, first), at);
    if (first < length) this.ring.set(bytes.subarray(first, length), 0);
    this.end += length;
    return length;
  }

  /** A copy of `length` queued bytes from the offset `from`. */
  copy(from: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const at = from % this.capacity;
    const first = Math.min(length, this.capacity - at);
    bytes.set(this.ring!.subarray(at, at + first));
    if (first < length) bytes.set(this.ring!.subarray(0, length - first), first);
    return bytes;
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
