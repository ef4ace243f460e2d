import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { NodeStreams } from "../../hosts/node/node-streams.ts";
import { NodeTimers } from "../../hosts/node/node-timers.ts";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import { HttpRouter, type Route } from "../../src/net/http-router.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import type { BodySink } from "../../src/net/http-stream.ts";
import { MultipartParser } from "../../src/net/multipart.ts";
import { boundaryOf } from "../../src/net/multipart-names.ts";

/** Size of the largest upload that is measured. */
export const UPLOAD_BYTES = 80_000;

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes without a pattern that a framing error could hide in. */
export function upload(length = UPLOAD_BYTES): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (state * 48271) % 0x7fffffff;
    bytes[i] = state >> 8;
  }
  return bytes;
}

/** Answers with the length and the hash of the body. */
function hashing(exchange: HttpExchange): BodySink {
  const hash = createHash("sha256");
  let length = 0;
  return {
    onBytes: (bytes) => {
      hash.update(bytes);
      length += bytes.length;
    },
    onEnd: () => exchange.json({ length, sha256: hash.digest("hex") }),
    onAbort: () => {},
  };
}

function form(exchange: HttpExchange): BodySink {
  const hash = createHash("sha256");
  const got: Record<string, string> = {};
  const parser = new MultipartParser(boundaryOf(exchange.request.contentType ?? "") ?? "", {
    onField: (name, value) => {
      got[name] = value;
    },
    onFile: (filename, type) => {
      got["filename"] = filename;
      got["type"] = type;
    },
    onFileBytes: (bytes) => void hash.update(bytes),
    onFileEnd: () => {
      got["sha256"] = hash.digest("hex");
    },
  });
  const check = (error: Error | undefined) => {
    if (error !== undefined) throw error;
  };
  return {
    onBytes: (bytes) => check(parser.push(bytes)),
    onEnd: () => {
      check(parser.finish());
      exchange.json(got);
    },
    onAbort: () => {},
  };
}

const ROUTES: readonly Route<undefined>[] = [
  {
    method: "GET",
    path: "/api/status",
    handle: (_context, exchange) => {
      if (!exchange.notModified('"v1"')) exchange.json({ mode: 1 });
    },
  },
  {
    method: "POST",
    path: "/api/mode",
    body: "json",
    handle: (_context, exchange, body) => exchange.json({ got: body }),
  },
  { method: "POST", path: "/api/discover", handle: (_context, exchange) => exchange.json({ status: "ok" }) },
  {
    method: "POST",
    path: "/api/raw",
    body: "stream",
    maxBodyBytes: 100_000,
    contentTypes: ["application/octet-stream"],
    handle: (_context, exchange) => hashing(exchange),
  },
  {
    method: "POST",
    path: "/api/image",
    body: "stream",
    maxBodyBytes: 100_000,
    contentTypes: ["multipart/form-data"],
    handle: (_context, exchange) => form(exchange),
  },
  {
    method: "GET",
    path: "/api/long",
    handle: (_context, exchange) => {
      let left = 300_000;
      const pull = (maxBytes: number) => {
        const size = Math.min(left, maxBytes);
        left -= size;
        return size === 0 ? undefined : new Uint8Array(size).fill(97);
      };
      exchange.stream(200, "text/plain", { pull }, exchange.request.query === "known" ? left : undefined);
    },
  },
];

/** Runs a server on a free port of this machine. */
export async function startServer(): Promise<{ server: HttpServer; port: number; base: string }> {
  return new Promise((resolve, reject) => {
    const server: HttpServer = new HttpServer({
      streams: new NodeStreams({ interfaces: "loopback" }),
      timers: new NodeTimers(),
      port: 0,
      handler: new HttpRouter(undefined, ROUTES),
      onListening: (port) => resolve({ server, port, base: `http://127.0.0.1:${port}` }),
      onError: (message) => reject(new Error(message)),
    });
  });
}

/** What a program printed; throws where it failed. */
export function run(program: string, args: readonly string[], input?: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: 9000, encoding: "latin1" }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${args.join(" ")}: ${error.message}${stderr}`));
    });
    child.stdin?.end(input);
  });
}
