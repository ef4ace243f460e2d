/** What src/ must not be: tables that could be written to. Only to show that frozen.test.ts sees it. */
export const LIST = [1, 2];
export const PAIRS = Object.freeze([{ a: 1 }]);
export const BYTES = new Uint8Array(4);

export class Counter {
  count = 0;
}

export function* numbers(): IterableIterator<number> {
  yield 1;
}
