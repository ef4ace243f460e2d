import { frozen } from "../bytes/frozen.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { headerLines } from "./http-head.ts";
import { JSON_BODY_BYTES, UNWANTED_BODY_BYTES } from "./http-limits.ts";
import type { HttpRequest } from "./http-request.ts";
import type { HttpHandler } from "./http-server.ts";
import { BytesSink, NO_SINK, parseJson } from "./http-sinks.ts";
import type { BodySink } from "./http-stream.ts";
import { JsonNames } from "./json-names.ts";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE" | "PATCH";

interface RouteBase {
  readonly method: HttpMethod;
  /** "/api/images/:id/pixels": a segment that starts with ":" takes any text, see `request.param`. */
  readonly path: string;
  /** Cap of the body in bytes; 4,096 for JSON, 1,024 for a body that nobody wants. */
  readonly maxBodyBytes?: number;
}

/** Wants no body: a short one is read over. */
export interface PlainRoute<C> extends RouteBase {
  readonly body?: "none";
  handle(context: C, exchange: HttpExchange): void;
}

/** Wants JSON of type application/json; `optional`: an empty body is `undefined`. */
export interface JsonRoute<C> extends RouteBase {
  readonly body: "json";
  readonly optional?: boolean;
  handle(context: C, exchange: HttpExchange, body: unknown): void;
}

interface TypedRoute extends RouteBase {
  readonly maxBodyBytes: number;
  /** Content types that are taken, "image/" for all that start so; without it, any. */
  readonly contentTypes?: readonly string[];
}

/** Wants a short body whole. */
export interface BytesRoute<C> extends TypedRoute {
  readonly body: "bytes";
  handle(context: C, exchange: HttpExchange, body: Uint8Array): void;
}

/** Wants the body as it comes; a PoiError thrown by `handle` or by the sink is the answer. */
export interface StreamRoute<C> extends TypedRoute {
  readonly body: "stream";
  handle(context: C, exchange: HttpExchange): BodySink;
}

/** One row of a table. A table is a constant, so that it lies in flash; what handlers work on comes as their context. */
export type Route<C> = PlainRoute<C> | JsonRoute<C> | BytesRoute<C> | StreamRoute<C>;

const JSON_TYPES = frozen(["application/json"]);

/** Finds the route of a request, checks its body's type and length, and answers for what no route is there for. */
export class HttpRouter<C> implements HttpHandler {
  private readonly context: C;
  private readonly routes: readonly Route<C>[];
  /** Beside each route: its path before the first ":", where it has one. */
  private readonly prefixes: (string | undefined)[] = [];
  private readonly names: JsonNames;

  /** `names`: all keys of JSON bodies that routes read. */
  constructor(context: C, routes: readonly Route<C>[], names: readonly string[] = []) {
    this.context = context;
    this.routes = routes;
    this.names = new JsonNames(names);
    for (let i = 0; i < routes.length; i++) {
      const colon = routes[i]!.path.indexOf(":");
      this.prefixes.push(colon < 0 ? undefined : routes[i]!.path.slice(0, colon));
    }
  }

  onRequest(exchange: HttpExchange): void {
    const request = exchange.request;
    const method = request.method === "HEAD" ? "GET" : request.method;
    let allowed = "";
    for (let i = 0; i < this.routes.length; i++) {
      const route = this.routes[i]!;
      const prefix = this.prefixes[i];
      if (prefix === undefined ? route.path !== request.path : !matchPath(route.path, prefix, request))
        continue;
      if (route.method === method) {
        this.run(route, exchange);
        return;
      }
      allowed += route.method === "GET" ? "GET, HEAD, " : `${route.method}, `;
    }
    if (method === "OPTIONS" && request.path === "*") allowed = "GET, HEAD, POST, PUT, DELETE, PATCH, ";
    if (allowed === "") {
      throw new PoiError("not-found", `There is nothing at ${request.path}. Check the path.`);
    }
    const lines = headerLines("Allow", `${allowed}OPTIONS`);
    if (method === "OPTIONS") exchange.empty(204, lines);
    else exchange.refuse(405, `${request.path} takes ${allowed}OPTIONS, got ${request.method}.`, lines);
  }

  private run(route: Route<C>, exchange: HttpExchange): void {
    const context = this.context;
    switch (route.body) {
      case undefined:
      case "none":
        exchange.receive(route.maxBodyBytes ?? UNWANTED_BODY_BYTES, NO_SINK);
        // A body that is announced as too long is answered already.
        if (exchange.open) route.handle(context, exchange);
        return;
      case "json": {
        const optional = route.optional === true;
        if (!checkBody(exchange, JSON_TYPES, optional)) return;
        const max = route.maxBodyBytes ?? JSON_BODY_BYTES;
        const done = (body: Uint8Array) => {
          const isAbsent = optional && body.length === 0;
          route.handle(context, exchange, isAbsent ? undefined : parseJson(body, this.names));
        };
        exchange.receive(max, new BytesSink(exchange.request.bodyLength, max, done));
        return;
      }
      case "bytes": {
        if (!checkBody(exchange, route.contentTypes, false)) return;
        const done = (body: Uint8Array) => route.handle(context, exchange, body);
        exchange.receive(
          route.maxBodyBytes,
          new BytesSink(exchange.request.bodyLength, route.maxBodyBytes, done),
        );
        return;
      }
      case "stream":
        if (!checkBody(exchange, route.contentTypes, false)) return;
        if (exchange.request.bodyLength > route.maxBodyBytes) exchange.receive(route.maxBodyBytes, NO_SINK);
        else exchange.receive(route.maxBodyBytes, route.handle(context, exchange));
    }
  }
}

/** Whether the path fits a template such as "/api/images/:id/pixels", of which `prefix` is "/api/images/"; sets the parameters. */
function matchPath(template: string, prefix: string, request: HttpRequest): boolean {
  const path = request.path;
  if (!path.startsWith(prefix)) return false;
  const wanted = template.slice(prefix.length).split("/");
  const given = path.slice(prefix.length).split("/");
  if (wanted.length !== given.length) return false;
  const names: string[] = [];
  const params: string[] = [];
  for (let i = 0; i < wanted.length; i++) {
    const want = wanted[i]!;
    const text = given[i]!;
    if (want.charAt(0) !== ":") {
      if (want !== text) return false;
    } else if (text === "") return false;
    else {
      names.push(want.slice(1));
      params.push(text);
    }
  }
  request.paramNames = names;
  request.params = params;
  return true;
}

/** Whether the announced body can be taken; otherwise it is answered. */
function checkBody(exchange: HttpExchange, types: readonly string[] | undefined, optional: boolean): boolean {
  const request = exchange.request;
  if (!request.hasLength && !optional) {
    exchange.refuse(411, `${request.path} needs a body. Send it with its Content-Length.`);
    return false;
  }
  if (types === undefined || request.bodyLength === 0) return true;
  const type = request.contentType;
  if (type === undefined) {
    // A page can post a body without a type to any address without being asked, but not without naming its origin.
    if (request.origin === undefined) return true;
  } else if (typeFits(type, types)) return true;
  const got = type === undefined ? "none" : type;
  const remedy = `Send the header Content-Type: ${types[0]}${types[0]!.endsWith("/") ? "*" : ""}`;
  exchange.refuse(
    415,
    `${request.path} takes ${types.join(", ")}, got ${got}. ${remedy} (curl: -H 'Content-Type: ${types[0]}').`,
  );
  return false;
}

function typeFits(type: string, types: readonly string[]): boolean {
  const semicolon = type.indexOf(";");
  const name = (semicolon < 0 ? type : type.slice(0, semicolon)).trim().toLowerCase();
  for (let i = 0; i < types.length; i++) {
    const wanted = types[i]!;
    if (wanted.endsWith("/") ? name.startsWith(wanted) : name === wanted) return true;
  }
  return false;
}
