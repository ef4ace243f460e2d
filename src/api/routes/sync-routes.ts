import { frozen } from "../../bytes/frozen.ts";
import type { HttpExchange } from "../../net/http-exchange.ts";
import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { ALL_KINDS, kindBit } from "../../store/digest-table.ts";
import type { Kind } from "../../store/item.ts";
import { parseDeviceId, showDeviceId } from "../../store/local-config.ts";
import { MAX_MESSAGE_BYTES } from "../../sync/frames.ts";
import type { SyncRecord } from "../../sync/history.ts";
import type { Peer } from "../../sync/peers.ts";
import type { SyncOptions } from "../../sync/synchronizer.ts";
import { MESSAGE_TYPE, SESSION_PATH } from "../../sync/transport.ts";
import { checkObject, checkWord, type JsonObject, optionalBoolean, refuse, show } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { showConfig } from "./device-routes.ts";

/** How long a discovery listens before it answers: twice the time in which every responder must have spoken (RFC 6762, 6). */
const DISCOVERY_MS = 1000;

const DIRECTIONS = Object.freeze(["bidirectional", "push", "pull"] as const);

/** Names of the switches that leave a kind out of a sync. */
const SWITCHES: readonly [string, Kind][] = frozen([
  ["syncImages", "image"],
  ["syncPatterns", "pattern"],
  ["syncSequences", "sequence"],
  ["syncSettings", "setting"],
]);

interface PeerView {
  deviceId: string;
  deviceName: string;
  ipAddress: string;
}

function peerView({ deviceId, name, address, port }: Peer): PeerView & { port: number } {
  const id = showDeviceId(deviceId);
  // One that called here, and that discovery has not seen yet, has not told its name.
  return { deviceId: id, deviceName: name === "" ? id : name, ipAddress: address, port };
}

/** Milliseconds since the last sign of life of a peer, null where there was none since this node started. */
function lastSeenAgo({ ports }: ApiContext, peer: Peer): number | null {
  // As long as its records live, discovery sees it.
  if (peer.advertised) return 0;
  if (peer.lastSeenUs === undefined) return null;
  return Math.floor((ports.clock.localUs() - peer.lastSeenUs) / 1000);
}

/** A peer in the list of all. `lastSeen` is in Unix milliseconds, 0 where it was not seen or nobody knows the time of day. */
function peerStatus(context: ApiContext, peer: Peer): object {
  const ago = lastSeenAgo(context, peer);
  const now = context.ports.clock.wallMs();
  return {
    ...peerView(peer),
    groups: peer.groups,
    lastSeen: ago === null || now === undefined ? 0 : now - ago,
    lastSeenAgo: ago,
    online: context.peers.isOnline(peer),
    manual: peer.manual,
  };
}

function syncOptions(request: JsonObject): SyncOptions {
  let kinds = ALL_KINDS;
  for (const [name, kind] of SWITCHES)
    if (!optionalBoolean(name, request[name], true)) kinds &= ~kindBit(kind);
  const { direction } = request;
  return {
    direction: direction === undefined ? "bidirectional" : checkWord("direction", direction, DIRECTIONS),
    kinds,
  };
}

/** The peers that a request means: one by its id, or every one that is online and shares a group. */
function chosenPeers({ peers, file }: ApiContext, peerId: unknown): Peer[] {
  if (peerId === undefined || peerId === "auto") {
    const { groups } = file.config;
    const mates = peers.all().filter((peer) => {
      return (
        peer.port !== 0 &&
        (peers.isOnline(peer) || peer.manual) &&
        peer.groups.some((name) => groups.includes(name))
      );
    });
    if (mates.length > 0) return mates;
    const which = groups[0] === "" ? "without a group" : `of the group ${groups.join(", ")}`;
    const remedy = "Switch one on, or name its address with POST /api/peers.";
    throw new PoiError("not-found", `No other poi ${which} is online. ${remedy}`);
  }
  if (typeof peerId !== "string")
    refuse(`peerId must be "auto" or a device id, got ${show(peerId)}.`, "Leave it out to sync with all.");
  const id = parseDeviceId(peerId);
  const peer = id === undefined ? undefined : peers.get(id);
  if (peer !== undefined && peer.port !== 0) return [peer];
  throw new PoiError(
    "not-found",
    `There is no poi ${show(peerId)}. GET /api/sync/status lists those that are known.`,
  );
}

/** Answers with what a few syncs did together; 503 with the reason where none went through. */
function answerSyncs(exchange: HttpExchange, records: readonly SyncRecord[]): void {
  const through = records.filter((record) => record.outcome !== "failed");
  if (through.length === 0) {
    exchange.refuse(503, records.map(({ peerName, error }) => `${peerName}: ${error}`).join(" "));
    return;
  }
  const sum = (kind: Kind) => through.reduce((all, { taken, given }) => all + taken[kind] + given[kind], 0);
  const images = sum("image");
  const patterns = sum("pattern");
  const sequences = sum("sequence");
  const settings = sum("setting");
  exchange.json({
    status: "ok",
    itemsSynced: images + patterns + sequences + settings,
    imagesAdded: images,
    patternsAdded: patterns,
    sequencesAdded: sequences,
    settingsUpdated: settings,
    conflicts: through.reduce((all, { taken }) => all + taken.conflicts, 0),
    peers: records.map(({ peerId, peerName, outcome, error }) => ({
      deviceId: showDeviceId(peerId),
      deviceName: peerName,
      outcome,
      ...(error === undefined ? {} : { error }),
    })),
  });
}

export const SYNC_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/sync/status",
    handle(context, exchange) {
      const { peers, file } = context;
      const head = JSON.stringify(showConfig(file.config)).slice(0, -1);
      const views = mapped(peers.all(), (peer) => peerStatus(context, peer));
      streamJson(exchange, listPieces(`${head},"peers":[`, views, "]}"));
    },
  },
  {
    method: "POST",
    path: "/api/sync/discover",
    body: "json",
    optional: true,
    handle(context, exchange) {
      const { peers, ports } = context;
      context.discover();
      ports.timers.after(DISCOVERY_MS, () => {
        const found = peers.all().filter((peer) => peers.isOnline(peer) && peer.port !== 0);
        exchange.json({ status: "ok", peersFound: found.length, peers: found.map(peerView) });
      });
    },
  },
  {
    method: "POST",
    path: "/api/sync/execute",
    body: "json",
    handle(context, exchange, body) {
      const request = checkObject(body, "The sync");
      const options = syncOptions(request);
      const chosen = chosenPeers(context, request["peerId"]);
      const records: SyncRecord[] = [];
      for (const peer of chosen) {
        context.synchronizer.sync(peer, options, (record) => {
          records.push(record);
          if (records.length === chosen.length) answerSyncs(exchange, records);
        });
      }
    },
  },
  {
    method: "POST",
    path: `${SESSION_PATH}:session`,
    body: "bytes",
    maxBodyBytes: MAX_MESSAGE_BYTES,
    contentTypes: [MESSAGE_TYPE],
    handle({ answering }, exchange, message) {
      const { request } = exchange;
      exchange.send(
        200,
        MESSAGE_TYPE,
        answering.answer(request.param("session"), request.remoteAddress, message),
      );
    },
  },
  {
    method: "GET",
    path: "/api/sync/history",
    handle({ history }, exchange) {
      streamJson(exchange, listPieces('{"history":[', mapped(history.list(), showRecord), "]}"));
    },
  },
]);

export function showRecord(record: SyncRecord): SyncRecord {
  return { ...record, peerId: showDeviceId(record.peerId) };
}
