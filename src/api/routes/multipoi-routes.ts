import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { showDeviceId } from "../../store/local-config.ts";
import type { Peer } from "../../sync/peers.ts";
import { checkInteger, checkObject, checkWord, refuse, show } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import { statusView } from "../status.ts";
import { forward, namedPeer } from "./forward.ts";

/** The pairing and remote control of older firmware: a pair is a group, and its mirror mode is the group's show. */

const SYNC_MODES = Object.freeze(["mirror", "independent"] as const);
const COMMANDS = Object.freeze(["mode", "pattern", "brightness", "framerate"] as const);
/** States of a peer. */
const SEEN = 1;
const PAIRED = 2;

function isPaired({ file }: ApiContext, { groups }: Peer): boolean {
  return file.config.groups.some((group) => group !== "" && groups.includes(group));
}

/** All peers, those of this poi's groups first. */
function listed(context: ApiContext): Peer[] {
  const all = context.peers.all();
  return [
    ...all.filter((peer) => isPaired(context, peer)),
    ...all.filter((peer) => !isPaired(context, peer)),
  ];
}

/** A peer by its place in the list, or by its device id. */
function peerAt(context: ApiContext, value: unknown): Peer {
  if (typeof value === "string") return namedPeer(context, value);
  const peers = listed(context);
  const peer = Number.isInteger(value) ? peers[value as number] : undefined;
  if (peer !== undefined) return namedPeer(context, peer.deviceId);
  refuse(
    `peer must be the number of a poi in the list (there are ${peers.length}) or its id, got ${show(value)}.`,
    "GET /api/multipoi/status lists them.",
  );
}

function statusOf(context: ApiContext): object {
  const { file, peers, show: commands } = context;
  const { deviceName, deviceId, autoSync } = file.config;
  const all = listed(context);
  const { mode, index, brightness } = statusView(context);
  return {
    syncMode: commands.mirrors ? "mirror" : "independent",
    localName: deviceName,
    localMac: showDeviceId(deviceId),
    hasPairedPeer: all.some((peer) => isPaired(context, peer)),
    autoPair: autoSync,
    peers: all.map((peer) => ({
      name: peer.name,
      mac: showDeviceId(peer.deviceId),
      state: isPaired(context, peer) ? PAIRED : SEEN,
      online: peers.isOnline(peer),
      // Those who mirror show what this one does.
      mode,
      index,
      brightness,
    })),
  };
}

/** Joins the group of the first poi that is about and has one, where this one has none. */
function pair(context: ApiContext): string {
  const { file, peers } = context;
  context.discover();
  const named = file.config.groups.find((group) => group !== "");
  if (named !== undefined) return named;
  for (const peer of peers.all()) {
    const group = peers.isOnline(peer) ? peer.groups.find((each) => each !== "") : undefined;
    if (group === undefined) continue;
    file.change({ groups: [group] });
    context.configChanged();
    return group;
  }
  throw new PoiError(
    "conflict",
    'Poi pair by the name of a group, and neither this one nor one that is about has one. Name it: POST /api/device/config {"syncGroup":"ours"}.',
  );
}

export const MULTIPOI_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/multipoi/status",
    handle(context, exchange) {
      exchange.json(statusOf(context));
    },
  },
  {
    method: "POST",
    path: "/api/multipoi/pair",
    handle(context, exchange) {
      exchange.json({ status: "ok", syncGroup: pair(context) });
    },
  },
  {
    method: "POST",
    path: "/api/multipoi/unpair",
    body: "json",
    optional: true,
    handle(context, exchange, body) {
      const index = body === undefined ? undefined : checkObject(body, "The request")["index"];
      if (index !== undefined) {
        forward(context, exchange, peerAt(context, index), "/api/device/config", { syncGroup: "" });
        return;
      }
      context.file.change({ groups: [""] });
      context.configChanged();
      exchange.json({ status: "ok", syncGroup: "" });
    },
  },
  {
    method: "POST",
    path: "/api/multipoi/syncmode",
    body: "json",
    handle({ file, show: commands }, exchange, body) {
      const syncMode = checkWord("mode", checkObject(body, "The request")["mode"], SYNC_MODES);
      file.change({ mirrors: syncMode === "mirror" });
      commands.mirrorsChanged();
      exchange.json({ status: "ok", syncMode });
    },
  },
  {
    method: "POST",
    path: "/api/multipoi/peercmd",
    body: "json",
    handle(context, exchange, body) {
      const request = checkObject(body, "The command");
      const { peer: at, cmd, ...rest } = request;
      const peer = peerAt(context, at);
      const tell = (command: object): void => {
        forward(context, exchange, peer, "/api/show", { to: peer.deviceId, startIn: 0, ...command });
      };
      switch (checkWord("cmd", cmd, COMMANDS)) {
        case "mode":
          tell({ mode: rest["mode"], index: rest["index"] });
          break;
        case "pattern": {
          const show = () => tell({ mode: 2, index: rest["index"] });
          if (rest["type"] === undefined) show();
          else forward(context, exchange, peer, "/api/pattern", rest, show);
          break;
        }
        case "brightness":
          tell({ brightness: checkInteger("brightness", rest["brightness"], 0, 255) });
          break;
        case "framerate":
          forward(context, exchange, peer, "/api/framerate", { framerate: rest["framerate"] });
          break;
      }
    },
  },
]);
