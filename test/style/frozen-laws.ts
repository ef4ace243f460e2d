import { createContext, runInContext } from "node:vm";
import { bundleModules } from "../xs/bundle.ts";

/**
 * What modules hold at their top level, also what they keep to themselves, that could be written to: objects, arrays and the
 * prototypes of generators. On the device it lies in flash; the linker keeps a word of memory for each and warns. Typed
 * arrays and regular expressions cannot be written to there, and the linker freezes functions and classes itself.
 */
export async function unfrozen(files: readonly string[]): Promise<string[]> {
  const context: { modules?: Record<string, Record<string, unknown>> } = {};
  runInContext(await bundleModules(files, true), createContext(context));
  const found: string[] = [];
  const seen = new Set<unknown>();
  for (const [name, module] of Object.entries(context.modules ?? {})) {
    for (const [key, value] of Object.entries(module))
      collect(value, `${name} ${key.replace("$", "")}`, seen, found);
  }
  return found;
}

function collect(value: unknown, path: string, seen: Set<unknown>, found: string[]): void {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value) || isBuiltIn(value)) return;
  if (Object.prototype.toString.call(value) === "[object RegExp]") return;
  if (typeof value === "object" && !isClassPrototype(value) && !Object.isFrozen(value)) found.push(path);
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    collect(property?.value, `${path}.${String(key)}`, seen, found);
  }
}

function isBuiltIn(value: object): boolean {
  return typeof value === "function" && Function.prototype.toString.call(value).includes("[native code]");
}

function isClassPrototype(value: object): boolean {
  const owner: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
  return typeof owner === "function" && owner.prototype === value;
}
