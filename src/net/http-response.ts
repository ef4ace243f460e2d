import { decodeUtf8 } from "../bytes/utf8.ts";
import { UNTIL_CLOSE } from "./http-body.ts";
import type { HeaderNames } from "./http-fields.ts";
import { CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING } from "./http-fields.ts";
import { HeadReader } from "./http-head-reader.ts";
import { CHUNKED } from "./http-request.ts";
import { listHolds, parseDecimal } from "./http-text.ts";

const EMPTY = new Uint8Array(0);

/** A response. It stays valid for as long as somebody holds it. */
export class HttpResponse {
  /** 200 to 599; interim responses are read over. */
  readonly status: number;
  /** Bytes of the body, CHUNKED or UNTIL_CLOSE. */
  readonly bodyLength: number;
  /** The connection may take another request. */
  readonly keepAlive: boolean;
  /** The body, where it is collected. */
  body: Uint8Array = EMPTY;
  private readonly names: HeaderNames;
  private readonly values: readonly (string | undefined)[];

  constructor(parser: ResponseParser, names: HeaderNames, values: readonly (string | undefined)[]) {
    this.status = parser.code;
    this.bodyLength = parser.bodyLength;
    this.names = names;
    this.values = values;
    const close = listHolds(values[CONNECTION], "close") || parser.bodyLength === UNTIL_CLOSE;
    this.keepAlive = !close && parser.minor === 1;
  }

  /** Value of a header whose lower-case name the client was told to keep. */
  header(name: string): string | undefined {
    return this.values[this.names.place(name)];
  }

  get contentType(): string | undefined {
    return this.values[CONTENT_TYPE];
  }
}

/** Reads response heads, with the bounds of request heads. */
export class ResponseParser extends HeadReader {
  /** The response's status; `status` is 0 or why the head is refused. */
  code = 0;
  minor = 1;
  bodyLength = 0;
  /** The request was HEAD: no body follows whatever the head says. */
  bodiless = false;
  response: HttpResponse | undefined;

  override reset(): void {
    super.reset();
    this.response = undefined;
  }

  /** Takes "HTTP/1.1 200 OK". */
  protected firstLine(bytes: Uint8Array, start: number, end: number, cut: boolean): number {
    const text = decodeUtf8(bytes, start, Math.min(end, start + 13));
    const code = parseDecimal(text.slice(9, 12));
    const version = text.slice(0, 9);
    const reason = text.slice(12, 13);
    this.minor = version === "HTTP/1.0 " ? 0 : 1;
    this.code = code;
    if (
      cut ||
      (version !== "HTTP/1.1 " && this.minor === 1) ||
      code < 100 ||
      code > 599 ||
      (reason !== "" && reason !== " ")
    ) {
      this.message = 'A response must start with "HTTP/1.1 200 OK".';
      return 400;
    }
    return 0;
  }

  /** How long the body is (RFC 9112 section 6.3). */
  protected finish(): number {
    const values = this.fields.values;
    const length = values[CONTENT_LENGTH];
    const coding = values[TRANSFER_ENCODING];
    this.bodyLength = UNTIL_CLOSE;
    if (coding !== undefined) {
      if (length !== undefined || coding.toLowerCase() !== "chunked" || this.minor === 0) {
        this.message = "Transfer-Encoding must be chunked, alone, in HTTP/1.1.";
        return 400;
      }
      this.bodyLength = CHUNKED;
    } else if (length !== undefined) {
      this.bodyLength = parseDecimal(length);
      if (this.bodyLength < 0) {
        this.message = "Content-Length must be a decimal number of bytes.";
        return 400;
      }
    }
    if (this.bodiless || this.code < 200 || this.code === 204 || this.code === 304) this.bodyLength = 0;
    this.response = new HttpResponse(this, this.names, values);
    return 0;
  }
}
