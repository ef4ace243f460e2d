/** Calls back once at a time; there is one for all timers of a node. See alarm.c. */
export class Alarm extends Native("poi_alarm_destructor") {
  constructor() {
    super();
    this.prepare();
  }

  /** Calls `onDue` after so many whole milliseconds instead of at the time that was set before. */
  set(delayMs: number): void {
    native("poi_alarm_set").call(this, delayMs);
  }

  onDue(): void {}

  private prepare(): void {
    native("poi_alarm_constructor").call(this);
  }
}
