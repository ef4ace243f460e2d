/**
 * Freezes a table and all that it holds, and a function's prototype, which a generator has for its own. On the device what
 * modules make at their top level lies in flash; whatever there could be written to costs a word of memory all the same.
 */
export function frozen<T>(value: T): T {
  if (typeof value === "function") Object.freeze(value.prototype);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}
