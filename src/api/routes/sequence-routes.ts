import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { isTimeline, storeCues } from "../../playing/cues.ts";
import { storeSteps } from "../../playing/steps.ts";
import type { Body } from "../../store/item.ts";
import type { Store } from "../../store/store.ts";
import { checkBoolean, checkObject, checkTitle, refuse } from "../checks.ts";
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
import { checkCues, cuesView } from "../cues.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { checkSteps, stepsView } from "../steps.ts";
import { itemView, type SequenceView } from "../views.ts";

/** Room for 255 steps. */
const SEQUENCE_BODY_BYTES = 28_672;

export function sequenceView(store: Store, found: Found): SequenceView {
  const { version } = found;
  const { body, blob } = version;
  if (isTimeline(version)) return { ...itemView(found), loop: false, steps: [], cues: cuesView(store, blob) };
  return { ...itemView(found), loop: body["loop"] !== false, steps: stepsView(store, blob) };
}

function titleOf(name: unknown, otherwise: string): string {
  return name === undefined ? otherwise : checkTitle("name", name);
}

/** Checks steps or cues; what is returned stores them and returns their blob. */
function checkBlob(store: Store, isTimeline: boolean, steps: unknown, cues: unknown): () => string {
  if (isTimeline ? steps !== undefined : cues !== undefined) {
    refuse("A sequence has steps, a timeline has cues, got the other.", "Make a new one of the other kind.");
  }
  if (isTimeline) {
    const checked = checkCues(store, cues);
    return () => storeCues(store.blobs, checked);
  }
  const checked = checkSteps(store, steps);
  return () => storeSteps(store.blobs, checked);
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
      const { id: wanted, name, index, loop, steps, cues } = checkObject(body, "The sequence");
      const content: Body =
        cues === undefined
          ? { name: titleOf(name, "Sequence"), loop: loop === undefined ? true : checkBoolean("loop", loop) }
          : { name: titleOf(name, "Timeline"), timeline: true };
      const add = checkBlob(store, cues !== undefined, steps, cues);
      const { id, slot } = newPlace(store, "sequence", ports.random, wanted, index);
      putWithBlob(store, "sequence", id, {
        body: { ...content, slot },
        blob: add(),
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
      const { name, index, loop, steps, cues } = checkObject(body, "The sequence");
      const content = {
        ...version.body,
        ...(name === undefined ? {} : { name: checkTitle("name", name) }),
        ...(loop === undefined ? {} : { loop: checkBoolean("loop", loop) }),
        ...(index === undefined ? {} : { slot: chooseSlot(store, "sequence", index, entry.id) }),
      };
      const isNew = steps !== undefined || cues !== undefined;
      const blob = isNew ? checkBlob(store, isTimeline(version), steps, cues)() : version.blob;
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
