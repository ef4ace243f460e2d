/** Two nodes and somebody who uses them, for as long as the host asks; what they hold between two calls is what they need. */
import { decodeUtf8, encodeUtf8 } from "../../src/bytes/utf8.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import type { Stream } from "../../src/ports/streams.ts";
import { XsWorld } from "../xs/inside/world.ts";

const HOUR_MS = 3_600_000;
/** Of each kind that the user makes, so many are there at once. */
const MOST_ITEMS = 20;
const WIDTH = 40;
const PICTURE_BYTES = 3 * WIDTH * 32;
/** What people look at. */
const PAGES = [
  "/api/status",
  "/api/sync/status",
  "/api/images",
  "/api/patterns",
  "/api/sync/history",
  "/api/diagnostics",
];

class Week {
  readonly world = new XsWorld(1);
  readonly nodes: SyncNode[] = [];
  private readonly made: { node: number; path: string }[] = [];
  private quarters = 0;

  constructor() {
    const { ports } = this.world;
    for (const seed of [1, 2]) {
      const { files, random } = new XsWorld(seed).ports;
      const start = { deviceId: `0a000000000${seed}`, deviceName: `Poi ${seed}`, groups: ["pair"] };
      this.nodes.push(new SyncNode({ ...ports, files, random }, { port: 79 + seed, start }));
    }
    this.world.advance(60_000);
  }

  /** Each hour: edits on both nodes, a picture and a pattern made, the oldest ones deleted, pages looked at. */
  quarter(): void {
    this.world.advance(HOUR_MS / 4);
    const quarter = this.quarters++ % 4;
    const node = quarter % 2;
    this.ask(node, "POST", "/api/brightness", { brightness: this.quarters % 256 });
    if (quarter === 0) this.upload(node);
    if (quarter === 1)
      this.make(node, "/api/patterns", { type: this.quarters % 18, speed: 1 + (this.quarters % 255) });
    if (quarter === 2) this.ask(node, "POST", "/api/mode", { mode: this.quarters % 3, index: 0 });
    for (const page of PAGES) this.ask(node, "GET", page);
    if (this.made.length > 2 * MOST_ITEMS) {
      const { node: owner, path } = this.made.shift()!;
      this.ask(owner, "DELETE", path);
    }
  }

  private upload(node: number): void {
    const bytes = new Uint8Array(PICTURE_BYTES);
    for (let i = 0; i < bytes.length; i++) bytes[i] = i * this.quarters;
    const answer = this.send(
      node,
      "POST",
      `/api/images?name=week_${WIDTH}x32.rgb`,
      "application/octet-stream",
      bytes,
    );
    this.made.push({ node, path: `/api/images/${idOf(answer)}` });
  }

  private make(node: number, path: string, json: object): void {
    this.made.push({ node, path: `${path}/${idOf(this.ask(node, "POST", path, json))}` });
  }

  private ask(node: number, method: string, path: string, json?: object): string {
    return this.send(
      node,
      method,
      path,
      "application/json",
      encodeUtf8(json === undefined ? "" : JSON.stringify(json)),
    );
  }

  /** One request; returns the answer's text. Throws where it is not 2xx. */
  private send(node: number, method: string, path: string, type: string, body: Uint8Array): string {
    const length = body.length === 0 ? "" : `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`;
    const head = encodeUtf8(`${method} ${path} HTTP/1.1\r\nHost: poi\r\nConnection: close\r\n${length}\r\n`);
    const request = new Uint8Array(head.length + body.length);
    request.set(head);
    request.set(body, head.length);
    let at = 0;
    let answer = "";
    let stream: Stream;
    const write = (): void => {
      if (at < request.length) at += stream.write(request.subarray(at));
    };
    const read = (): void => {
      for (let bytes = stream.read(4096); bytes !== undefined; bytes = stream.read(4096))
        answer += decodeUtf8(bytes);
    };
    stream = this.world.network.connect("", 80 + node, {
      onReadable: read,
      onWritable: write,
      onClose: read,
    });
    this.world.advance(1000);
    stream.abort();
    if (!answer.startsWith("HTTP/1.1 20")) throw new Error(`${method} ${path}: ${answer.slice(0, 300)}`);
    return answer;
  }
}

function idOf(answer: string): string {
  return /"id":"([^"]+)"/.exec(answer)![1]!;
}

const state: { week?: Week } = {};

export function start(): void {
  state.week = new Week();
}

export function quarter(): void {
  state.week!.quarter();
}

/** Items of both nodes. */
export function items(): number[] {
  return state.week!.nodes.map(({ store }) => store.size);
}
