import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { checkObject, refuse, show } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import type { WifiView } from "../wifi-view.ts";

function wifiOf({ wifi }: ApiContext): WifiView {
  if (wifi !== undefined) return wifi;
  throw new PoiError(
    "not-found",
    "This poi runs on a computer and has no Wi-Fi of its own. Choose the network in the computer's settings.",
  );
}

/** The node's own network, and those of others that it joins. */
export const WIFI_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/wifi/status",
    handle(context, exchange) {
      exchange.json(wifiOf(context).status());
    },
  },
  {
    method: "GET",
    path: "/api/wifi/scan",
    handle(context, exchange) {
      const wifi = wifiOf(context);
      wifi.scan();
      exchange.json({ scanning: wifi.scanning, networks: wifi.heard });
    },
  },
  {
    method: "POST",
    path: "/api/wifi/connect",
    body: "json",
    handle(context, exchange, body) {
      const wifi = wifiOf(context);
      const { ssid, password = "" } = checkObject(body, "The network");
      if (typeof ssid !== "string")
        refuse(`ssid must be text, got ${show(ssid)}.`, "Choose one of /api/wifi/scan.");
      if (typeof password !== "string") refuse("password must be text.", 'Send "" where there is none.');
      wifi.join(ssid, password);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/wifi/disconnect",
    handle(context, exchange) {
      wifiOf(context).leave();
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/wifi/ap",
    body: "json",
    handle(context, exchange, body) {
      wifiOf(context).changePassword(checkObject(body, "The access point")["password"]);
      exchange.json({ status: "ok" });
    },
  },
]);
