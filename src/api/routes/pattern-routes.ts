import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import type { Random } from "../../ports/random.ts";
import { winner } from "../../store/item.ts";
import { itemAt } from "../../store/slots.ts";
import type { Store } from "../../store/store.ts";
import { checkInteger, checkObject, type JsonObject } from "../checks.ts";
import {
  checkRoom,
  chooseSlot,
  existing,
  find,
  inOrder,
  MAX_INDEX,
  newId,
  newPlace,
  removeItem,
} from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { patternBody } from "../pattern-body.ts";
import { patternView } from "../views.ts";

/** Sets the pattern of an index: the one that has it, or a new one. */
function putPatternAt({ store, ports }: ApiContext, request: JsonObject): void {
  const index = request["index"] === undefined ? 0 : checkInteger("index", request["index"], 0, MAX_INDEX);
  const entry = itemAt(store, "pattern", index);
  const before = entry === undefined ? undefined : winner(store.read(entry)).body;
  const body = patternBody(request, entry?.slot ?? index, before);
  store.put("pattern", entry?.id ?? idOfIndex(store, index, ports.random), { body });
}

/** An id for what gets an index: the same on all nodes, so that those who do the same agree. */
function idOfIndex(store: Store, index: number, random: Random): string {
  const id = `slot-${index}`;
  const entry = store.entry("pattern", id);
  // It is there with another index: somebody moved it.
  if (entry !== undefined && !entry.deleted) return newId(store, random);
  checkRoom(store, 1);
  return id;
}

export const PATTERN_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "POST",
    path: "/api/pattern",
    body: "json",
    handle(context, exchange, body) {
      putPatternAt(context, checkObject(body, "The pattern"));
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "GET",
    path: "/api/patterns",
    handle({ store }, exchange) {
      streamJson(exchange, listPieces('{"patterns":[', mapped(inOrder(store, "pattern"), patternView), "]}"));
    },
  },
  {
    method: "POST",
    path: "/api/patterns",
    body: "json",
    handle({ store, ports }, exchange, body) {
      const request = checkObject(body, "The pattern");
      const { id, slot } = newPlace(store, "pattern", ports.random, request["id"], request["index"]);
      store.put("pattern", id, { body: patternBody(request, slot, undefined) });
      exchange.json({ status: "ok", ...patternView(find(store, "pattern", id)) }, 201);
    },
  },
  {
    method: "GET",
    path: "/api/patterns/:id",
    handle({ store }, exchange) {
      exchange.json(patternView(find(store, "pattern", exchange.request.param("id"))));
    },
  },
  {
    method: "PUT",
    path: "/api/patterns/:id",
    body: "json",
    handle({ store }, exchange, body) {
      const { entry, version } = existing(store, "pattern", exchange.request.param("id"));
      const request = checkObject(body, "The pattern");
      const wanted = request["index"];
      const slot = wanted === undefined ? entry.slot : chooseSlot(store, "pattern", wanted, entry.id);
      store.put("pattern", entry.id, { body: patternBody(request, slot, version.body) });
      exchange.json({ status: "ok", ...patternView(find(store, "pattern", entry.id)) });
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
