import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { showDeviceId } from "../../store/local-config.ts";
import { inOrder } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { checkPush, mergePush } from "../foreign.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { settingOf, settingStamp } from "../settings.ts";
import { imageView, modifiedMs, patternView } from "../views.ts";

/** Room for a list of patterns, or a small picture in Base64. */
const PUSH_BODY_BYTES = 16_384;

function seconds(unixMs: number): number {
  return Math.floor(unixMs / 1000);
}

/** All content as one JSON document, a piece at a time. */
const dataPieces = frozen(function* dataPieces({
  store,
  file,
  player,
}: ApiContext): IterableIterator<string> {
  const { deviceId, deviceName } = file.config;
  const head = JSON.stringify({ deviceId: showDeviceId(deviceId), deviceName }).slice(0, -1);
  const images = mapped(inOrder(store, "image"), (found) => {
    const { id, name, width, height, modified, size } = imageView(store, found);
    return { id, name, width, height, timestamp: seconds(modified), size };
  });
  yield* listPieces(`${head},"images":[`, images, "]");
  const patterns = mapped(inOrder(store, "pattern"), (found) => {
    const { id, type, name, color1, color2, speed, modified } = patternView(found);
    return { id, type, name, color1, color2, speed, timestamp: seconds(modified) };
  });
  yield* listPieces(',"patterns":[', patterns, "]");
  const stamp = Math.max(settingStamp(store, "brightness"), settingStamp(store, "framerate"));
  const settings = {
    brightness: settingOf(store, "brightness"),
    framerate: settingOf(store, "framerate"),
    mode: player.mode,
    index: player.index,
    timestamp: seconds(modifiedMs(stamp)),
  };
  yield `,"settings":${JSON.stringify(settings)}}`;
});

/** The way in and out for clients that speak JSON. */
export const DOOR_ROUTES: readonly Route<ApiContext>[] = frozen([
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
      const push = checkPush(store, ports.digest, body);
      const { merged, conflicts } = mergePush(store, push);
      const { entries, leftOut } = push;
      let message = `Merged ${merged} of ${entries.length}.`;
      if (conflicts > 0) message += ` ${conflicts} in conflict: see GET /api/sync/conflicts.`;
      if (leftOut > 0)
        message += ` ${leftOut} images without pixels were left out: send them to POST /api/image.`;
      exchange.json({ status: "ok", message, merged, conflicts, leftOut });
    },
  },
]);
