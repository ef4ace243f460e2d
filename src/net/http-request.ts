import { frozen } from "../bytes/frozen.ts";
import { decodeUtf8 } from "../bytes/utf8.ts";
import type { HeaderNames } from "./http-fields.ts";
import {
  CONNECTION,
  CONTENT_LENGTH,
  CONTENT_TYPE,
  EXPECT,
  HOST,
  IF_NONE_MATCH,
  ORIGIN,
  TRANSFER_ENCODING,
} from "./http-fields.ts";
import { HeadReader } from "./http-head-reader.ts";
import { MAX_LINE_BYTES } from "./http-line.ts";
import { listHolds, parseDecimal, tokenEnd, VISIBLE } from "./http-text.ts";
import { cleanPath } from "./url.ts";

/** Length of a body in chunks (RFC 9112 section 7.1), which nobody knows beforehand. */
export const CHUNKED = -1;

/** The methods that a route can have, and OPTIONS. Any other gets 501. */
const METHODS = frozen(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]);
const VERSION_BYTES = 8;
const SCHEME = "http://";

const SPACE = 32;
const SLASH = 47;

/** A request without its body. It stays valid for as long as somebody holds it. */
export class HttpRequest {
  /** Upper case: "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH" or "OPTIONS". */
  readonly method: string;
  /** Percent-decoded, starting with "/", without ".." and control characters; "*" where OPTIONS asks about all. */
  readonly path: string;
  /** What followed the "?", as it was sent; see `queryValue`. */
  readonly query: string;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  readonly minor: number;
  /** Bytes of the body, or CHUNKED. */
  readonly bodyLength: number;
  /** The client said how long the body is, or that it comes in chunks. */
  readonly hasLength: boolean;
  /** What the client called this node: "192.168.4.1", "povpoi-3f2a.local:8080"; empty where HTTP/1.0 does not say. */
  readonly host: string;
  /** The peer's IPv4 address. */
  remoteAddress = "";
  /** Parts of the path that the route names, in its order. */
  params: readonly string[] = [];
  /** Names of `params`. */
  paramNames: readonly string[] = [];
  private readonly names: HeaderNames;
  private readonly values: readonly (string | undefined)[];

  constructor(head: RequestHead, names: HeaderNames, values: readonly (string | undefined)[]) {
    this.method = head.method;
    this.path = head.path;
    this.query = head.query;
    this.minor = head.minor;
    this.bodyLength = head.bodyLength;
    this.hasLength = values[CONTENT_LENGTH] !== undefined || head.bodyLength === CHUNKED;
    this.host = head.authority !== "" ? head.authority : (values[HOST] ?? "");
    this.names = names;
    this.values = values;
  }

  /** Value of a header whose lower-case name the server was told to keep. */
  header(name: string): string | undefined {
    return this.values[this.names.place(name)];
  }

  get contentType(): string | undefined {
    return this.values[CONTENT_TYPE];
  }

  get origin(): string | undefined {
    return this.values[ORIGIN];
  }

  get expect(): string | undefined {
    return this.values[EXPECT];
  }

  get ifNoneMatch(): string | undefined {
    return this.values[IF_NONE_MATCH];
  }

  /** The part of the path that the route calls `:name`. */
  param(name: string): string {
    const i = this.paramNames.indexOf(name);
    return i < 0 ? "" : this.params[i]!;
  }

  /** The connection may serve another request after this one. */
  get keepAlive(): boolean {
    return this.minor === 1 && !listHolds(this.values[CONNECTION], "close");
  }
}

interface RequestHead {
  method: string;
  path: string;
  query: string;
  minor: number;
  bodyLength: number;
  authority: string;
}

/**
 * Reads request heads (RFC 9112). Strict where leniency would let two readers see two different requests.
 */
export class RequestParser extends HeadReader implements RequestHead {
  method = "";
  path = "";
  query = "";
  minor = 1;
  bodyLength = 0;
  authority = "";
  request: HttpRequest | undefined;

  override reset(): void {
    super.reset();
    this.authority = "";
    this.request = undefined;
  }

  /** Takes "GET /path?query HTTP/1.1"; returns 0 or the status of the refusal. */
  protected firstLine(bytes: Uint8Array, start: number, end: number, cut: boolean): number {
    if (cut) {
      this.message = `A request line may have ${MAX_LINE_BYTES} bytes, got more. Shorten the path or the query.`;
      return 414;
    }
    const methodEnd = tokenEnd(bytes, start, end);
    const targetEnd = end - VERSION_BYTES - 1;
    if (
      methodEnd === start ||
      bytes[methodEnd] !== SPACE ||
      targetEnd <= methodEnd + 1 ||
      bytes[targetEnd] !== SPACE
    ) {
      this.message = 'A request must start with "METHOD /path HTTP/1.1".';
      return 400;
    }
    const version = this.version(bytes, targetEnd + 1);
    if (version !== 0) return version;
    this.method = methodName(bytes, start, methodEnd);
    if (this.method === "") {
      this.message = `The method must be one of ${METHODS.join(", ")}.`;
      return 501;
    }
    let at = methodEnd + 1;
    while (VISIBLE[bytes[at]!] === 1) at++;
    if (at !== targetEnd) {
      this.message = "A path holds visible ASCII characters without #. Percent-encode all others.";
      return 400;
    }
    return this.target(decodeUtf8(bytes, methodEnd + 1, targetEnd), bytes[methodEnd + 1] === SLASH);
  }

  private version(bytes: Uint8Array, at: number): number {
    const major = bytes[at + 5]! - 48;
    const minor = bytes[at + 7]! - 48;
    // H T T P / . in order.
    const named = bytes[at] === 72 && bytes[at + 1] === 84 && bytes[at + 2] === 84 && bytes[at + 3] === 80;
    if (!named || bytes[at + 4] !== SLASH || bytes[at + 6] !== 46) return this.badVersion(400);
    if (major < 0 || major > 9 || minor < 0 || minor > 9) return this.badVersion(400);
    if (major !== 1) return this.badVersion(505);
    this.minor = minor === 0 ? 0 : 1;
    return 0;
  }

  private badVersion(status: number): number {
    this.message = "The version must be HTTP/1.1 or HTTP/1.0.";
    return status;
  }

  private target(text: string, isPath: boolean): number {
    let path = text;
    if (!isPath) {
      if (text === "*" && this.method === "OPTIONS") {
        this.path = text;
        this.query = "";
        return 0;
      }
      const slash = text.indexOf("/", SCHEME.length);
      const question = text.indexOf("?");
      const cut = question >= 0 && (slash < 0 || question < slash) ? question : slash;
      this.authority = text.slice(SCHEME.length, cut < 0 ? text.length : cut);
      if (text.slice(0, SCHEME.length).toLowerCase() !== SCHEME || this.authority === "") {
        this.message = 'A path must start with "/".';
        return 400;
      }
      path = cut < 0 ? "/" : text.slice(cut);
      if (cut === question && cut >= 0) path = `/${path}`;
    }
    const question = path.indexOf("?");
    this.query = question < 0 ? "" : path.slice(question + 1);
    const clean = cleanPath(question < 0 ? path : path.slice(0, question));
    if (clean === undefined) {
      this.message =
        'A path may hold %XX of UTF-8, but no "..", no control character and no %2F. Check its escapes.';
      return 400;
    }
    this.path = clean;
    return 0;
  }

  /** Is it clear how long the body is, and for whom? (RFC 9112 sections 3.2 and 6.3) */
  protected finish(): number {
    const values = this.fields.values;
    const length = values[CONTENT_LENGTH];
    const coding = values[TRANSFER_ENCODING];
    this.bodyLength = 0;
    if (this.minor === 1 && values[HOST] === undefined) {
      this.message = "An HTTP/1.1 request must have a Host header.";
      return 400;
    }
    if (coding !== undefined) {
      if (length !== undefined || this.minor === 0) {
        this.message = "Transfer-Encoding needs HTTP/1.1 and no Content-Length. Send one of both.";
        return 400;
      }
      if (coding.toLowerCase() !== "chunked") {
        this.message = "Transfer-Encoding must be chunked. Send the body without any other coding.";
        return 501;
      }
      this.bodyLength = CHUNKED;
    } else if (length !== undefined) {
      this.bodyLength = parseDecimal(length);
      if (this.bodyLength < 0) {
        this.message = "Content-Length must be a decimal number of bytes.";
        return 400;
      }
    }
    this.request = new HttpRequest(this, this.names, values);
    return 0;
  }
}

/** The method in `bytes[start..end)`, which is case-sensitive; empty for one that this server does not know. */
function methodName(bytes: Uint8Array, start: number, end: number): string {
  const place = METHODS.indexOf(decodeUtf8(bytes, start, end));
  return place < 0 ? "" : METHODS[place]!;
}
