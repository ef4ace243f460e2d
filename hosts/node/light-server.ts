import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleLightPage } from "./light-page.ts";

/** A browser that reads so much slower than poi tell misses what comes meanwhile. */
const MOST_WAITING_BYTES = 4 << 20;
/** Names under which this computer knows itself. A page of the internet that got a name for it is not let in. */
const HOSTS = ["127.0.0.1", "localhost"];

/** Serves the simulator's page, and to it what poi tell of their light. For this computer alone. */
export class LightServer {
  private readonly server: Server;
  private readonly viewers = new Set<ServerResponse>();
  private readonly onWatched: (isWatched: boolean) => void;
  private page: Promise<string> | undefined;

  /** @param onWatched told when somebody begins to watch, each time, and when nobody does any more */
  constructor(onWatched: (isWatched: boolean) => void) {
    this.onWatched = onWatched;
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  get isWatched(): boolean {
    return this.viewers.size > 0;
  }

  /** Listens. Resolves with the page's address, or rejects with the reason why it cannot be served. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", () => {
        resolve(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
      });
    });
  }

  /** Hands a frame to all who watch. */
  tell(frame: Uint8Array): void {
    for (const viewer of this.viewers) {
      if (viewer.writableLength < MOST_WAITING_BYTES) viewer.write(frame);
    }
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer({ url, headers, method }: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (headers.host ?? "").replace(/:\d+$/, "");
    if (!HOSTS.includes(host)) refuse(response, 403, "This page is for 127.0.0.1 alone.");
    else if (method !== "GET")
      refuse(response, 405, "Nothing can be changed here; each poi has a page of its own.");
    else if (url === "/light") this.watch(response);
    else if (url === "/") await this.sendPage(response);
    else refuse(response, 404, "There is only one page: /");
  }

  private watch(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    this.viewers.add(response);
    this.onWatched(true);
    response.on("close", () => {
      this.viewers.delete(response);
      if (!this.isWatched) this.onWatched(false);
    });
  }

  private async sendPage(response: ServerResponse): Promise<void> {
    try {
      this.page ??= bundleLightPage();
      const page = await this.page;
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
      response.end(page);
    } catch (error) {
      this.page = undefined;
      refuse(response, 500, String(error));
    }
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}
