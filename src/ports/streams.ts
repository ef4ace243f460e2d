/**
 * A TCP connection in the shape of ECMA-419: bytes are pulled when `onReadable` says so, and what is not read stays in the
 * transport, so that a reader that stops reading slows its peer down.
 */
export interface Stream {
  /** The peer's IPv4 address. */
  readonly remoteAddress: string;

  /** How many bytes `write` would take now: none before the connection is open, nor once it is over. */
  readonly writable: number;

  /** Returns up to `limit` bytes that have arrived, or undefined when there are none. The bytes belong to the caller. */
  read(limit: number): Uint8Array | undefined;

  /** Queues bytes; returns how many were taken (the first ones). The view may be reused after the call. */
  write(bytes: Uint8Array): number;

  /** Sends what is queued, then ends the connection. No callback runs afterwards. */
  close(): void;

  /** Drops the connection at once. No callback runs afterwards. */
  abort(): void;
}

/** What a connection tells its owner. Never called before `connect` or `onConnect` returned. */
export interface StreamEvents {
  /** Bytes can be read. Called again only after more have arrived. */
  onReadable(): void;
  /** `writable` grew: once when the connection opens, then whenever a full queue has drained. */
  onWritable(): void;
  /** The peer ended or the connection broke; what arrived before can still be read during this call. Called once, last. */
  onClose(reason: string): void;
}

export interface ListenOptions {
  /** Port to bind; 0 takes a free one. */
  port: number;
  /** A peer connected. Returns who listens to the connection, or undefined to refuse it. */
  onConnect(stream: Stream): StreamEvents | undefined;
  /** The port could not be bound; the listener is closed already. */
  onError(message: string): void;
  /** The port is bound. */
  onListening?(port: number): void;
}

export interface Listener {
  /** Stops accepting; connections that are open stay. */
  close(): void;
}

/** TCP over IPv4. */
export interface Streams {
  listen(options: ListenOptions): Listener;

  /** Starts to connect to an IPv4 address; `onWritable` says that it is open, `onClose` that it failed. */
  connect(address: string, port: number, events: StreamEvents): Stream;
}
