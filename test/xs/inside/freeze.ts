/**
 * Freezes what is read-only on the device: everything that modules made at load lies in flash, and so do the built-ins.
 * Typed arrays and Maps cannot be frozen by a script; state.ts watches those.
 */
export function freezeAll(modules: Record<string, Record<string, unknown>>): void {
  const seen = new Set<unknown>([globalThis, modules]);
  guardJson(modules, seen);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!HARNESS.includes(name)) freeze((globalThis as Record<string, unknown>)[name], seen);
  }
  for (const module of Object.values(modules)) for (const value of Object.values(module)) freeze(value, seen);
}

const HARNESS = ["handleCommand", "modules", "povpoiBundle"];

function freeze(value: unknown, seen: Set<unknown>): void {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    freeze(property?.value, seen);
    freeze(property?.get, seen);
    freeze(property?.set, seen);
  }
  freeze(Object.getPrototypeOf(value), seen);
  if (!ArrayBuffer.isView(value)) Object.freeze(value);
}

/**
 * XS marks the objects that it writes as JSON, and throws where they lie in flash (fxStringifyJSONProperty in xsJSON.c). Here
 * it is told by what the modules held when they were frozen.
 */
function guardJson(modules: object, seen: ReadonlySet<unknown>): void {
  const { stringify } = JSON;
  JSON.stringify = ((value: unknown, ...more: []) => {
    refuseFlash(value, seen, modules);
    return stringify(value, ...more);
  }) as typeof stringify;
}

function refuseFlash(value: unknown, seen: ReadonlySet<unknown>, modules: object): void {
  if (typeof value !== "object" || value === null) return;
  if (seen.has(value) && value !== modules) throw new TypeError("read only value");
  for (const key of Object.keys(value)) refuseFlash((value as Record<string, unknown>)[key], seen, modules);
}
