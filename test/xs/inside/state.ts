/**
 * All that modules hold at their top level, as text: a line a value, by module and name. Two descriptions are equal where
 * nothing was written in between. A bundle made to be inspected exports, as `$name`, what a module keeps to itself as well.
 */
export function describeState(modules: Record<string, Record<string, unknown>>): string[] {
  const lines: string[] = [];
  const seen = new Map<unknown, number>();
  for (const name of Object.keys(modules).sort()) {
    for (const [key, value] of Object.entries(modules[name] ?? {})) {
      lines.push(`${name} ${key}: ${describe(value, seen)}`);
    }
  }
  return lines;
}

function describe(value: unknown, seen: Map<unknown, number>): string {
  if (typeof value === "string") return JSON.stringify(value);
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return String(value);
  const known = seen.get(value);
  if (known !== undefined) return `#${known}`;
  seen.set(value, seen.size);
  if (ArrayBuffer.isView(value)) return describeBytes(value);
  const parts: string[] = [];
  if (value instanceof Map)
    for (const [key, each] of value) parts.push(`${describe(key, seen)}=>${describe(each, seen)}`);
  if (value instanceof Set) for (const each of value) parts.push(describe(each, seen));
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property !== undefined && "value" in property)
      parts.push(`${String(key)}: ${describe(property.value, seen)}`);
  }
  const prototype = Object.getPrototypeOf(value);
  return `${typeof value}{${parts.join(", ")}}${isOurs(prototype) ? `^${describe(prototype, seen)}` : ""}`;
}

/** A prototype that a module's class made, not the language. */
function isOurs(prototype: unknown): boolean {
  const maker = (prototype as { constructor?: { name: string } } | null)?.constructor;
  return maker !== undefined && !Object.hasOwn(globalThis, maker.name);
}

function describeBytes(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let sum = 2166136261;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 16777619) >>> 0;
  return `bytes ${bytes.length} ${sum}`;
}
