import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import type { ApiContext } from "../context.ts";

/** What a page follows. */
export const EVENT_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/events",
    handle({ events }, exchange) {
      events.follow(exchange);
    },
  },
]);
