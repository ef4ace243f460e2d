import Resource from "Resource";
import type { Page } from "../../src/api/page.ts";
import { toHex } from "../../src/bytes/hex.ts";
import type { Digest } from "../../src/ports/digest.ts";

/** As hosts/node/page-file.ts makes it, and manifest.json names it. */
const NAME = "page.html.gz";

/** The page in the firmware's image. Its bytes stay there: on the device they are read from flash, and no slice is a copy. */
export function resourcePage(digest: Digest): Page {
  // XS makes views of memory that is not its own; the SDK's typings leave that out.
  const bytes = new Uint8Array(new Resource(NAME) as unknown as ArrayBuffer);
  const sum = digest.sha256();
  sum.update(bytes);
  return {
    etag: toHex(sum.digest()).slice(0, 16),
    byteLength: bytes.length,
    slice: (start, end) => bytes.subarray(start, end),
  };
}
