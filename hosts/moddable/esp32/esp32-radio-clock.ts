import type { LocalUs } from "../../../src/ports/clock.ts";
import type { CounterReading, RadioClock } from "../../../src/ports/radio-clock.ts";
import type { ModdableClock } from "../moddable-clock.ts";

/** The counters of the ESP32's station and of its own access point; see radio-clock.c. */
export class Esp32RadioClock implements RadioClock {
  private readonly clock: ModdableClock;
  private readonly values = new Float64Array(4);
  /** The same as bytes: C is given no other typed array. */
  private readonly bytes = new Uint8Array(this.values.buffer);

  constructor(clock: ModdableClock) {
    this.clock = clock;
  }

  read(place: number, into: CounterReading): boolean {
    const { values, bytes } = this;
    if (!readCounter(place, bytes)) return false;
    into.network = values[0]!;
    into.counterUs = values[1]!;
    into.localUs = (values[2]! - this.clock.startUs) as LocalUs;
    into.withinUs = values[3]!;
    return true;
  }
}

function readCounter(this: void, place: number, bytes: Uint8Array): boolean {
  return native("poi_radioClock_read").call(this, place, bytes);
}
