import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import type { Store } from "../../store/store.ts";
import { checkObject, refuse, show } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import {
  changeSetting,
  isSetting,
  SETTING_KEYS,
  settingId,
  settingOf,
  settingRule,
  settingStamp,
} from "../settings.ts";
import { modifiedMs, type SettingView } from "../views.ts";

export function settingView(store: Store, key: string): SettingView {
  const value = settingOf(store, key);
  const entry = store.entry("setting", settingId(key));
  return {
    key,
    value,
    modified: modifiedMs(settingStamp(store, key)),
    conflict: entry !== undefined && entry.versions > 1,
  };
}

/** One of the settings of a request: here a name that there is not is a mistake in the body. */
function checkSetting(key: string, value: unknown): void {
  if (isSetting(key)) settingRule(key).check(key, value);
  else refuse(`There is no setting ${show(key)}.`, `Choose one of ${SETTING_KEYS.join(", ")}.`);
}

/** Settings that all poi share. */
export const SETTING_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/settings",
    handle({ store }, exchange) {
      exchange.json({ settings: SETTING_KEYS.map((key) => settingView(store, key)) });
    },
  },
  {
    method: "POST",
    path: "/api/settings",
    body: "json",
    handle({ store }, exchange, body) {
      const changes = checkObject(body, "The settings");
      for (const key of Object.keys(changes)) checkSetting(key, changes[key]);
      for (const key of Object.keys(changes)) changeSetting(store, key, changes[key]);
      exchange.json({ status: "ok", settings: SETTING_KEYS.map((key) => settingView(store, key)) });
    },
  },
  {
    method: "GET",
    path: "/api/settings/:key",
    handle({ store }, exchange) {
      exchange.json(settingView(store, exchange.request.param("key")));
    },
  },
  {
    method: "PUT",
    path: "/api/settings/:key",
    body: "json",
    handle({ store }, exchange, body) {
      const key = exchange.request.param("key");
      settingRule(key);
      changeSetting(store, key, checkObject(body, "The setting")["value"], "value");
      exchange.json({ status: "ok", ...settingView(store, key) });
    },
  },
  {
    method: "DELETE",
    path: "/api/settings/:key",
    handle({ store }, exchange) {
      const key = exchange.request.param("key");
      settingRule(key);
      store.remove("setting", settingId(key));
      exchange.json({ status: "ok", ...settingView(store, key) });
    },
  },
]);
