/** What came of one test. */
export interface Outcome {
  title: string;
  /** Empty where it passed. */
  error: string;
}
