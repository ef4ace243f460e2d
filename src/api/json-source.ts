import { frozen } from "../bytes/frozen.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import type { HttpExchange } from "../net/http-exchange.ts";
import type { HeaderLines } from "../net/http-head.ts";
import type { BodySource } from "../net/http-stream.ts";

/** Answers with JSON in pieces, so that a long list is never in memory as a whole. */
export function streamJson(exchange: HttpExchange, pieces: Iterator<string>, lines?: HeaderLines): void {
  exchange.stream(200, "application/json", new PiecesSource(pieces), undefined, lines);
}

/** `head`, then the items divided by commas, then `tail`. */
export const listPieces = frozen(function* listPieces(
  head: string,
  items: Iterable<unknown>,
  tail: string,
): IterableIterator<string> {
  let before = head;
  for (const item of items) {
    yield before + JSON.stringify(item);
    before = ",";
  }
  yield (before === head ? head : "") + tail;
});

/** The values that a function makes of each. */
export const mapped = frozen(function* mapped<T, U>(
  values: Iterable<T>,
  make: (value: T) => U,
): IterableIterator<U> {
  for (const value of values) yield make(value);
});

class PiecesSource implements BodySource {
  private readonly pieces: Iterator<string>;
  private rest = new Uint8Array(0);

  constructor(pieces: Iterator<string>) {
    this.pieces = pieces;
  }

  pull(maxBytes: number): Uint8Array | undefined {
    if (this.rest.length === 0) {
      const next = this.pieces.next();
      if (next.done === true) return undefined;
      this.rest = encodeUtf8(next.value) as Uint8Array<ArrayBuffer>;
    }
    const piece = this.rest.subarray(0, maxBytes);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }
}
