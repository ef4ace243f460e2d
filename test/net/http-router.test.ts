import assert from "node:assert/strict";
import { HttpRouter, type Route } from "../../src/net/http-router.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import {
  parseResponses,
  type ReceivedResponse,
  ScriptedStreams,
  ScriptedTimers,
  textOf,
} from "./http-fakes.ts";

interface Notes {
  log: string[];
}

const ROUTES: readonly Route<Notes>[] = [
  { method: "GET", path: "/", handle: (_notes, exchange) => exchange.send(200, "text/html", "<p>") },
  { method: "GET", path: "/api/images", handle: (_notes, exchange) => exchange.json([]) },
  {
    method: "POST",
    path: "/api/images",
    body: "stream",
    maxBodyBytes: 10_000,
    contentTypes: ["application/octet-stream", "image/"],
    handle: (notes, exchange) => {
      if (exchange.request.query === "full")
        throw new PoiError("storage-full", "There is no room. Delete a picture.");
      notes.log.push("open");
      return {
        onBytes: (bytes) => void notes.log.push(`${bytes.length}`),
        onEnd: () => exchange.json({}, 201),
        onAbort: () => void notes.log.push("abort"),
      };
    },
  },
  {
    method: "GET",
    path: "/api/images/:id",
    handle: (_notes, exchange) => exchange.json(exchange.request.param("id")),
  },
  { method: "DELETE", path: "/api/images/:id", handle: (_notes, exchange) => exchange.empty(204) },
  {
    method: "GET",
    path: "/api/:kind/:id/pixels",
    handle: (_notes, exchange) =>
      exchange.json([
        exchange.request.param("kind"),
        exchange.request.param("id"),
        exchange.request.param("none"),
      ]),
  },
  {
    method: "POST",
    path: "/api/mode",
    body: "json",
    maxBodyBytes: 200,
    handle: (_notes, exchange, body) => exchange.json({ got: body }),
  },
  {
    method: "POST",
    path: "/api/sync",
    body: "json",
    optional: true,
    handle: (_notes, exchange, body) => exchange.json({ got: body ?? "nothing" }),
  },
  {
    method: "PUT",
    path: "/api/frame",
    body: "bytes",
    maxBodyBytes: 16,
    handle: (_notes, exchange, body) => exchange.json(textOf(body)),
  },
];

function ask(...messages: string[]): ReceivedResponse[] & { log: string[] } {
  const notes: Notes = { log: [] };
  const streams = new ScriptedStreams();
  new HttpServer({ streams, timers: new ScriptedTimers(), port: 80, handler: new HttpRouter(notes, ROUTES) });
  const client = streams.client();
  for (const message of messages) client.arrive(message);
  return Object.assign(parseResponses(client.take()), notes);
}

function get(path: string, method = "GET"): ReceivedResponse {
  return ask(`${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)[0]!;
}

function post(
  path: string,
  body: string,
  type: string | undefined,
  more = "",
  method = "POST",
): ReceivedResponse {
  const lines = type === undefined ? "" : `Content-Type: ${type}\r\n`;
  return ask(
    `${method} ${path} HTTP/1.1\r\nHost: a\r\n${lines}${more}Content-Length: ${body.length}\r\n\r\n${body}`,
  )[0]!;
}

function errorOf(response: ReceivedResponse): string {
  return (JSON.parse(response.body) as { error: string }).error;
}

describe("routes", () => {
  it("are found by path and method, with the parts of the path that they name", () => {
    assert.equal(get("/").body, "<p>");
    assert.equal(get("/api/images?x").body, "[]");
    assert.equal(get("/api/images/a%20b").body, '"a b"');
    assert.equal(get("/api/patterns/7/pixels").body, '["patterns","7",""]');
    assert.equal(get("/api/images/7", "DELETE").status, 204);
    for (const path of [
      "/api",
      "/api/",
      "/api/images/",
      "/api/images//pixels",
      "/api/images/1/2",
      "/API/images",
      "/x",
    ]) {
      assert.equal(get(path).status, 404, path);
    }
    assert.match(errorOf(get("/x")), /^There is nothing at \/x\. /);
  });

  it("answer other methods with 405 and what is allowed, and OPTIONS with the same", () => {
    const refused = get("/api/images/7", "POST");
    assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "GET, HEAD, DELETE, OPTIONS"]);
    const options = get("/api/images", "OPTIONS");
    assert.deepEqual(
      [options.status, options.headers.get("allow"), options.body],
      [204, "GET, HEAD, POST, OPTIONS", ""],
    );
    assert.equal(options.headers.get("access-control-allow-origin"), "*");
    assert.equal(options.headers.get("content-length"), undefined);
    assert.equal(get("/api/mode", "HEAD").status, 405);
    assert.equal(get("*", "OPTIONS").status, 204);
    assert.equal(get("/x", "OPTIONS").status, 404);
  });
});

describe("routes that take JSON", () => {
  it("hand the value over", () => {
    assert.equal(post("/api/mode", '{"mode":1}', "application/json").body, '{"got":{"mode":1}}');
    assert.equal(
      post("/api/mode", ' "\xc3\xa4" ', "Application/JSON; charset=utf-8").body,
      '{"got":"\xc3\xa4"}',
    );
    const chunked =
      'POST /api/mode HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n5\r\na":1}\r\n0\r\n\r\n';
    assert.equal(ask(chunked)[0]?.body, '{"got":{"a":1}}');
    assert.equal(ask(...chunked)[0]?.body, '{"got":{"a":1}}');
  });

  it("refuse what is no JSON, too deep or too long", () => {
    for (const bad of ["{", "", "{'a':1}", "nul", '{"a":1}}']) {
      assert.equal(post("/api/mode", bad, "application/json").status, 400, bad);
    }
    assert.equal(post("/api/mode", "[".repeat(16) + "]".repeat(16), "application/json").status, 200);
    assert.equal(post("/api/mode", `[${"[],{},".repeat(20)}0]`, "application/json").status, 200);
    const deep = post("/api/mode", "[".repeat(17) + "]".repeat(17), "application/json");
    assert.equal(errorOf(deep), "JSON may nest 16 deep here, got 17. Flatten it.");
    assert.equal(post("/api/mode", `"${'[\\"'.repeat(60)}"`, "application/json").status, 200);
    assert.equal(post("/api/mode", " ".repeat(201), "application/json").status, 413);
  });

  it("refuse other types and say how to do it", () => {
    const form = post("/api/mode", '{"mode":1}', "application/x-www-form-urlencoded");
    assert.equal(form.status, 415);
    assert.match(
      errorOf(form),
      /takes application\/json, got application\/x-www-form-urlencoded\. Send .*curl: -H 'Content-Type: application\/json'/,
    );
    assert.equal(post("/api/mode", "{}", "text/plain").status, 415);
    assert.equal(post("/api/mode", "{}", "application/jsonp").status, 415);
  });

  it("take a body without a type from a program, not from a page", () => {
    assert.equal(post("/api/mode", "{}", undefined).status, 200);
    assert.equal(post("/api/mode", "{}", undefined, "Origin: http://evil\r\n").status, 415);
    assert.equal(post("/api/mode", "{}", "application/json", "Origin: http://evil\r\n").status, 200);
  });

  it("want a length, but where the body is optional", () => {
    assert.equal(get("/api/mode", "POST").status, 411);
    assert.equal(get("/api/sync", "POST").body, '{"got":"nothing"}');
    assert.equal(post("/api/sync", "", undefined).body, '{"got":"nothing"}');
    assert.equal(post("/api/sync", "{}", "application/json").body, '{"got":{}}');
    assert.equal(post("/api/sync", "{", "application/json").status, 400);
  });
});

describe("routes that take bytes", () => {
  it("hand short ones over whole", () => {
    assert.equal(post("/api/frame", "hello", "x/y", "", "PUT").body, '"hello"');
    assert.equal(post("/api/frame", "x".repeat(17), "x/y", "", "PUT").status, 413);
    const chunks = `PUT /api/frame HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(16)}`;
    assert.equal(ask(`${chunks}0\r\n\r\n`)[0]?.body, `"${"x".repeat(16)}"`);
    assert.equal(ask(`${chunks}1\r\nx\r\n`)[0]?.status, 413);
  });

  it("stream long ones, and are not asked where the length is too large or the type wrong", () => {
    const head = (length: number, type: string, query = "") =>
      `POST /api/images${query} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;
    const taken = ask(`${head(5, "image/png")}he`, "llo");
    assert.deepEqual([taken[0]?.status, taken.log], [201, ["open", "2", "3"]]);
    const long = ask(head(10_001, "image/png"));
    assert.deepEqual([long[0]?.status, long.log], [413, []]);
    const other = ask(head(5, "text/plain"));
    assert.deepEqual([other[0]?.status, other.log], [415, []]);
    const full = ask(head(5, "image/png", "?full"));
    assert.deepEqual([full[0]?.status, full.log], [507, []]);
    const chunks = ask(
      "POST /api/images HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n",
      `1388\r\n${"x".repeat(5000)}\r\n`.repeat(3),
    );
    assert.equal(chunks[0]?.status, 413);
    assert.equal(chunks.log.at(-1), "abort");
  });
});
