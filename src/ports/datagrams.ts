import type { LocalUs } from "./clock.ts";

/** A UDP socket. */
export interface DatagramSocket {
  /** The bound port, right from the moment `open` returns. */
  readonly port: number;

  /**
   * Sends one datagram (at most 1,472 bytes) to an IPv4 address, which may be a multicast group; multicast leaves on every
   * interface of the socket. Never throws: a datagram that cannot be sent is lost like any other. The view may be reused
   * after the call.
   */
  send(bytes: Uint8Array, address: string, port: number): void;

  /** Closes at once; no callback runs afterwards. */
  close(): void;
}

export interface DatagramOptions {
  /**
   * Port to bind, shared with other sockets of this machine (SO_REUSEADDR): all hear a group that they joined, one of them
   * what is sent to this machine alone. 0 takes a free one, which is not shared.
   */
  port: number;
  /** IPv4 multicast group to join on every interface, such as "224.0.0.251". */
  group?: string;
  /**
   * Called with one datagram. The bytes belong to the callee. A socket hears its own multicast. `receivedUs` is the local time
   * at which it arrived, where the driver knows that better than whoever is called later.
   */
  onReceive(bytes: Uint8Array, address: string, port: number, receivedUs?: LocalUs): void;
  /** The socket is unusable (port taken, no network); it is closed already. */
  onError(message: string): void;
}

/** UDP over IPv4. */
export interface Datagrams {
  open(options: DatagramOptions): DatagramSocket;

  /** This node's IPv4 addresses, the most reachable first; empty while there is no network. May change at any time. */
  addresses(): readonly string[];
}
