import type { Stream, StreamEvents } from "../ports/streams.ts";

/** What a taken stream tells the connection that it came from. */
export interface TakenOwner {
  /** The taker closed it. */
  dispose(): void;
  /** The taker threw. */
  failed(): void;
}

/** A stream that a handler took over from HTTP: passes all on, and tells the server when it is gone. */
export class TakenStream implements Stream, StreamEvents {
  private readonly stream: Stream;
  private readonly owner: TakenOwner;
  private events: StreamEvents | undefined;
  private closed = false;

  constructor(stream: Stream, owner: TakenOwner) {
    this.stream = stream;
    this.owner = owner;
  }

  /** Starts to pass events on; what arrived already is announced at once. */
  start(
    begin: (stream: Stream, early: Uint8Array | undefined) => StreamEvents,
    early: Uint8Array | undefined,
  ): void {
    try {
      this.events = begin(this, early);
    } catch {
      this.owner.failed();
      return;
    }
    this.onReadable();
  }

  get remoteAddress(): string {
    return this.stream.remoteAddress;
  }

  get writable(): number {
    return this.closed ? 0 : this.stream.writable;
  }

  read(limit: number): Uint8Array | undefined {
    return this.closed ? undefined : this.stream.read(limit);
  }

  write(bytes: Uint8Array): number {
    return this.closed ? 0 : this.stream.write(bytes);
  }

  close(): void {
    if (this.end()) this.stream.close();
  }

  abort(): void {
    if (this.end()) this.stream.abort();
  }

  onReadable(): void {
    if (this.closed) return;
    try {
      this.events?.onReadable();
    } catch {
      this.owner.failed();
    }
  }

  onWritable(): void {
    if (this.closed) return;
    try {
      this.events?.onWritable();
    } catch {
      this.owner.failed();
    }
  }

  onClose(reason: string): void {
    const events = this.events;
    if (this.closed) return;
    try {
      events?.onClose(reason);
    } catch {
      this.owner.failed();
    }
    this.closed = true;
  }

  private end(): boolean {
    if (this.closed) return false;
    this.closed = true;
    this.owner.dispose();
    return true;
  }
}
