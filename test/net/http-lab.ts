import type { HttpExchange } from "../../src/net/http-exchange.ts";
import type { HttpPolicy } from "../../src/net/http-server.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import type { BodySink, BodySource } from "../../src/net/http-stream.ts";
import { PULL_LATER } from "../../src/net/http-stream.ts";
import { latin, ScriptedStreams, ScriptedTimers, textOf } from "./http-fakes.ts";

export const GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

/** A server whose clients and time are scripted. */
export function lab(onRequest: (exchange: HttpExchange) => void, policy?: HttpPolicy) {
  const streams = new ScriptedStreams();
  const timers = new ScriptedTimers();
  const options = { streams, timers, port: 80, handler: { onRequest }, headers: ["x-key"] };
  const server = new HttpServer(policy === undefined ? options : { ...options, policy });
  return { streams, timers, server, counters: server.counters };
}

/** A sink that writes down what happens to it. */
export function noting(log: string[]): BodySink {
  return {
    onBytes: (bytes: Uint8Array) => void log.push(textOf(bytes)),
    onEnd: () => void log.push("end"),
    onAbort: () => void log.push("abort"),
  };
}

/** A source of these pieces; `undefined` among them is a pause. */
export function pieces(parts: readonly (string | undefined)[], log: string[] = []): BodySource {
  let at = 0;
  return {
    pull: () => {
      if (at === parts.length) return undefined;
      const part = parts[at++];
      return part === undefined ? PULL_LATER : latin(part);
    },
    close: () => void log.push("closed"),
  };
}
