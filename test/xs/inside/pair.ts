import { decodeUtf8, encodeUtf8 } from "../../../src/bytes/utf8.ts";
import { SyncNode } from "../../../src/node/sync-node.ts";
import type { Stream } from "../../../src/ports/streams.ts";
import { XsWorld } from "./world.ts";

const FIRST_PORT = 80;
/** Within this a node has answered anything. */
const ANSWER_MS = 200;
/** Any status. */
export const ANY = 0;
const NO_BODY = new Uint8Array(0);

/** A request that was sent. What has come of its answer is read by `text`. */
interface Sent {
  stream: Stream;
  text(): string;
}

/** Two poi of one group in one engine, which see each other over the loopback, and requests to them. */
export class Pair {
  readonly world = new XsWorld(1);
  readonly nodes: readonly SyncNode[];

  constructor() {
    const { ports } = this.world;
    this.nodes = [1, 2].map((seed) => {
      const { files, random } = new XsWorld(seed).ports;
      const start = { deviceId: `0a000000000${seed}`, deviceName: `Poi ${seed}`, groups: ["pair"] };
      return new SyncNode({ ...ports, files, random }, { port: FIRST_PORT + seed - 1, start });
    });
  }

  /** One request with JSON, or with a text of it; returns the answer. Throws where its status is not `status`. */
  ask(node: number, method: string, path: string, json?: object | string, status = 200): string {
    return this.end([this.begin(node, method, path, json)], status)[0]!;
  }

  /** The same, with bytes. */
  send(node: number, path: string, bytes: Uint8Array, status = 201): string {
    return this.end(
      [this.write(node, head("POST", path, "application/octet-stream", bytes.length), bytes)],
      status,
    )[0]!;
  }

  /** Sends a request and lets no time pass. */
  begin(node: number, method: string, path: string, json?: object | string): Sent {
    const body =
      json === undefined ? NO_BODY : encodeUtf8(typeof json === "string" ? json : JSON.stringify(json));
    return this.write(node, head(method, path, "application/json", body.length), body);
  }

  /** Lets requests that were begun be answered, and returns the answers. */
  end(requests: readonly Sent[], status = 200): string[] {
    this.world.advance(ANSWER_MS);
    return requests.map(({ stream, text }) => {
      stream.abort();
      const answer = text();
      if (status !== ANY && !answer.startsWith(`HTTP/1.1 ${status} `))
        throw new Error(`not ${status}: ${answer.slice(0, 300)}`);
      return answer;
    });
  }

  /** Sends bytes to a node, as fast as it takes them. */
  write(node: number, text: string, body: Uint8Array): Sent {
    const start = encodeUtf8(text);
    const request = new Uint8Array(start.length + body.length);
    request.set(start);
    request.set(body, start.length);
    let at = 0;
    let answer = "";
    const onReadable = (): void => {
      for (let bytes = stream.read(4096); bytes !== undefined; bytes = stream.read(4096))
        answer += decodeUtf8(bytes);
    };
    const onWritable = (): void => {
      if (at < request.length) at += stream.write(request.subarray(at));
    };
    const stream = this.world.network.connect("", FIRST_PORT + node, {
      onReadable,
      onWritable,
      onClose: onReadable,
    });
    return { stream, text: () => answer };
  }
}

/** The head of a request, whose body may be shorter than it promises. */
export function head(method: string, path: string, type: string, length: number): string {
  const about = length === 0 ? "" : `Content-Type: ${type}\r\nContent-Length: ${length}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: poi\r\nConnection: close\r\n${about}\r\n`;
}
