import { BY_SETTING, CONTENT_KINDS } from "../clock/scene.ts";
import { MODE } from "../playing/player.ts";
import { type Command, MAX_AHEAD_MS } from "../playing/show.ts";
import type { GroupUs } from "../ports/clock.ts";
import { PoiError } from "../ports/poi-error.ts";
import { itemAt } from "../store/slots.ts";
import type { Store } from "../store/store.ts";
import { checkBoolean, checkInteger, type JsonObject, refuse, show } from "./checks.ts";
import { MAX_INDEX } from "./content.ts";
import { groupMs } from "./show-views.ts";
import { checkContent } from "./steps.ts";

/** Show commands as clients send them. */

/** How far ahead a command is that does not say when: an access point may hold a multicast for three beacons of 102 ms. */
const USUAL_AHEAD_MS = 400;
/** How long ago something may have begun. */
const MAX_AGO_MS = 86_400_000;

/** Each names what is to be shown. */
const CONTENT_KEYS: readonly string[] = Object.freeze(["mode", "image", "pattern", "sequence", "dark"]);

/** What a request commands. Throws PoiError where it is wrong, commands nothing or names content that is not here. */
export function checkCommand(store: Store, request: JsonObject): Command {
  const { brightness, blackout } = request;
  const command: Command = {};
  const content = checkShown(store, request);
  if (content !== undefined) command.content = content;
  if (brightness !== undefined) {
    command.brightness = brightness === null ? BY_SETTING : checkInteger("brightness", brightness, 0, 255);
  }
  if (blackout !== undefined) command.blackout = checkBoolean("blackout", blackout);
  if (Object.keys(command).length > 0) return command;
  refuse(
    'A command must say what is to be shown, a "brightness" or a "blackout", got none of them.',
    'Send something like {"image":"smiley"}.',
  );
}

function checkShown(store: Store, request: JsonObject): Command["content"] {
  const { mode, index, image, pattern, sequence, dark } = request;
  const given = CONTENT_KEYS.filter((key) => request[key] !== undefined);
  if (given.length === 0) return undefined;
  if (given.length > 1) {
    refuse(
      `A command shows one thing, got ${given.join(" and ")}.`,
      `Send one of ${CONTENT_KEYS.join(", ")}.`,
    );
  }
  if (mode !== undefined) return checkMode(store, mode, index);
  if (dark !== undefined) {
    if (dark === true) return { kind: "dark", id: "" };
    refuse(`dark must be true, got ${show(dark)}.`, "Leave it out, or say what is to be shown.");
  }
  if (image !== undefined) return { kind: "image", id: checkContent(store, "image", String(image), "image") };
  if (pattern !== undefined)
    return { kind: "pattern", id: checkContent(store, "pattern", String(pattern), "pattern") };
  return { kind: "sequence", id: checkContent(store, "sequence", String(sequence), "sequence") };
}

function checkMode(store: Store, mode: unknown, index: unknown): Command["content"] {
  const kind = CONTENT_KINDS[checkInteger("mode", mode, MODE.idle, MODE.sequence)]!;
  const number = index === undefined ? 0 : checkInteger("index", index, 0, MAX_INDEX);
  if (kind === "dark") return { kind, id: "" };
  const entry = itemAt(store, kind, number);
  if (entry !== undefined) return { kind, id: entry.id };
  throw new PoiError(
    "not-found",
    `There is no ${kind} with index ${number}. GET /api/${kind}s names all that there are.`,
  );
}

/** From when on a command holds: "startAt" in milliseconds of group time, or "startIn" from now, 400 ms where nothing is said. */
export function checkStart({ startAt, startIn }: JsonObject, nowUs: GroupUs): GroupUs {
  if (startAt === undefined) {
    const ms = startIn === undefined ? USUAL_AHEAD_MS : checkInteger("startIn", startIn, 0, MAX_AHEAD_MS);
    return (nowUs + 1000 * ms) as GroupUs;
  }
  if (startIn !== undefined) refuse("A command has a startAt or a startIn, got both.", "Send one of them.");
  const nowMs = groupMs(nowUs);
  const isNear =
    typeof startAt === "number" && startAt >= nowMs - MAX_AGO_MS && startAt <= nowMs + MAX_AHEAD_MS;
  if (isNear) return Math.max(0, 1000 * startAt) as GroupUs;
  refuse(
    `startAt must be a group time in milliseconds, at most a day ago and ${MAX_AHEAD_MS / 1000} seconds ahead of now (${nowMs}), got ${show(startAt)}.`,
    "GET /api/clock tells the time; what is later belongs in a timeline.",
  );
}
