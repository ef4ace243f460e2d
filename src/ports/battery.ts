/** The battery, as far as its voltage tells. */
export interface Battery {
  /** Millivolts of one cell now, undefined where they cannot be read. May be noisy; falls while LEDs draw current. */
  readMv(): number | undefined;
}
