import type { Signal } from "../../../src/ports/signal.ts";
import { stationDbm } from "./radio.ts";

/** How well the ESP32 hears the access point that it joined. */
export class Esp32Signal implements Signal {
  readDbm(): number | undefined {
    return stationDbm();
  }
}
