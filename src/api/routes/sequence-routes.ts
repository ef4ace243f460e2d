import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { storeSteps } from "../../playing/steps.ts";
import type { Store } from "../../store/store.ts";
import { checkBoolean, checkObject, checkTitle } from "../checks.ts";
import {
  chooseSlot,
  existing,
  type Found,
  find,
  inOrder,
  newPlace,
  putWithBlob,
  removeItem,
} from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { checkSteps, stepsView } from "../steps.ts";
import { itemView, type SequenceView } from "../views.ts";

/** Room for 255 steps. */
const SEQUENCE_BODY_BYTES = 28_672;

export function sequenceView(store: Store, found: Found): SequenceView {
  const { body, blob } = found.version;
  return { ...itemView(found), loop: body["loop"] !== false, steps: stepsView(store, blob) };
}

export const SEQUENCE_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/sequences",
    handle({ store }, exchange) {
      const views = mapped(inOrder(store, "sequence"), (found) => sequenceView(store, found));
      streamJson(exchange, listPieces('{"sequences":[', views, "]}"));
    },
  },
  {
    method: "POST",
    path: "/api/sequences",
    body: "json",
    maxBodyBytes: SEQUENCE_BODY_BYTES,
    handle({ store, ports }, exchange, body) {
      const { id: wanted, name, index, loop, steps } = checkObject(body, "The sequence");
      const content = {
        name: name === undefined ? "Sequence" : checkTitle("name", name),
        loop: loop === undefined ? true : checkBoolean("loop", loop),
      };
      const checked = checkSteps(store, steps);
      const { id, slot } = newPlace(store, "sequence", ports.random, wanted, index);
      putWithBlob(store, "sequence", id, {
        body: { ...content, slot },
        blob: storeSteps(store.blobs, checked),
      });
      exchange.json({ status: "ok", ...sequenceView(store, find(store, "sequence", id)) }, 201);
    },
  },
  {
    method: "GET",
    path: "/api/sequences/:id",
    handle({ store }, exchange) {
      exchange.json(sequenceView(store, find(store, "sequence", exchange.request.param("id"))));
    },
  },
  {
    method: "PUT",
    path: "/api/sequences/:id",
    body: "json",
    maxBodyBytes: SEQUENCE_BODY_BYTES,
    handle({ store }, exchange, body) {
      const { entry, version } = existing(store, "sequence", exchange.request.param("id"));
      const { name, index, loop, steps } = checkObject(body, "The sequence");
      const content = {
        ...version.body,
        ...(name === undefined ? {} : { name: checkTitle("name", name) }),
        ...(loop === undefined ? {} : { loop: checkBoolean("loop", loop) }),
        ...(index === undefined ? {} : { slot: chooseSlot(store, "sequence", index, entry.id) }),
      };
      const blob = steps === undefined ? version.blob : storeSteps(store.blobs, checkSteps(store, steps));
      putWithBlob(store, "sequence", entry.id, { body: content, blob });
      exchange.json({ status: "ok", ...sequenceView(store, find(store, "sequence", entry.id)) });
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
