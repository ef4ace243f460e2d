import type { Route } from "../../net/http-router.ts";
import { stampToUnixMs } from "../../store/hybrid-clock.ts";
import { showDeviceId } from "../../store/local-config.ts";
import type { ApiContext } from "../context.ts";
import { checkPush } from "../foreign.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { settingOf } from "../settings.ts";
import { imageView, inOrder, patternView } from "../views.ts";

/** Room for a list of patterns, or a small picture in Base64. */
const PUSH_BODY_BYTES = 16_384;

function seconds(unixMs: number): number {
  return Math.floor(unixMs / 1000);
}

/** All content as one JSON document, a piece at a time. */
function* dataPieces({ store, file, player }: ApiContext): IterableIterator<string> {
  const { deviceId, deviceName } = file.config;
  const head = JSON.stringify({ deviceId: showDeviceId(deviceId), deviceName }).slice(0, -1);
  const images = mapped(inOrder(store, "image"), ([index, entry]) => {
    const { id, name, width, height, modified, size } = imageView(store, index, entry);
    return { id, name, width, height, timestamp: seconds(modified), size };
  });
  yield* listPieces(`${head},"images":[`, images, "]");
  const patterns = mapped(inOrder(store, "pattern"), ([index, entry]) => {
    const { id, type, name, color1, color2, speed, modified } = patternView(store, index, entry);
    return { id, type, name, color1, color2, speed, timestamp: seconds(modified) };
  });
  yield* listPieces(',"patterns":[', patterns, "]");
  const stamps = ["brightness", "framerate"].map((key) => store.entry("setting", key)?.stamp ?? 0);
  const settings = {
    brightness: settingOf(store, "brightness"),
    framerate: settingOf(store, "framerate"),
    mode: player.mode,
    index: player.index,
    timestamp: seconds(stampToUnixMs(Math.max(...stamps))),
  };
  yield `,"settings":${JSON.stringify(settings)}}`;
}

/** The way in and out for clients that speak JSON. */
export const DOOR_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  {
    method: "GET",
    path: "/api/sync/data",
    handle(context, exchange) {
      streamJson(exchange, dataPieces(context));
    },
  },
  {
    method: "POST",
    path: "/api/sync/push",
    body: "json",
    maxBodyBytes: PUSH_BODY_BYTES,
    handle({ store, ports }, exchange, body) {
      const { replica, entries, leftOut } = checkPush(store, ports.digest, body);
      let merged = 0;
      let conflicts = 0;
      for (const { kind, id, unixMs, content, pixels } of entries) {
        const blob = pixels === undefined ? content.blob : store.blobs.add(pixels);
        const { outcome, item } = store.mergeForeign(kind, id, replica, unixMs, { body: content.body, blob });
        if (outcome !== "same") merged++;
        if (item !== undefined && item.versions.length > 1) conflicts++;
      }
      store.flush();
      store.collectBlobs();
      const parts = [`Merged ${merged} of ${entries.length}.`];
      if (conflicts > 0) parts.push(`${conflicts} in conflict: see GET /api/sync/conflicts.`);
      if (leftOut > 0)
        parts.push(`${leftOut} images without pixels were left out: send them to POST /api/image.`);
      exchange.json({ status: "ok", message: parts.join(" "), merged, conflicts, leftOut });
    },
  },
]);
