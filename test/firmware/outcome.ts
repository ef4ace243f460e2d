/** What came of one test. */
export interface Outcome {
  title: string;
  /** Empty where it passed. */
  error: string;
}

/** Runs steps of a part and tells what came of each; of one that failed, also what a firmware said that ended by itself. */
export function stepsOf(
  part: string,
  poi: { lastWords(): string },
  onOutcome: (outcome: Outcome) => void,
): (title: string, run: () => Promise<void>) => Promise<void> {
  return async (title, run) => {
    const error = await run().then(
      () => "",
      (thrown) => `${(thrown as Error).stack}\n${poi.lastWords()}`,
    );
    onOutcome({ title: `${part}: ${title}`, error });
  };
}
