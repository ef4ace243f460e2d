import type { Route } from "../../net/http-router.ts";
import { MAX_SPEED, MIN_SPEED, PATTERN_TYPES } from "../../patterns/pattern-types.ts";
import type { Body, Version } from "../../store/item.ts";
import { freeSlot, indexed } from "../../store/slots.ts";
import type { Store } from "../../store/store.ts";
import { checkColor, checkInteger, checkObject, checkTitle, type JsonObject } from "../checks.ts";
import { existing, MAX_INDEX, newId, placeOf, removeItem } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { inOrder, patternView } from "../views.ts";

/** What a pattern is where nothing else was said; the values of the system whose clients must go on working. */
const INITIAL: Body = Object.freeze({ type: 0, color1: 0xff0000, color2: 0x0000ff, speed: 50 });

/** A pattern's body after a request: what was said, else what it was, else the initial values. */
function patternBody(request: JsonObject, slot: number, before: Version | undefined): Body {
  const type = checkInteger(
    "type",
    request["type"] ?? before?.body["type"] ?? 0,
    0,
    PATTERN_TYPES.length - 1,
  );
  const { name, color1, color2, speed } = request;
  return {
    ...INITIAL,
    ...before?.body,
    slot,
    type,
    name: name === undefined ? (before?.body["name"] ?? PATTERN_TYPES[type]!.name) : checkTitle("name", name),
    ...(color1 === undefined ? {} : { color1: checkColor("color1", color1) }),
    ...(color2 === undefined ? {} : { color2: checkColor("color2", color2) }),
    ...(speed === undefined ? {} : { speed: checkInteger("speed", speed, MIN_SPEED, MAX_SPEED) }),
  };
}

/** Sets the pattern of an index: the one that has it, or a new one that nodes which do the same agree about. */
export function putPatternAt(store: Store, index: number, request: JsonObject): void {
  const entry = indexed(store, "pattern").get(index);
  const id = entry?.id ?? `slot-${index}`;
  const before = entry === undefined ? undefined : store.current("pattern", id);
  store.put("pattern", id, {
    body: patternBody(request, before === undefined ? index : slotOf(before, index), before),
  });
}

function slotOf(version: Version, otherwise: number): number {
  const { slot } = version.body;
  return typeof slot === "number" ? slot : otherwise;
}

export const PATTERN_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  {
    method: "POST",
    path: "/api/pattern",
    body: "json",
    handle({ store }, exchange, body) {
      const request = checkObject(body, "The pattern");
      putPatternAt(store, checkInteger("index", request["index"] ?? 0, 0, MAX_INDEX), request);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "GET",
    path: "/api/patterns",
    handle({ store }, exchange) {
      const views = mapped(inOrder(store, "pattern"), ([index, entry]) => patternView(store, index, entry));
      streamJson(exchange, listPieces('{"patterns":[', views, "]}"));
    },
  },
  {
    method: "POST",
    path: "/api/patterns",
    body: "json",
    handle({ store, ports }, exchange, body) {
      const id = newId(store, "pattern", ports.random);
      const slot = freeSlot(store, "pattern");
      store.put("pattern", id, { body: patternBody(checkObject(body, "The pattern"), slot, undefined) });
      exchange.json({ status: "ok", ...patternView(store, ...placeOf(store, "pattern", id)) }, 201);
    },
  },
  {
    method: "GET",
    path: "/api/patterns/:id",
    handle({ store }, exchange) {
      const { entry } = existing(store, "pattern", exchange.request.param("id"));
      exchange.json(patternView(store, ...placeOf(store, "pattern", entry.id)));
    },
  },
  {
    method: "PUT",
    path: "/api/patterns/:id",
    body: "json",
    handle({ store }, exchange, body) {
      const { entry, version } = existing(store, "pattern", exchange.request.param("id"));
      store.put("pattern", entry.id, {
        body: patternBody(checkObject(body, "The pattern"), entry.slot, version),
      });
      exchange.json({ status: "ok", ...patternView(store, ...placeOf(store, "pattern", entry.id)) });
    },
  },
  {
    method: "DELETE",
    path: "/api/patterns/:id",
    handle({ store }, exchange) {
      removeItem(store, "pattern", exchange.request.param("id"));
      exchange.json({ status: "ok" });
    },
  },
]);
