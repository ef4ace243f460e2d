import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { MAX_AHEAD_MS } from "../../playing/show.ts";
import type { GroupUs } from "../../ports/clock.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { checkInteger, checkObject, type JsonObject, refuse } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import { checkDeviceId } from "../cues.ts";
import { checkCommand, checkStart } from "../show-commands.ts";
import { clockPeers, clockView, groupMs, showView } from "../show-views.ts";
import { forward, namedPeer } from "./forward.ts";

/** A command to another poi, with its time in a form that it understands. */
function passedOn(context: ApiContext, request: JsonObject, deviceId: string, atUs: GroupUs): JsonObject {
  const { clock, group } = context;
  const { neighbours } = group;
  const row = neighbours.find(Number.parseInt(deviceId, 16));
  const { startAt: _at, startIn: _in, ...rest } = request;
  // One that is in another show has another time.
  if (row >= 0 && neighbours.shows[row] === clock.show) return { ...rest, startAt: groupMs(atUs) };
  const inMs = Math.round((atUs - clock.nowUs()) / 1000);
  return { ...rest, startIn: Math.min(MAX_AHEAD_MS, Math.max(0, inMs)) };
}

function nudge({ show, clock }: ApiContext, request: JsonObject): number {
  const ms = checkInteger("nudge", request["nudge"], -MAX_AHEAD_MS, MAX_AHEAD_MS);
  if (Object.keys(request).length > 1)
    refuse("A nudge stands alone, got more beside it.", "Send it by itself.");
  if (show.nudge(1000 * ms)) return show.scene.content.atUs;
  throw new PoiError(
    "conflict",
    `Nothing plays that could be nudged (group time ${groupMs(clock.nowUs())}). Show something first.`,
  );
}

/** The group's clock, and commands to all poi at once. */
export const SHOW_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/clock",
    handle(context, exchange) {
      const now = groupMs(context.clock.nowUs());
      exchange.json({ now, ...clockView(context), peers: clockPeers(context) });
    },
  },
  {
    method: "GET",
    path: "/api/show",
    handle(context, exchange) {
      exchange.json({ now: groupMs(context.clock.nowUs()), ...showView(context) });
    },
  },
  {
    method: "POST",
    path: "/api/show",
    body: "json",
    handle(context, exchange, body) {
      const { show, clock, store, file } = context;
      const request = checkObject(body, "The command");
      if (request["nudge"] !== undefined) {
        exchange.json({ status: "ok", startAt: groupMs(nudge(context, request)) });
        return;
      }
      const { to } = request;
      const target = to === undefined ? undefined : checkDeviceId("to", to);
      const atUs = checkStart(request, clock.nowUs());
      if (target !== undefined && target !== file.config.deviceId) {
        const peer = namedPeer(context, target);
        forward(context, exchange, peer, "/api/show", passedOn(context, request, target, atUs));
        return;
      }
      const command = checkCommand(store, request);
      if (target === undefined) show.command(command, atUs);
      else show.commandOwn(command, atUs);
      exchange.json({ status: "ok", startAt: groupMs(atUs) });
    },
  },
]);
