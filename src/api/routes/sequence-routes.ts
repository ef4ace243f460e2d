import type { Route } from "../../net/http-router.ts";
import type { IndexEntry } from "../../store/index-entry.ts";
import { winner } from "../../store/item.ts";
import { freeSlot } from "../../store/slots.ts";
import type { Store } from "../../store/store.ts";
import { checkBoolean, checkObject, checkTitle } from "../checks.ts";
import { existing, newId, placeOf, removeItem } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { checkSteps, readSteps, storeSteps } from "../steps.ts";
import { inOrder, itemView, type SequenceView } from "../views.ts";

/** Room for 255 steps. */
const SEQUENCE_BODY_BYTES = 16_384;

function sequenceView(store: Store, index: number, entry: IndexEntry): SequenceView {
  const version = winner(store.read(entry));
  return {
    ...itemView(index, entry, version),
    loop: version.body["loop"] !== false,
    steps: readSteps(store, version.blob),
  };
}

export const SEQUENCE_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  {
    method: "GET",
    path: "/api/sequences",
    handle({ store }, exchange) {
      const views = mapped(inOrder(store, "sequence"), ([index, entry]) => sequenceView(store, index, entry));
      streamJson(exchange, listPieces('{"sequences":[', views, "]}"));
    },
  },
  {
    method: "POST",
    path: "/api/sequences",
    body: "json",
    maxBodyBytes: SEQUENCE_BODY_BYTES,
    handle({ store, ports }, exchange, body) {
      const { name, loop, steps } = checkObject(body, "The sequence");
      const content = {
        name: checkTitle("name", name ?? "Sequence"),
        loop: checkBoolean("loop", loop ?? true),
        slot: freeSlot(store, "sequence"),
      };
      const checked = checkSteps(store, steps);
      const id = newId(store, "sequence", ports.random);
      store.put("sequence", id, { body: content, blob: storeSteps(store, checked) });
      exchange.json({ status: "ok", ...sequenceView(store, ...placeOf(store, "sequence", id)) }, 201);
    },
  },
  {
    method: "GET",
    path: "/api/sequences/:id",
    handle({ store }, exchange) {
      const { entry } = existing(store, "sequence", exchange.request.param("id"));
      exchange.json(sequenceView(store, ...placeOf(store, "sequence", entry.id)));
    },
  },
  {
    method: "PUT",
    path: "/api/sequences/:id",
    body: "json",
    maxBodyBytes: SEQUENCE_BODY_BYTES,
    handle({ store }, exchange, body) {
      const { entry, version } = existing(store, "sequence", exchange.request.param("id"));
      const { name, loop, steps } = checkObject(body, "The sequence");
      const content = {
        ...version.body,
        ...(name === undefined ? {} : { name: checkTitle("name", name) }),
        ...(loop === undefined ? {} : { loop: checkBoolean("loop", loop) }),
      };
      const blob = steps === undefined ? version.blob : storeSteps(store, checkSteps(store, steps));
      store.put("sequence", entry.id, { body: content, blob });
      store.collectBlobs();
      exchange.json({ status: "ok", ...sequenceView(store, ...placeOf(store, "sequence", entry.id)) });
    },
  },
  {
    method: "DELETE",
    path: "/api/sequences/:id",
    handle({ store }, exchange) {
      removeItem(store, "sequence", exchange.request.param("id"));
      exchange.json({ status: "ok" });
    },
  },
]);
