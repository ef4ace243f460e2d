import { encodeUtf8 } from "../../bytes/utf8.ts";
import type { Route } from "../../net/http-router.ts";
import type { ApiContext } from "../context.ts";
import { STATUS_PAGE } from "../page.ts";

const PAGE = encodeUtf8(STATUS_PAGE);

export const PAGE_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  {
    method: "GET",
    path: "/",
    handle(_context, exchange) {
      exchange.send(200, "text/html; charset=utf-8", PAGE);
    },
  },
]);
