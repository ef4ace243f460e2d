import { frozen } from "../../bytes/frozen.ts";
import { headerLines } from "../../net/http-head.ts";
import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import type { ApiContext } from "../context.ts";
import { PageSource } from "../page.ts";

/** Every browser unpacks gzip. No other page may show this one in a frame, and steal a tap. */
const LINES = headerLines("Content-Encoding", "gzip", "X-Frame-Options", "SAMEORIGIN");

/** The web UI: one request brings all of it, and a browser that has it already is told so. */
export const PAGE_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/",
    handle({ page }, exchange) {
      if (page === undefined) {
        throw new PoiError(
          "not-found",
          "This poi was started without its page. Use its API: docs/api.md lists all that it can.",
        );
      }
      if (exchange.notModified(`"${page.etag}"`)) return;
      exchange.stream(200, "text/html; charset=utf-8", new PageSource(page), page.byteLength, LINES);
    },
  },
]);
