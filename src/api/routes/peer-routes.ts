import { frozen } from "../../bytes/frozen.ts";
import { isDigits, splitAddress } from "../../bytes/text-forms.ts";
import { utf8Length } from "../../bytes/utf8.ts";
import type { Route } from "../../net/http-router.ts";
import { parseJson } from "../../net/http-sinks.ts";
import { JsonNames } from "../../net/json-names.ts";
import { PoiError } from "../../ports/poi-error.ts";
import {
  MAX_GROUP_NAME_BYTES,
  MAX_GROUPS,
  MAX_NAME_BYTES,
  parseDeviceId,
  showDeviceId,
} from "../../store/local-config.ts";
import { checkInteger, checkObject, makeTitle, refuse, show } from "../checks.ts";
import type { ApiContext } from "../context.ts";

const HTTP_PORT = 80;
const MAX_ADDRESS_LENGTH = 32;
/** What is read of a poi's own configuration. */
const CONFIG_NAMES = frozen(["deviceId", "deviceName", "syncGroup", "syncGroups"]);

/** "192.168.4.2" or "192.168.4.2:8080". */
function checkAddress(value: unknown): { address: string; port: number } {
  const parts =
    typeof value === "string" && value.length <= MAX_ADDRESS_LENGTH ? value.trim().split(":") : [];
  const [address, port] = parts;
  const isPort = port === undefined || isDigits(port, 1, 5);
  if (address === undefined || parts.length > 2 || !isPort || !isHostAddress(address)) {
    refuse(
      `address must be the IPv4 address of a poi, with or without a port, got ${show(value)}.`,
      'Send something like "192.168.4.2:80".',
    );
  }
  return { address, port: port === undefined ? HTTP_PORT : checkInteger("port", Number(port), 1, 65_535) };
}

/** Whether four numbers are the address of one machine: neither "this network", nor multicast or above, nor written oddly. */
function isHostAddress(address: string): boolean {
  const parts = splitAddress(address);
  if (parts === undefined) return false;
  for (const part of parts) if (Number(part) > 255 || String(Number(part)) !== part) return false;
  const first = Number(parts[0]);
  return first > 0 && first < 224;
}

/** Reads what a poi says of itself; undefined where it is none. */
function parseConfig(body: Uint8Array): { deviceId: string; name: string; groups: string[] } | undefined {
  try {
    const config = checkObject(parseJson(body, new JsonNames(CONFIG_NAMES, 0)), "config");
    const deviceId = parseDeviceId(String(config["deviceId"]));
    if (deviceId === undefined) return undefined;
    const { deviceName, syncGroup, syncGroups } = config;
    const groups = Array.isArray(syncGroups) ? syncGroups : [syncGroup];
    const known = groups.filter((group): group is string => {
      return typeof group === "string" && utf8Length(group) <= MAX_GROUP_NAME_BYTES;
    });
    return {
      deviceId,
      name: makeTitle(
        typeof deviceName === "string" ? deviceName : "",
        showDeviceId(deviceId),
        MAX_NAME_BYTES,
      ),
      groups: known.slice(0, MAX_GROUPS),
    };
  } catch {
    return undefined;
  }
}

/** Asks a node who it is, and keeps it as a peer. */
export function introduce(
  context: Pick<ApiContext, "client" | "peers" | "file">,
  at: { address: string; port: number },
  onDone: (deviceId: string) => void,
  onError: (error: PoiError) => void,
): void {
  const where = `${at.address}:${at.port}`;
  context.client.request({
    ...at,
    method: "GET",
    path: "/api/device/config",
    onDone: (response) => {
      const told = response.status === 200 ? parseConfig(response.body) : undefined;
      if (told === undefined) {
        onError(new PoiError("bad-request", `There is no poi at ${where}. Check the address.`));
      } else if (told.deviceId === context.file.config.deviceId) {
        onError(new PoiError("bad-request", `${where} is this poi itself. Give the address of another one.`));
      } else {
        context.peers.hear(told.deviceId, { ...at, name: told.name, groups: told.groups, manual: true });
        onDone(told.deviceId);
      }
    },
    onError: (_failure, message) => {
      onError(new PoiError("unavailable", `No poi answers at ${where} (${message}). Check that it is on.`));
    },
  });
}

/** Peers that discovery cannot see, and peers that are gone for good. */
export const PEER_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "POST",
    path: "/api/peers",
    body: "json",
    handle(context, exchange, body) {
      const at = checkAddress(checkObject(body, "The peer")["address"]);
      const done = (deviceId: string): void => {
        const { name } = context.peers.get(deviceId)!;
        exchange.json(
          {
            status: "ok",
            deviceId: showDeviceId(deviceId),
            deviceName: name,
            ipAddress: at.address,
            port: at.port,
          },
          201,
        );
      };
      introduce(context, at, done, (error) => exchange.fail(error));
    },
  },
  {
    method: "DELETE",
    path: "/api/peers/:id",
    handle({ peers }, exchange) {
      const text = exchange.request.param("id");
      const id = parseDeviceId(text);
      if (id === undefined || !peers.forget(id)) {
        throw new PoiError(
          "not-found",
          `There is no poi ${show(text)}. GET /api/sync/status lists those that are known.`,
        );
      }
      exchange.json({ status: "ok" });
    },
  },
]);
