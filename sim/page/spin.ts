/** How all poi on the page turn: evenly, at a speed that may be changed without a jump. */
export class Spin {
  private fromUs = 0;
  private fromTurns = 0;
  private turnsPerS: number;

  constructor(turnsPerS: number) {
    this.turnsPerS = turnsPerS;
  }

  /** Turns, clockwise from straight up. */
  turnsAt(us: number): number {
    return this.fromTurns + ((us - this.fromUs) / 1e6) * this.turnsPerS;
  }

  /** Turns faster or slower from a moment on. */
  change(turnsPerS: number, us: number): void {
    this.fromTurns = this.turnsAt(us) % 1;
    this.fromUs = us;
    this.turnsPerS = turnsPerS;
  }
}
