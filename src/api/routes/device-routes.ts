import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { winner } from "../../store/item.ts";
import { type LocalConfig, showDeviceId } from "../../store/local-config.ts";
import { checkBoolean, checkObject, checkTitle, refuse, show } from "../checks.ts";
import { removeItem } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { MODE } from "../player.ts";
import { inOrder } from "../views.ts";

/** What a node says of itself. */
export function showConfig(config: LocalConfig): object {
  return {
    deviceId: showDeviceId(config.deviceId),
    deviceName: config.deviceName,
    syncGroup: config.groups[0],
    syncGroups: config.groups,
    autoSync: config.autoSync,
    syncInterval: config.syncIntervalMs,
    leds: config.leds,
  };
}

/** `syncGroup` is one name, `syncGroups` up to four; one group or none is what most poi have. */
function checkGroups(group: unknown, groups: unknown): string[] | undefined {
  const list = groups ?? (group === undefined ? undefined : [group]);
  if (list === undefined) return undefined;
  if (!Array.isArray(list))
    refuse(`syncGroups must be a list of names, got ${show(list)}.`, 'Send something like ["pair"].');
  return list.map(checkGroup);
}

function checkGroup(name: unknown): string {
  if (typeof name === "string") return name.trim();
  refuse(`A group's name must be text, got ${show(name)}.`, 'Send something like "pair".');
}

/** Pictures as files, as clients of a card reader see them: a name that is not the only one has the id behind it. */
function files({ store }: ApiContext): Map<string, { id: string; index: number }> {
  const named = new Map<string, { id: string; index: number }>();
  for (const [index, entry] of inOrder(store, "image")) {
    const { name } = winner(store.read(entry)).body;
    const plain = `${typeof name === "string" ? name : entry.id}.pov`;
    named.set(named.has(plain) ? `${plain.slice(0, -4)} ${entry.id}.pov` : plain, { id: entry.id, index });
  }
  return named;
}

function findFile(context: ApiContext, body: unknown): { id: string; index: number } {
  const { filename } = checkObject(body, "The file");
  const found = typeof filename === "string" ? files(context).get(filename) : undefined;
  if (found !== undefined) return found;
  throw new PoiError(
    "not-found",
    `There is no file ${show(filename)}. GET /api/sd/list names all that there are.`,
  );
}

/** The node itself, and its file store. */
export const DEVICE_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
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
      const { deviceName, syncGroup, syncGroups, autoSync, syncInterval } = checkObject(
        body,
        "The configuration",
      );
      const groups = checkGroups(syncGroup, syncGroups);
      file.change({
        ...(deviceName === undefined ? {} : { deviceName: checkTitle("deviceName", deviceName) }),
        ...(groups === undefined ? {} : { groups }),
        ...(autoSync === undefined ? {} : { autoSync: checkBoolean("autoSync", autoSync) }),
        ...(syncInterval === undefined ? {} : { syncIntervalMs: syncInterval as number }),
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
    handle(context, exchange) {
      exchange.json({ files: Array.from(files(context).keys()) });
    },
  },
  {
    method: "POST",
    path: "/api/sd/load",
    body: "json",
    handle(context, exchange, body) {
      context.player.show(MODE.image, findFile(context, body).index);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/sd/delete",
    body: "json",
    handle(context, exchange, body) {
      removeItem(context.store, "image", findFile(context, body).id);
      exchange.json({ status: "ok" });
    },
  },
]);
