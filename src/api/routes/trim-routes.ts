import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { changeTrim } from "../../store/trim.ts";
import { checkObject } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import { forward, namedPeer } from "./forward.ts";

/** What holds for one poi alone, and finding out which one it is. */
export const TRIM_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "POST",
    path: "/api/blink",
    handle({ blinker }, exchange) {
      blinker.blink();
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/peers/:id/blink",
    handle(context, exchange) {
      const peer = namedPeer(context, exchange.request.param("id"));
      forward(context, exchange, peer, "/api/blink");
    },
  },
  {
    method: "GET",
    path: "/api/trim",
    handle({ file }, exchange) {
      exchange.json(file.config.trim);
    },
  },
  {
    method: "POST",
    path: "/api/trim",
    body: "json",
    handle({ file }, exchange, body) {
      file.change({ trim: changeTrim(file.config.trim, checkObject(body, "The trim")) });
      exchange.json({ status: "ok", ...file.config.trim });
    },
  },
]);
