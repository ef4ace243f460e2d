import type { Control, Pattern } from "../patterns/pattern.ts";
import { settingsOf } from "../patterns/pattern-settings.ts";
import type { Body, Value } from "../store/item.ts";
import { checkBoolean, checkColor, checkInteger, checkObject, refuse, showColor } from "./checks.ts";

/** Values of controls by name: a slider's number, a toggle's yes or no, a colour. */
export type ControlValues = {
  readonly [name: string]: number | boolean | { r: number; g: number; b: number };
};

/**
 * Values of a pattern's controls after a request: what was said, and what was stored of the rest; undefined where there is
 * nothing to store. Throws PoiError, which names the control.
 */
export function checkControls(
  pattern: Pattern,
  request: unknown,
  before: Value | undefined,
): Body | undefined {
  const stored = isBody(before) ? before : undefined;
  if (request === undefined) return stored;
  const given = checkObject(request, "controls");
  const values: { [name: string]: Value } = { ...stored };
  for (const name of Object.keys(given)) {
    const control = Object.hasOwn(pattern.controls, name) ? pattern.controls[name] : undefined;
    if (control === undefined) {
      const names = Object.keys(pattern.controls).join(", ");
      refuse(`${pattern.name} has the controls ${names}, got "${name.slice(0, 40)}".`, "Choose one of them.");
    }
    values[name] = checkControl(`controls.${name}`, control, given[name]);
  }
  return values;
}

/** What is stored of a pattern's controls, as `checkControls` takes it. */
export function showControls(pattern: Pattern, stored: Body): ControlValues {
  const settings: { readonly [name: string]: number } = settingsOf(pattern, { controls: stored });
  const shown: { [name: string]: ControlValues[string] } = {};
  for (const name of Object.keys(stored)) {
    if (!Object.hasOwn(pattern.controls, name)) continue;
    const control = pattern.controls[name]!;
    const value = settings[name]!;
    shown[name] =
      control.kind === "slider" ? value : control.kind === "toggle" ? value === 1 : showColor(value);
  }
  return shown;
}

function checkControl(name: string, control: Control, value: unknown): Value {
  if (control.kind === "slider") return checkInteger(name, value, control.from, control.to);
  return control.kind === "toggle" ? checkBoolean(name, value) : checkColor(name, value);
}

export function isBody(value: Value | undefined): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
