import type { TcpSocket } from "./tcp-socket.ts";

/** Accepts connections. */
export class TcpListener extends Native("poi_listener_destructor") {
  /** Throws where the port cannot be had. */
  constructor(port: number, loopbackOnly: boolean) {
    super();
    this.bind(port, loopbackOnly);
  }

  get port(): number {
    return native("poi_listener_get_port").call(this);
  }

  /** Makes a new socket the next connection that waits; false where none does. */
  accept(socket: TcpSocket): boolean {
    return native("poi_listener_accept").call(this, socket);
  }

  close(): void {
    native("poi_listener_close").call(this);
  }

  /** Connections wait. */
  onConnection(): void {}

  private bind(port: number, loopbackOnly: boolean): void {
    native("poi_listener_constructor").call(this, port, loopbackOnly);
  }
}
