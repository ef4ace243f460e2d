import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { MAX_LEDS } from "../../pov/picture-shape.ts";
import { changeStrip } from "../../store/strip-config.ts";
import { checkInteger, checkObject } from "../checks.ts";
import type { ApiContext } from "../context.ts";

/** A finger that tries values is given time: then the poi starts again with the last one. */
const RESTART_MS = 1500;

function stripView({ file }: ApiContext): object {
  const { leds, strip } = file.config;
  return { leds, ...strip };
}

/** How the strip is built. What is changed holds once the poi has started again, which it does by itself. */
export const STRIP_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/strip",
    handle(context, exchange) {
      exchange.json(stripView(context));
    },
  },
  {
    method: "POST",
    path: "/api/strip",
    body: "json",
    handle(context, exchange, body) {
      const { file, host } = context;
      const request = checkObject(body, "The strip");
      const leds =
        request["leds"] === undefined ? file.config.leds : checkInteger("leds", request["leds"], 1, MAX_LEDS);
      file.change({ leds, strip: changeStrip(file.config.strip, request) });
      host.restartSoon(RESTART_MS);
      exchange.json({ status: "ok", ...stripView(context) });
    },
  },
]);
