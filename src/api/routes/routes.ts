import type { Route } from "../../net/http-router.ts";
import type { ApiContext } from "../context.ts";
import { CARE_ROUTES } from "./care-routes.ts";
import { CONFLICT_ROUTES } from "./conflict-routes.ts";
import { DEVICE_ROUTES } from "./device-routes.ts";
import { DOOR_ROUTES } from "./door-routes.ts";
import { EVENT_ROUTES } from "./events-routes.ts";
import { IMAGE_ROUTES } from "./image-routes.ts";
import { MULTIPOI_ROUTES } from "./multipoi-routes.ts";
import { PAGE_ROUTES } from "./page-routes.ts";
import { PATTERN_ROUTES } from "./pattern-routes.ts";
import { PEER_ROUTES } from "./peer-routes.ts";
import { PLAY_ROUTES } from "./play-routes.ts";
import { PORTAL_ROUTES } from "./portal-routes.ts";
import { SEQUENCE_ROUTES } from "./sequence-routes.ts";
import { SETTING_ROUTES } from "./setting-routes.ts";
import { SHOW_ROUTES } from "./show-routes.ts";
import { STRIP_ROUTES } from "./strip-routes.ts";
import { SYNC_ROUTES } from "./sync-routes.ts";
import { TRIM_ROUTES } from "./trim-routes.ts";
import { WIFI_ROUTES } from "./wifi-routes.ts";

/** Every route of a node, the most asked for first. docs/api.md describes each. */
export const ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  ...PLAY_ROUTES,
  ...SYNC_ROUTES,
  ...SHOW_ROUTES,
  ...PAGE_ROUTES,
  ...EVENT_ROUTES,
  ...IMAGE_ROUTES,
  ...PATTERN_ROUTES,
  ...SEQUENCE_ROUTES,
  ...SETTING_ROUTES,
  ...CONFLICT_ROUTES,
  ...PEER_ROUTES,
  ...DOOR_ROUTES,
  ...DEVICE_ROUTES,
  ...TRIM_ROUTES,
  ...STRIP_ROUTES,
  ...CARE_ROUTES,
  ...WIFI_ROUTES,
  ...PORTAL_ROUTES,
  ...MULTIPOI_ROUTES,
]);
