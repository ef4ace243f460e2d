/** What src/ must not be: modules with state. Only to show that state.test.ts sees it. */
const counts = new Map<string, number>();
const bytes = new Uint8Array(4);
const list: number[] = [];

export class Counter {
  static last = 0;
  count = 0;
}

export function writeMap(): void {
  counts.set("a", 1);
}

export function writeBytes(): void {
  bytes[0] = 1;
}

export function writeList(): void {
  list.push(1);
}

export function writeStatic(): void {
  Counter.last = 1;
}

export { bytes, counts, list };
