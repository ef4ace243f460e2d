/** What kind of mistake a user made; the HTTP server turns it into a status code. */
export type PoiErrorCode =
  | "bad-request"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "too-large"
  | "unsupported-type"
  | "storage-full"
  | "unavailable";

/**
 * A mistake that a user can mend. The message gives the rule, the value and the remedy ("Brightness must be 0 to 255, got
 * 300."), and is the same text on the command line, over HTTP and in the page.
 */
export class PoiError extends Error {
  readonly code: PoiErrorCode;

  constructor(code: PoiErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
