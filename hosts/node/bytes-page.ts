import { createHash } from "node:crypto";
import type { Page } from "../../src/api/page.ts";

/** A page that lies in memory. */
export function bytesPage(bytes: Uint8Array): Page {
  return {
    etag: createHash("sha256").update(bytes).digest("hex").slice(0, 16),
    byteLength: bytes.length,
    slice: (start, end) => bytes.subarray(start, end),
  };
}
