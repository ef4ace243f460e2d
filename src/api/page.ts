import type { BodySource } from "../net/http-stream.ts";

/** The web UI as the node's host has it: one HTML document, gzipped, which refers to nothing else. */
export interface Page {
  /** Changes with the bytes; without quotes. */
  readonly etag: string;
  readonly byteLength: number;

  /** Bytes from `start` up to `end`, which stay unchanged until the next call. On the device they lie in flash. */
  slice(start: number, end: number): Uint8Array;
}

/** The page on its way to a browser, a slice at a time. */
export class PageSource implements BodySource {
  private readonly page: Page;
  private at = 0;

  constructor(page: Page) {
    this.page = page;
  }

  pull(maxBytes: number): Uint8Array | undefined {
    const { page, at } = this;
    if (at >= page.byteLength) return undefined;
    this.at = Math.min(at + maxBytes, page.byteLength);
    return page.slice(at, this.at);
  }
}
