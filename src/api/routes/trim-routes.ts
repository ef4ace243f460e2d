import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { parseDeviceId } from "../../store/local-config.ts";
import { changeTrim } from "../../store/trim.ts";
import type { Peer } from "../../sync/peers.ts";
import { checkObject, show } from "../checks.ts";
import type { ApiContext } from "../context.ts";

function namedPeer({ peers }: ApiContext, text: string): Peer {
  const id = parseDeviceId(text);
  const peer = id === undefined ? undefined : peers.get(id);
  if (peer !== undefined && peer.port !== 0) return peer;
  throw new PoiError(
    "not-found",
    `There is no poi ${show(text)}. GET /api/sync/status lists those that are known.`,
  );
}

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
      const { address, port, name } = namedPeer(context, exchange.request.param("id"));
      context.client.request({
        address,
        port,
        method: "POST",
        path: "/api/blink",
        onDone: ({ status }) => {
          if (status === 200) exchange.json({ status: "ok" });
          else exchange.refuse(503, `${name} answered ${status}. Update its firmware.`);
        },
        onError: (_failure, message) => {
          exchange.refuse(503, `${name} does not answer (${message}). Check that it is on.`);
        },
      });
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
