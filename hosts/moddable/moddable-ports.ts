import type { Battery } from "../../src/ports/battery.ts";
import type { Files } from "../../src/ports/files.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { RadioClock } from "../../src/ports/radio-clock.ts";
import type { Signal } from "../../src/ports/signal.ts";
import type { Strip } from "../../src/ports/strip.ts";
import type { Timers } from "../../src/ports/timers.ts";
import type { Wifi } from "../../src/ports/wifi.ts";
import type { ItemRoom } from "../../src/store/store-room.ts";
import { ModdableClock } from "./moddable-clock.ts";
import { ModdableDatagrams } from "./moddable-datagrams.ts";
import { ModdableDigest } from "./moddable-digest.ts";
import { ModdableRandom } from "./moddable-random.ts";
import { ModdableStreams } from "./moddable-streams.ts";
import { ModdableTimers } from "./moddable-timers.ts";
import { ModdableImages } from "./pictures/moddable-images.ts";
import { NativePicture } from "./pictures/native-picture.ts";

/** What machines differ in. */
export interface Platform {
  files: Files;
  /** Keeps to this machine. */
  loopback: boolean;
  /** Port of the HTTP server. */
  port: number;
  /** For how many items there is memory, where that is less than usual. */
  room?: ItemRoom;
  /** Makes the radio, before anything else is made; absent where there is none. */
  makeWifi?(timers: Timers): Wifi;
  /** The cell; absent where nobody measures it. */
  battery?: Battery;
  /** What the radio hears; absent where there is none. */
  signal?: Signal;
  /** Makes what reads the access point's counter; absent where nothing tells it. */
  makeRadioClock?(clock: ModdableClock): RadioClock;
  /** Makes the LEDs; absent where there are none. */
  makeStrip?(clock: ModdableClock, timers: Timers): Strip;
}

/** All ports of the node on this machine. */
export function moddablePorts(platform: Platform): Ports {
  const { files, loopback, battery } = platform;
  const clock = new ModdableClock();
  const timers = new ModdableTimers(clock);
  const wifi = platform.makeWifi?.(timers);
  const radioClock = platform.makeRadioClock?.(clock);
  const strip = platform.makeStrip?.(clock, timers);
  return {
    clock,
    timers,
    random: new ModdableRandom(),
    digest: new ModdableDigest(),
    files,
    datagrams: new ModdableDatagrams({ loopback, timers }),
    streams: new ModdableStreams({ loopback, timers }),
    images: new ModdableImages({
      files,
      timers,
      makePicture: (file, limit) => new NativePicture(file, limit),
    }),
    ...(wifi === undefined ? {} : { wifi }),
    ...(battery === undefined ? {} : { battery }),
    ...(platform.signal === undefined ? {} : { signal: platform.signal }),
    ...(radioClock === undefined ? {} : { radioClock }),
    ...(strip === undefined ? {} : { strip }),
  };
}
