import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A bad line to a poi: a TCP relay that is slow, and that can be cut. */
export class BadLine {
  /** Each way, both directions. */
  delayMs = 0;
  /** Connections are cut once so many bytes of requests went through since this was set; none at infinity. */
  cutAfterBytes = Number.POSITIVE_INFINITY;
  /** Cuts so far. */
  cuts = 0;
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(server: Server, target: number) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (near) => this.relay(near, connect(target, "127.0.0.1")));
  }

  static async to(target: number): Promise<BadLine> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new BadLine(server, target);
  }

  /** Ends all connections, as out of reach. */
  cut(): void {
    this.cuts++;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.cut();
    this.server.close();
    await once(this.server, "close");
  }

  private relay(near: Socket, far: Socket): void {
    this.pass(near, far, (bytes) => {
      this.cutAfterBytes -= bytes;
      if (this.cutAfterBytes > 0) return;
      this.cutAfterBytes = Number.POSITIVE_INFINITY;
      this.cut();
    });
    this.pass(far, near, () => {});
  }

  private pass(from: Socket, to: Socket, count: (bytes: number) => void): void {
    this.sockets.add(from);
    from.on("error", () => {});
    from.on("data", (chunk) => {
      this.later(() => to.write(chunk));
      count(chunk.length);
    });
    from.on("end", () => this.later(() => to.end()));
    from.on("close", () => {
      this.sockets.delete(from);
      this.later(() => to.destroy());
    });
  }

  private later(what: () => void): void {
    if (this.delayMs === 0) {
      what();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      what();
    }, this.delayMs);
    this.timers.add(timer);
  }
}
