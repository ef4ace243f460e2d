/** Where the firmware begins on an ESP32. Not preloaded: the SDK opens its file system while this is loaded. */
import * as storage from "embedded:storage/files";
import config from "mc/config";
import { runNode } from "../main.ts";
import { makeBattery } from "./esp32-battery.ts";
import { Esp32RadioClock } from "./esp32-radio-clock.ts";
import { Esp32Signal } from "./esp32-signal.ts";
import { Esp32Strip } from "./esp32-strip.ts";
import { Esp32Wifi } from "./esp32-wifi.ts";
import { LittleFiles } from "./little-files.ts";

// The SDK's typings leave out the default export.
const ROOT = (storage as unknown as { default: storage.Directory }).default;

export default function start(): void {
  const battery = makeBattery();
  runNode({
    ...(battery === undefined ? {} : { battery }),
    files: new LittleFiles(ROOT),
    loopback: false,
    port: 80,
    ...(config.room === undefined ? {} : { room: config.room }),
    signal: new Esp32Signal(),
    makeWifi: (timers) => new Esp32Wifi(timers),
    makeRadioClock: (clock) => new Esp32RadioClock(clock),
    makeStrip: (clock) => new Esp32Strip(clock),
  });
}
