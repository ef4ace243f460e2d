import { frozen } from "../../bytes/frozen.ts";
import type { HttpExchange } from "../../net/http-exchange.ts";
import type { Route } from "../../net/http-router.ts";
import type { ApiContext } from "../context.ts";

/**
 * What phones and computers ask a network they joined, to find out whether it leads to the internet, and what they hope for.
 * Who hears it stays in the poi's own network, instead of leaving it for a better one with the page half loaded.
 */
const ANSWERS: { readonly [path: string]: string } = frozen({
  // Android and ChromeOS: an answer without a body
  "/generate_204": "",
  "/gen_204": "",
  // iOS and macOS
  "/hotspot-detect.html": "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
  "/library/test/success.html": "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
  // Windows
  "/connecttest.txt": "Microsoft Connect Test",
  "/ncsi.txt": "Microsoft NCSI",
  // Firefox; GNOME
  "/success.txt": "success\n",
  "/check_network_status.txt": "NetworkManager is online\n",
});

function answer(_context: ApiContext, exchange: HttpExchange): void {
  const text = ANSWERS[exchange.request.path]!;
  if (text === "") exchange.empty(204);
  else exchange.send(200, text.charAt(0) === "<" ? "text/html" : "text/plain", text);
}

export const PORTAL_ROUTES: readonly Route<ApiContext>[] = frozen(
  Object.keys(ANSWERS).map((path) => ({ method: "GET" as const, path, handle: answer })),
);
