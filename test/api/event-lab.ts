import type { EventMessage } from "../../src/api/event-views.ts";
import { decodeUtf8 } from "../../src/bytes/utf8.ts";
import type { ApiNode } from "./api-lab.ts";
import type { RawCall } from "./raw-http.ts";

/** A page that follows a node. */
export class EventPage {
  private readonly call: RawCall;
  private readonly node: ApiNode;
  private seen = 0;

  constructor(node: ApiNode, since?: string) {
    this.node = node;
    this.call = node.call({ path: `/api/events${since === undefined ? "" : `?since=${since}`}` });
  }

  /** Messages that came since the last call, after `ms` of virtual time. */
  after(ms: number): EventMessage[] {
    this.node.lab.world.runForMs(ms);
    const all = this.messages();
    const fresh = all.slice(this.seen);
    this.seen = all.length;
    return fresh;
  }

  /** The last mark of all that came. */
  get mark(): string {
    return this.messages().findLast((message) => message.mark !== undefined)?.mark ?? "";
  }

  get isClosed(): boolean {
    return this.call.isClosed;
  }

  get head(): string {
    const text = decodeUtf8(this.call.soFar);
    return text.slice(0, text.indexOf("\r\n\r\n"));
  }

  close(): void {
    this.call.abort();
    this.node.lab.world.runForMs(100);
  }

  private messages(): EventMessage[] {
    return messagesOf(unchunked(this.call.soFar));
  }
}

/** Text of the whole chunks that have come. */
function unchunked(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  let at = text.indexOf("\r\n\r\n") + 4;
  let all = "";
  while (at >= 4 && at < text.length) {
    const end = text.indexOf("\r\n", at);
    // Names in these tests are ASCII: bytes are characters.
    const length = Number.parseInt(text.slice(at, end), 16);
    if (end < 0 || length === 0 || end + 2 + length > text.length) break;
    all += text.slice(end + 2, end + 2 + length);
    at = end + 2 + length + 2;
  }
  return all;
}

function messagesOf(text: string): EventMessage[] {
  const whole = text.split("\n\n").slice(0, -1);
  return whole.map((message) => {
    if (!message.startsWith("data:") || message.includes("\n")) throw new Error(`no event: ${message}`);
    return JSON.parse(message.slice("data:".length));
  });
}
