/** What a socket tells its owner. */
export const READABLE = 0;
export const WRITABLE = 1;
export const CLOSED = 2;

/** A TCP connection of the platform; see tcp-socket.c. What it queues and keeps lies outside of the JavaScript heap. */
export class TcpSocket extends Native("poi_tcp_destructor") {
  get remoteAddress(): string {
    return native("poi_tcp_get_remoteAddress").call(this);
  }

  /** Why the connection is over. */
  get reason(): string {
    return native("poi_tcp_get_reason").call(this);
  }

  get writable(): number {
    return native("poi_tcp_get_writable").call(this);
  }

  /** Starts to connect; all failures come through `onEvent`. */
  connect(address: string, port: number): void {
    native("poi_tcp_connect").call(this, address, port);
  }

  /** Up to so many bytes that have arrived. */
  take(limit: number): ArrayBuffer | undefined {
    return native("poi_tcp_take").call(this, limit);
  }

  write(bytes: Uint8Array): number {
    return native("poi_tcp_write").call(this, bytes);
  }

  close(): void {
    native("poi_tcp_close").call(this);
  }

  abort(): void {
    native("poi_tcp_abort").call(this);
  }

  onEvent(_what: number): void {}
}
