import { frozen } from "../../bytes/frozen.ts";
import type { HttpExchange } from "../../net/http-exchange.ts";
import { headerLines } from "../../net/http-head.ts";
import type { Route } from "../../net/http-router.ts";
import type { BodySink } from "../../net/http-stream.ts";
import { queryValue } from "../../net/url.ts";
import { MODE } from "../../playing/player.ts";
import { PoiError } from "../../ports/poi-error.ts";
import type { Store } from "../../store/store.ts";
import { checkObject, checkTitle, show } from "../checks.ts";
import { chooseSlot, existing, type Found, find, inOrder, newPlace, removeItem } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { PictureSink } from "../picture-sink.ts";
import { PixelRows } from "../pixel-rows.ts";
import { imageView, versionName } from "../views.ts";

/** Largest picture file: 8 megapixels of 4 bytes. */
const MAX_PICTURE_BYTES = 33_554_432;

/** Keeps a new picture: `?id=` and `?index=` choose its place. `keep` answers. */
function addPicture(
  { store, uploads, ports }: ApiContext,
  exchange: HttpExchange,
  keep: (found: Found) => void,
): BodySink {
  const { query } = exchange.request;
  const index = queryValue(query, "index");
  const wanted = index === undefined ? undefined : Number(index);
  // A place that cannot be had is no reason to take the picture in; one that can may be gone by then.
  const { id } = newPlace(store, "image", ports.random, queryValue(query, "id"), wanted);
  return new PictureSink(uploads, exchange, ({ blob, columns, rows }, name) => {
    const { slot } = newPlace(store, "image", ports.random, id, wanted);
    store.put("image", id, { body: { name, slot, width: columns, height: rows }, blob });
    keep(find(store, "image", id));
  });
}

/** Puts other pixels into a picture that is there. */
function replacePixels({ store, uploads }: ApiContext, exchange: HttpExchange): BodySink {
  const id = exchange.request.param("id");
  existing(store, "image", id);
  return new PictureSink(uploads, exchange, ({ blob, columns, rows }) => {
    const { version } = existing(store, "image", id);
    store.put("image", id, { body: { ...version.body, width: columns, height: rows }, blob });
    exchange.json({ status: "ok", ...imageView(store, find(store, "image", id)) });
  });
}

/** The version that `?version=` names of an image in conflict, as GET /api/sync/conflicts does; else the one that plays. */
function shownVersion(store: Store, { request }: HttpExchange): Omit<Found, "index"> {
  const id = request.param("id");
  const named = queryValue(request.query, "version");
  if (named === undefined) return existing(store, "image", id);
  const entry = store.entry("image", id);
  const versions = entry === undefined ? [] : store.read(entry).versions;
  const version = versions.find((each) => !each.deleted && versionName(each) === named);
  if (entry !== undefined && version !== undefined) return { entry, version };
  throw new PoiError(
    "not-found",
    `There is no version ${show(named)} of image ${show(id)}. GET /api/sync/conflicts names all.`,
  );
}

function sendPixels({ store }: ApiContext, exchange: HttpExchange): void {
  const { entry, version } = shownVersion(store, exchange);
  const { width, height, size, hash, complete } = imageView(store, { index: 0, entry, version });
  if (!complete) {
    throw new PoiError(
      "unavailable",
      `The pixels of image "${entry.id}" are still on their way. Sync, then try again.`,
    );
  }
  if (exchange.notModified(`"${hash}"`)) return;
  const lines = headerLines("X-Width", `${width}`, "X-Height", `${height}`);
  const rows = new PixelRows(store.blobs.open(hash), width, height);
  exchange.stream(200, "application/octet-stream", rows, size, lines);
}

export const IMAGE_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "POST",
    path: "/api/image",
    body: "stream",
    maxBodyBytes: MAX_PICTURE_BYTES,
    handle(context, exchange) {
      return addPicture(context, exchange, (found) => {
        context.show.choose(MODE.image, found.index);
        exchange.json({ status: "ok", ...imageView(context.store, found) });
      });
    },
  },
  {
    method: "POST",
    path: "/api/images",
    body: "stream",
    maxBodyBytes: MAX_PICTURE_BYTES,
    handle(context, exchange) {
      return addPicture(context, exchange, (found) => {
        exchange.json({ status: "ok", ...imageView(context.store, found) }, 201);
      });
    },
  },
  {
    method: "GET",
    path: "/api/images",
    handle({ store }, exchange) {
      const views = mapped(inOrder(store, "image"), (found) => imageView(store, found));
      streamJson(exchange, listPieces('{"images":[', views, "]}"));
    },
  },
  {
    method: "GET",
    path: "/api/images/:id",
    handle({ store }, exchange) {
      exchange.json(imageView(store, find(store, "image", exchange.request.param("id"))));
    },
  },
  {
    method: "PUT",
    path: "/api/images/:id",
    body: "json",
    handle({ store }, exchange, body) {
      const { entry, version } = existing(store, "image", exchange.request.param("id"));
      const { name, index } = checkObject(body, "The image");
      const change = {
        ...(name === undefined ? {} : { name: checkTitle("name", name) }),
        ...(index === undefined ? {} : { slot: chooseSlot(store, "image", index, entry.id) }),
      };
      store.put("image", entry.id, { body: { ...version.body, ...change }, blob: version.blob });
      exchange.json({ status: "ok", ...imageView(store, find(store, "image", entry.id)) });
    },
  },
  {
    method: "DELETE",
    path: "/api/images/:id",
    handle({ store }, exchange) {
      removeItem(store, "image", exchange.request.param("id"));
      exchange.json({ status: "ok" });
    },
  },
  { method: "GET", path: "/api/images/:id/pixels", handle: sendPixels },
  {
    method: "PUT",
    path: "/api/images/:id/pixels",
    body: "stream",
    maxBodyBytes: MAX_PICTURE_BYTES,
    handle: replacePixels,
  },
]);
