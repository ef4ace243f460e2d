import type { Battery } from "./battery.ts";
import type { Clock } from "./clock.ts";
import type { Datagrams } from "./datagrams.ts";
import type { Digest } from "./digest.ts";
import type { Files } from "./files.ts";
import type { Images } from "./images.ts";
import type { RadioClock } from "./radio-clock.ts";
import type { Random } from "./random.ts";
import type { Signal } from "./signal.ts";
import type { Streams } from "./streams.ts";
import type { Strip } from "./strip.ts";
import type { Timers } from "./timers.ts";
import type { Wifi } from "./wifi.ts";

/** All of the outside that a node may touch. */
export interface Ports {
  clock: Clock;
  timers: Timers;
  random: Random;
  digest: Digest;
  files: Files;
  datagrams: Datagrams;
  streams: Streams;
  images: Images;
  /** The LEDs; a node without any shows nothing. */
  strip?: Strip;
  battery?: Battery;
  /** Its radio, where it can tell how well it hears. */
  signal?: Signal;
  /** Absent where the network is not the node's to choose. */
  wifi?: Wifi;
  /** Absent where the radio tells no counter. */
  radioClock?: RadioClock;
}
