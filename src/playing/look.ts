/** How contents look on this poi now, whatever they are. */
export interface Look {
  /** 0 to 255, fractions allowed. */
  readonly brightness: number;
  readonly columnsPerS: number;
  /** What the power mode allows. */
  readonly mostColumnsPerS: number;
  readonly limitMa: number;
  readonly isMirrored: boolean;
  /** By how many columns this poi is ahead. */
  readonly phaseColumns: number;
  /** What chance is made of in patterns. */
  readonly seed: number;
}

export function isSameLook(a: Look, b: Look): boolean {
  return (
    a.brightness === b.brightness &&
    a.columnsPerS === b.columnsPerS &&
    a.mostColumnsPerS === b.mostColumnsPerS &&
    a.limitMa === b.limitMa &&
    a.isMirrored === b.isMirrored &&
    a.phaseColumns === b.phaseColumns &&
    a.seed === b.seed
  );
}
