import { frozen } from "../bytes/frozen.ts";
import type { LightSettings } from "../playing/light.ts";
import { POWER_MODES, type PowerMode } from "../playing/power.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Value } from "../store/item.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkWord } from "./checks.ts";

/** One setting that all poi share. Each is an item of its own, so that edits of different ones never conflict. */
interface SettingRule {
  /** Id of its item. */
  readonly id: string;
  readonly initial: Value;
  /** Throws PoiError for what it cannot be; `name` is what the client calls it. */
  check(name: string, value: unknown): Value;
}

/** Fastest column rate that any strip can show (32 LEDs at 20 MHz); a longer strip shows its own fastest. */
export const MAX_FRAMERATE = 18_000;

const RULES: { readonly [key: string]: SettingRule } = frozen({
  brightness: {
    id: "brightness",
    initial: 128,
    check: (name: string, value: unknown) => checkInteger(name, value, 0, 255),
  },
  framerate: {
    id: "framerate",
    initial: 1000,
    check: (name: string, value: unknown) => checkInteger(name, value, 1, MAX_FRAMERATE),
  },
  powerMode: {
    id: "power-mode",
    initial: "performance",
    check: (name: string, value: unknown) => checkWord(name, value, POWER_MODES),
  },
});

/** Names of all settings. */
export const SETTING_KEYS: readonly string[] = Object.freeze(Object.keys(RULES));

export function isSetting(key: string): boolean {
  // Not as a property: XS would keep whatever text was asked for as the name of one.
  return SETTING_KEYS.includes(key);
}

/** Throws PoiError "not-found" for a setting that there is not. */
export function settingRule(key: string): SettingRule {
  if (isSetting(key)) return RULES[key]!;
  throw new PoiError(
    "not-found",
    `There is no setting "${key.slice(0, 40)}". Choose one of ${SETTING_KEYS.join(", ")}.`,
  );
}

/** The id of a setting's item, which has no capitals: "power-mode" of powerMode. */
export function settingId(key: string): string {
  return settingRule(key).id;
}

/** The value that holds now: the stored one, or the initial one where there is none or none that can be. */
export function settingOf(store: Store, key: string): Value {
  const { initial, check } = settingRule(key);
  const stored = store.current("setting", settingId(key))?.body["value"];
  if (stored === undefined) return initial;
  try {
    return check(key, stored);
  } catch {
    return initial;
  }
}

/** Stamp of the edit that made a setting what it is; 0 where it has its initial value. Poi forget deletions at different times. */
export function settingStamp(store: Store, key: string): number {
  const entry = store.entry("setting", settingId(key));
  return entry === undefined || entry.deleted ? 0 : entry.stamp;
}

/** What the light has to know of them. */
export function lightSettings(store: Store): LightSettings {
  return {
    brightness: settingOf(store, "brightness") as number,
    framerate: settingOf(store, "framerate") as number,
    powerMode: settingOf(store, "powerMode") as PowerMode,
  };
}

/** Checks and stores a value, which the client calls `name`. */
export function changeSetting(store: Store, key: string, value: unknown, name: string = key): void {
  store.put("setting", settingId(key), { body: { value: settingRule(key).check(name, value) } });
}
