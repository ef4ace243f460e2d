import Analog from "embedded:io/analog";
import config from "mc/config";
import type { Battery } from "../../../src/ports/battery.ts";
import { ModdableBattery } from "../moddable-battery.ts";
import { say } from "../native/machine.ts";

/** Pins of the first ADC: the second one is the radio's. */
const LAST_PIN = 10;

/** The battery that the board's manifest tells of, if it does; `docs/firmware.md` has its wiring. */
export function makeBattery(): Battery | undefined {
  const { battery } = config;
  if (battery === undefined) return undefined;
  const { pin, upperKohm, lowerKohm } = battery;
  if (pin >= 1 && pin <= LAST_PIN && upperKohm >= 0 && lowerKohm > 0) {
    return new ModdableBattery(new Analog({ pin }), battery);
  }
  const got = `GPIO ${pin}, ${upperKohm} and ${lowerKohm} kOhm`;
  say(
    `The battery must be on GPIO 1 to ${LAST_PIN} over a divider, got ${got}: mend config.battery of the board's manifest.`,
  );
  return undefined;
}
