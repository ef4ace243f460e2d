import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { MODE } from "../../playing/player.ts";
import { POWER_LIMITS, POWER_MODES } from "../../playing/power.ts";
import { MAX_LEDS } from "../../pov/picture-shape.ts";
import { checkColor, checkInteger, checkObject, checkWord, parseColor, refuse, show } from "../checks.ts";
import { MAX_INDEX } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { changeSetting } from "../settings.ts";
import { statusView } from "../status.ts";

const LIVE_TYPES = Object.freeze(["application/octet-stream"]);
/** Room for one colour object for each of 288 LEDs. */
const LIVE_BODY_BYTES = 12_288;

/** What is shown, and how bright and fast. */
export const PLAY_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/status",
    handle(context, exchange) {
      exchange.json(statusView(context));
    },
  },
  {
    method: "POST",
    path: "/api/mode",
    body: "json",
    handle({ player, show: commands }, exchange, body) {
      const request = checkObject(body, "The mode");
      const now = player.mode;
      const mode =
        request["mode"] === undefined ? now : checkInteger("mode", request["mode"], MODE.idle, MODE.live);
      const index =
        request["index"] === undefined
          ? mode === now
            ? player.index
            : 0
          : checkInteger("index", request["index"], 0, MAX_INDEX);
      commands.choose(mode, index);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/brightness",
    body: "json",
    handle({ store }, exchange, body) {
      changeSetting(store, "brightness", checkObject(body, "The body")["brightness"]);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/framerate",
    body: "json",
    handle({ store }, exchange, body) {
      changeSetting(store, "framerate", checkObject(body, "The body")["framerate"]);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/power/mode",
    body: "json",
    handle({ store }, exchange, body) {
      const mode = checkWord("mode", checkObject(body, "The body")["mode"], POWER_MODES);
      changeSetting(store, "powerMode", mode);
      const { cpuMhz, fpsLimit } = POWER_LIMITS[mode];
      exchange.json({ status: "ok", cpuMhz, fpsLimit });
    },
  },
  {
    method: "POST",
    path: "/api/audio",
    body: "json",
    handle({ light, group }, exchange, body) {
      const level = checkInteger("level", checkObject(body, "The body")["level"], 0, 255);
      light?.hear(level);
      group.sendLevel(level);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "POST",
    path: "/api/live",
    body: "json",
    maxBodyBytes: LIVE_BODY_BYTES,
    handle({ player, file }, exchange, body) {
      const { leds } = file.config;
      const { pixels } = checkObject(body, "The frame");
      if (!Array.isArray(pixels) || pixels.length > leds) {
        const got = Array.isArray(pixels) ? `${pixels.length}` : show(pixels);
        refuse(`pixels must be a list of at most ${leds} colours, one a LED, got ${got}.`, "Send fewer.");
      }
      const rgb = new Uint8Array(3 * pixels.length);
      for (let i = 0; i < pixels.length; i++) {
        const color = parseColor(pixels[i]);
        if (color < 0) checkColor(`pixels[${i}]`, pixels[i]);
        rgb[3 * i] = color >> 16;
        rgb[3 * i + 1] = color >> 8;
        rgb[3 * i + 2] = color;
      }
      player.showLive(rgb);
      exchange.json({ status: "ok" });
    },
  },
  {
    method: "PUT",
    path: "/api/live",
    body: "bytes",
    contentTypes: LIVE_TYPES,
    maxBodyBytes: 3 * MAX_LEDS,
    handle({ player, file }, exchange, body) {
      const most = 3 * file.config.leds;
      if (body.length % 3 !== 0 || body.length > most)
        refuse(
          `A frame must be 3 bytes a LED, at most ${most}, got ${body.length}.`,
          "Send red, green and blue of each.",
        );
      player.showLive(body);
      exchange.json({ status: "ok" });
    },
  },
]);
