import type { HttpExchange } from "../../net/http-exchange.ts";
import { headerLines } from "../../net/http-head.ts";
import type { Route } from "../../net/http-router.ts";
import type { BodySink } from "../../net/http-stream.ts";
import { MultipartParser } from "../../net/multipart.ts";
import { boundaryOf } from "../../net/multipart-names.ts";
import { queryValue } from "../../net/url.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { freeSlot } from "../../store/slots.ts";
import { checkInteger, checkObject, checkTitle, refuse } from "../checks.ts";
import { existing, MAX_INDEX, newId, placeOf, removeItem } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { PixelRows } from "../pixel-rows.ts";
import { MODE } from "../player.ts";
import type { StoredPicture, Upload } from "../uploads.ts";
import { imageView, inOrder } from "../views.ts";

/** Largest picture file: 8 megapixels of 3 bytes, and some. */
const MAX_PICTURE_BYTES = 33_554_432;

/** Takes a picture in from a request's body, and answers. */
class PictureSink implements BodySink {
  private readonly context: ApiContext;
  private readonly exchange: HttpExchange;
  private readonly store: (picture: StoredPicture, name: string) => void;
  private readonly form: MultipartParser | undefined;
  private upload: Upload | undefined;
  private name = "";
  private title: string | undefined;

  /** `store` keeps the finished picture and answers. */
  constructor(
    context: ApiContext,
    exchange: HttpExchange,
    store: (picture: StoredPicture, name: string) => void,
  ) {
    this.context = context;
    this.exchange = exchange;
    this.store = store;
    const type = exchange.request.contentType ?? "";
    if (!type.toLowerCase().startsWith("multipart/form-data")) {
      this.begin(queryValue(exchange.request.query, "name") ?? "picture");
      return;
    }
    const boundary = boundaryOf(type);
    if (boundary === undefined)
      refuse("A form must name its boundary, got none.", "Let your client set Content-Type.");
    this.form = new MultipartParser(boundary, {
      onField: (field, value) => {
        if (field === "name") this.title = checkTitle("name", value);
      },
      onFile: (filename) => this.begin(filename),
      onFileBytes: (bytes) => this.upload?.bytes(bytes),
      onFileEnd: () => {},
    });
  }

  onBytes(bytes: Uint8Array): void {
    if (this.form === undefined) {
      this.upload?.bytes(bytes);
      return;
    }
    const error = this.form.push(bytes);
    if (error !== undefined) throw error;
  }

  onEnd(): void {
    const error = this.form?.finish();
    if (error !== undefined) throw error;
    if (this.upload === undefined) {
      refuse("The form must hold a file, got none.", "Send one, as in curl -F image=@picture.png.");
    }
    this.upload.end();
  }

  onAbort(): void {
    this.upload?.cancel();
  }

  private begin(name: string): void {
    this.name = name;
    this.upload = this.context.uploads.begin(name, {
      onDone: (picture) => {
        try {
          this.store(picture, this.title ?? titleOf(this.name));
        } catch (error) {
          this.exchange.fail(error);
        }
      },
      onError: (error) => this.exchange.fail(error),
    });
  }
}

/** What a picture is called after its file: "sunset" for "sunset.png". */
function titleOf(filename: string): string {
  const dot = filename.lastIndexOf(".");
  const stem = dot > 0 ? filename.slice(0, dot) : filename;
  let title = stem.trim();
  // A name of many bytes a character is cut until it fits.
  while (title.length > 0) {
    try {
      return checkTitle("name", title);
    } catch {
      title = Array.from(title).slice(0, -1).join("");
    }
  }
  return "Picture";
}

/** Keeps a new picture and shows it. */
function addPicture(context: ApiContext, exchange: HttpExchange): BodySink {
  const { store, player, ports } = context;
  const id = newId(store, "image", ports.random);
  return new PictureSink(context, exchange, ({ blob, columns, rows }, name) => {
    const slot = freeSlot(store, "image");
    store.put("image", id, { body: { name, slot, width: columns, height: rows }, blob });
    const place = placeOf(store, "image", id);
    player.show(MODE.image, place[0]);
    exchange.json(
      { status: "ok", ...imageView(store, ...place) },
      exchange.request.path === "/api/image" ? 200 : 201,
    );
  });
}

/** Puts other pixels into a picture that is there. */
function replacePixels(context: ApiContext, exchange: HttpExchange): BodySink {
  const { store } = context;
  const id = exchange.request.param("id");
  existing(store, "image", id);
  return new PictureSink(context, exchange, ({ blob, columns, rows }) => {
    const { version } = existing(store, "image", id);
    store.put("image", id, { body: { ...version.body, width: columns, height: rows }, blob });
    store.collectBlobs();
    exchange.json({ status: "ok", ...imageView(store, ...placeOf(store, "image", id)) });
  });
}

function sendPixels({ store }: ApiContext, exchange: HttpExchange): void {
  const id = exchange.request.param("id");
  const { entry } = existing(store, "image", id);
  const { width, height, size, hash, complete } = imageView(store, 0, entry);
  if (!complete) {
    throw new PoiError(
      "unavailable",
      `The pixels of image "${id}" are still on their way. Sync, then try again.`,
    );
  }
  if (exchange.notModified(`"${hash}"`)) return;
  const lines = headerLines("X-Width", `${width}`, "X-Height", `${height}`);
  const rows = new PixelRows(store.blobs.open(hash), width, height);
  exchange.stream(200, "application/octet-stream", rows, size, lines);
}

export const IMAGE_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  { method: "POST", path: "/api/image", body: "stream", maxBodyBytes: MAX_PICTURE_BYTES, handle: addPicture },
  {
    method: "POST",
    path: "/api/images",
    body: "stream",
    maxBodyBytes: MAX_PICTURE_BYTES,
    handle: addPicture,
  },
  {
    method: "GET",
    path: "/api/images",
    handle({ store }, exchange) {
      const views = mapped(inOrder(store, "image"), ([index, entry]) => imageView(store, index, entry));
      streamJson(exchange, listPieces('{"images":[', views, "]}"));
    },
  },
  {
    method: "GET",
    path: "/api/images/:id",
    handle({ store }, exchange) {
      const { entry } = existing(store, "image", exchange.request.param("id"));
      exchange.json(imageView(store, ...placeOf(store, "image", entry.id)));
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
        ...(index === undefined ? {} : { slot: checkInteger("index", index, 0, MAX_INDEX) }),
      };
      store.put("image", entry.id, { body: { ...version.body, ...change }, blob: version.blob });
      exchange.json({ status: "ok", ...imageView(store, ...placeOf(store, "image", entry.id)) });
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
