import { PoiError } from "../ports/poi-error.ts";
import type { Value } from "../store/item.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkWord } from "./checks.ts";

export const POWER_MODES = Object.freeze(["performance", "balanced", "powersave", "ultrasave"] as const);
export type PowerMode = (typeof POWER_MODES)[number];

/** One setting that all poi share. Each is an item of its own, so that edits of different ones never conflict. */
interface SettingRule {
  readonly initial: Value;
  check(value: unknown): Value;
}

/** Fastest column rate that any strip can show (32 LEDs at 20 MHz); a longer strip shows its own fastest. */
export const MAX_FRAMERATE = 18_000;

const RULES: { readonly [key: string]: SettingRule } = Object.freeze({
  brightness: { initial: 128, check: (value: unknown) => checkInteger("brightness", value, 0, 255) },
  framerate: { initial: 1000, check: (value: unknown) => checkInteger("framerate", value, 1, MAX_FRAMERATE) },
  powerMode: { initial: "performance", check: (value: unknown) => checkWord("mode", value, POWER_MODES) },
});

/** Names of all settings. */
export const SETTING_KEYS: readonly string[] = Object.freeze(Object.keys(RULES));

/** Throws PoiError "not-found" for a setting that there is not. */
export function settingRule(key: string): SettingRule {
  const rule = Object.hasOwn(RULES, key) ? RULES[key] : undefined;
  if (rule !== undefined) return rule;
  throw new PoiError(
    "not-found",
    `There is no setting "${key.slice(0, 40)}". Choose one of ${SETTING_KEYS.join(", ")}.`,
  );
}

/** The value that holds now: the stored one, or the initial one. */
export function settingOf(store: Store, key: string): Value {
  return store.current("setting", key)?.body["value"] ?? settingRule(key).initial;
}

/** Checks and stores a value. */
export function changeSetting(store: Store, key: string, value: unknown): void {
  store.put("setting", key, { body: { value: settingRule(key).check(value) } });
}
