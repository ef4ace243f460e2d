import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A bad line to a poi: a TCP relay that is slow, and that can be cut. */
export class BadLine {
  /** Each way, both directions. */
  delayMs = 0;
  /** So many connections are cut, each once so many bytes of a request went through it. */
  cuts = 0;
  cutAfterBytes = 0;
  readonly port: number;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(server: Server, target: number) {
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (near) => this.relay(near, connect(target, "127.0.0.1")));
  }

  /** To a port; from a free one, or from one that it had before. */
  static async to(target: number, port = 0): Promise<BadLine> {
    const server = createServer();
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return new BadLine(server, target);
  }

  /** Ends all connections, as out of reach. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.cut();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, "close");
  }

  private relay(near: Socket, far: Socket): void {
    let asked = 0;
    this.pass(near, far, (chunk) => {
      const rest = this.cutAfterBytes - asked;
      asked += chunk.length;
      if (this.cuts === 0 || rest > chunk.length) return false;
      this.cuts--;
      far.write(chunk.subarray(0, Math.max(0, rest)), () => this.cut());
      return true;
    });
    this.pass(far, near, () => {
      // An answer: what comes next is another request.
      asked = 0;
      return false;
    });
  }

  private pass(from: Socket, to: Socket, cuts: (chunk: Buffer) => boolean): void {
    this.sockets.add(from);
    from.on("error", () => {});
    from.on("data", (chunk) => {
      if (!cuts(chunk)) this.later(() => to.write(chunk));
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
