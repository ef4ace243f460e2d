/**
 * What every implementation of a port must do, as a list of laws. A law touches nothing but the port and a `Stage`, so that
 * the same list runs in virtual time, on Node's sockets and on XS; it has its own few assertions for that reason.
 */
export interface Law<Harness> {
  /** A sentence about the port. */
  name: string;
  /** Throws where the law is broken. Each law gets a harness of its own. */
  run(harness: Harness): Promise<void> | void;
}

/** Time, for laws about things that take some. */
export interface Stage {
  /** Resolves once the condition holds. It is asked now and at each `poke`. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** To be called by each callback of the port. */
  poke(): void;
  /** Resolves when all that is under way has arrived. */
  settle(): Promise<void>;
}

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function equal(actual: unknown, expected: unknown, message: string): void {
  if (actual !== expected) throw new Error(`${message}: expected ${expected}, got ${actual}`);
}

export function equalBytes(actual: Uint8Array | undefined, expected: Uint8Array, message: string): void {
  check(actual !== undefined, `${message}: no bytes`);
  equal(actual.length, expected.length, `${message}: length`);
  for (let i = 0; i < expected.length; i++) {
    if (actual[i] !== expected[i]) equal(actual[i], expected[i], `${message}: byte ${i}`);
  }
}

/** The text of a failure that must happen. */
export function failure(run: () => void, message: string): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`${message}: nothing was thrown`);
}

/** Bytes that differ from their neighbours and over each 256. */
export function pattern(length: number, offset = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = patternAt(offset + i);
  return bytes;
}

export function patternAt(offset: number): number {
  return (offset * 31 + (offset >> 8) * 7 + 1) & 255;
}
