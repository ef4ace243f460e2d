import type { Battery } from "../../src/ports/battery.ts";

/** The pin of an ADC. `read` gives nothing where the hardware refuses. */
export interface AnalogPin {
  /** Bits of a reading. */
  readonly resolution: number;
  read(): number | undefined;
}

/** How the cell's voltage gets to the pin: over a divider of two resistors, of which the lower one goes to ground. */
export interface BatteryWiring {
  readonly pin: number;
  readonly upperKohm: number;
  readonly lowerKohm: number;
}

/**
 * Millivolts that the SDK's greatest reading stands for. It asks ESP-IDF for calibrated millivolts at 12 dB, and scales them by that: see
 * modules/io/analog/esp32/_analog.c of the SDK. What is above is cut off.
 */
const FULL_MV = 2450;
/** The mean of so many readings: the ADC's noise of some 10 mV becomes a quarter of that. */
const READINGS = 16;

/** A cell on a pin of the chip's ADC. */
export class ModdableBattery implements Battery {
  private readonly pin: AnalogPin;
  private readonly mvPerStep: number;

  constructor(pin: AnalogPin, { upperKohm, lowerKohm }: BatteryWiring) {
    const divided = (upperKohm + lowerKohm) / lowerKohm;
    this.pin = pin;
    this.mvPerStep = (FULL_MV * divided) / ((1 << pin.resolution) - 1);
  }

  readMv(): number | undefined {
    let sum = 0;
    for (let i = 0; i < READINGS; i++) {
      const reading = this.pin.read();
      if (reading === undefined) return undefined;
      sum += reading;
    }
    return Math.round((sum * this.mvPerStep) / READINGS);
  }
}
