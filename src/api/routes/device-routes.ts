import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { MODE } from "../../playing/player.ts";
import {
  type LocalConfig,
  MAX_NAME_BYTES,
  MAX_SYNC_INTERVAL_MS,
  MIN_SYNC_INTERVAL_MS,
  parseDeviceId,
  showDeviceId,
} from "../../store/local-config.ts";
import { cardFiles, findFile } from "../card-files.ts";
import { checkBoolean, checkInteger, checkObject, checkTitle, refuse, show } from "../checks.ts";
import { removeItem } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { checkGroups } from "../groups.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";

/** What a node says of itself. */
export interface ConfigView {
  deviceId: string;
  deviceName: string;
  /** The first of the groups; empty for none. */
  syncGroup: string;
  syncGroups: readonly string[];
  autoSync: boolean;
  /** Milliseconds. */
  syncInterval: number;
  leds: number;
}

export function showConfig(config: LocalConfig): ConfigView {
  return {
    deviceId: showDeviceId(config.deviceId),
    deviceName: config.deviceName,
    syncGroup: config.groups[0] ?? "",
    syncGroups: config.groups,
    autoSync: config.autoSync,
    syncInterval: config.syncIntervalMs,
    leds: config.leds,
  };
}

/** Throws PoiError where a request wants another device id than the node has. */
function checkSameId(config: LocalConfig, id: unknown): void {
  if (id === undefined || (typeof id === "string" && parseDeviceId(id) === config.deviceId)) return;
  refuse(`deviceId is fixed, got ${show(id)}.`, "Leave it out.");
}

function readInterval(value: unknown): number {
  return checkInteger("syncInterval", value, MIN_SYNC_INTERVAL_MS, MAX_SYNC_INTERVAL_MS);
}

/** The node itself, and its file store. */
export const DEVICE_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/device/config",
    handle({ file }, exchange) {
      exchange.json(showConfig(file.config));
    },
  },
  {
    method: "POST",
    path: "/api/device/config",
    body: "json",
    handle(context, exchange, body) {
      const { file } = context;
      const request = checkObject(body, "The configuration");
      const { deviceId, deviceName, syncGroup, syncGroups, autoSync, syncInterval } = request;
      checkSameId(file.config, deviceId);
      const groups = checkGroups(file.config, syncGroup, syncGroups);
      file.change({
        ...(deviceName === undefined
          ? {}
          : { deviceName: checkTitle("deviceName", deviceName, MAX_NAME_BYTES) }),
        ...(groups === undefined ? {} : { groups }),
        ...(autoSync === undefined ? {} : { autoSync: checkBoolean("autoSync", autoSync) }),
        ...(syncInterval === undefined ? {} : { syncIntervalMs: readInterval(syncInterval) }),
      });
      context.configChanged();
      exchange.json({ status: "ok", ...showConfig(file.config) });
    },
  },
  {
    method: "GET",
    path: "/api/storage/info",
    handle({ ports }, exchange) {
      const { totalBytes, freeBytes } = ports.files.space();
      exchange.json({ total: totalBytes, used: totalBytes - freeBytes, free: freeBytes });
    },
  },
  {
    method: "GET",
    path: "/api/sd/info",
    handle({ ports }, exchange) {
      const { totalBytes, freeBytes } = ports.files.space();
      exchange.json({ present: true, totalSpace: totalBytes, freeSpace: freeBytes });
    },
  },
  {
    method: "GET",
    path: "/api/sd/list",
    handle({ store }, exchange) {
      streamJson(
        exchange,
        listPieces(
          '{"files":[',
          mapped(cardFiles(store), ({ name }) => name),
          "]}",
        ),
      );
    },
  },
  {
    method: "POST",
    path: "/api/sd/load",
    body: "json",
    handle({ store, show: commands }, exchange, body) {
      commands.choose(MODE.image, findFile(store, body).index);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/sd/delete",
    body: "json",
    handle({ store }, exchange, body) {
      removeItem(store, "image", findFile(store, body).entry.id);
      exchange.json({ status: "ok" });
    },
  },
]);
