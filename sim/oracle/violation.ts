/** A promise of the product that a run has broken. */
export class Violation extends Error {
  /** Which oracle speaks. */
  readonly oracle: string;

  constructor(oracle: string, message: string) {
    super(message);
    this.oracle = oracle;
  }
}

/** Keeps the first violation: an exception would be swallowed by the node's own guards, and the run would go on. */
export class Verdict {
  private found: Violation | undefined;

  report(oracle: string, message: string): void {
    this.found ??= new Violation(oracle, message);
  }

  /** Throws the first violation where there was one. */
  check(): void {
    if (this.found !== undefined) throw this.found;
  }
}
