import { PATTERNS } from "../src/patterns/patterns.ts";
import { assert } from "../src/ports/assert.ts";
import type { Files } from "../src/ports/files.ts";
import type { ImageDecoding, ImageRequest, Images } from "../src/ports/images.ts";
import { PoiError } from "../src/ports/poi-error.ts";
import type { Ports } from "../src/ports/ports.ts";
import type { RadioClock } from "../src/ports/radio-clock.ts";
import type { Timers } from "../src/ports/timers.ts";
import type { Wifi } from "../src/ports/wifi.ts";
import type { Nic } from "./nic.ts";
import type { Prng } from "./prng.ts";
import type { SimBattery } from "./sim-battery.ts";
import { SimClock } from "./sim-clock.ts";
import { SimDatagrams } from "./sim-datagrams.ts";
import { SimDigest } from "./sim-digest.ts";
import { SimFiles } from "./sim-files.ts";
import { SimRandom } from "./sim-random.ts";
import type { SimSignal } from "./sim-signal.ts";
import type { StreamSizes } from "./sim-stream.ts";
import { SimStreams } from "./sim-streams.ts";
import { SimTimers } from "./sim-timers.ts";
import { SimStrip, type SimStripOptions } from "./strip/sim-strip.ts";
import type { World } from "./world.ts";

export interface HostOptions {
  /** For people; default "node" and a number. It also names the host's stream of chance, so it must be its own. */
  name?: string;
  /** Default: the next free one in 10.0.0.0/16. */
  address?: string;
  /** Default: drawn from ±40 ppm, which covers an ESP32's crystal over its temperatures. */
  driftPpm?: number;
  /** What the clock says at each boot; default: drawn from 0 to 2 s. */
  startUs?: number;
  /**
   * What the node knows of the time of day at boot: nothing (default), the world's time, or, "wild", what the seed draws at
   * each boot: nothing, the right time, or any within ten years.
   */
  wall?: "none" | "right" | "wild";
  /** Timers come late by 0 to this; default 0. */
  timerLateUs?: number;
  /** Default 8 MiB. */
  diskBytes?: number;
  /** Buffers of its TCP connections; default as lwIP's. */
  streamSizes?: StreamSizes;
  /** Makes the decoder of pictures at each boot; default: one that refuses all. */
  images?: (files: Files, timers: Timers) => Images;
  /** Its LEDs, which cost as much time as they show columns; default: none. */
  strip?: Omit<SimStripOptions, "patterns">;
  /** Its battery; default: none that it knows of. */
  battery?: SimBattery;
  /** What it knows of its radio; default: nothing. */
  signal?: SimSignal;
  /** Makes the radio at each boot; default: none, as on a computer. */
  wifi?: (timers: Timers) => Wifi;
  /** Connects the radio to an access point that tells its counter, at each boot; default: none. */
  radioClock?: (clock: SimClock) => RadioClock;
}

/** What runs on a host from one boot to the next. */
interface Boot {
  ports: Ports;
  clock: SimClock;
  timers: SimTimers;
  datagrams: SimDatagrams;
  streams: SimStreams;
  strip: SimStrip | undefined;
}

const TEN_YEARS_MS = 315_360_000_000;

/** One machine of the world: a disk, a network interface and a clock, which can lose its power and boot again. */
export class SimHost {
  readonly world: World;
  readonly name: string;
  readonly nic: Nic;
  readonly driftPpm: number;
  /** How often it booted. */
  boots = 0;
  /** Called at each loss of power, when all of the node is gone already: whoever holds the node drops it here. */
  onCrash: (() => void) | undefined;
  private readonly options: HostOptions;
  private readonly prng: Prng;
  private disk: SimFiles;
  private running: Boot | undefined;

  constructor(world: World, name: string, nic: Nic, prng: Prng, options: HostOptions) {
    this.world = world;
    this.name = name;
    this.nic = nic;
    this.prng = prng;
    this.options = options;
    this.driftPpm = options.driftPpm ?? prng.fork("drift").between(-40, 40);
    this.disk = new SimFiles({
      prng: prng.fork("disk"),
      trace: world.trace,
      onPowerCut: () => this.crash(),
      ...(options.diskBytes === undefined ? {} : { capacityBytes: options.diskBytes }),
    });
  }

  /** The disk as it is now; after a crash, as it was found. */
  get files(): SimFiles {
    return this.disk;
  }

  get isUp(): boolean {
    return this.running !== undefined;
  }

  /** The clock of this boot; the host must be up. */
  get clock(): SimClock {
    assert(this.running !== undefined, "host is down");
    return this.running.clock;
  }

  get timers(): SimTimers {
    assert(this.running !== undefined, "host is down");
    return this.running.timers;
  }

  /** The strip of this boot; the host must be up and have one. */
  get strip(): SimStrip {
    assert(this.running?.strip !== undefined, "host is up and has a strip");
    return this.running.strip;
  }

  /** The ports of this boot; the host must be up. */
  get ports(): Ports {
    assert(this.running !== undefined, "host is down");
    return this.running.ports;
  }

  /** Gives it power: returns all that a node needs, with the disk as the last boot left it. */
  boot(): Ports {
    assert(this.running === undefined, "host is up already");
    const { options, world } = this;
    const prng = this.prng.fork(`boot ${this.boots++}`);
    const clock = new SimClock(world.scheduler, {
      driftPpm: this.driftPpm,
      startUs: options.startUs ?? prng.below(2_000_000),
      wallMs: this.wallAtBoot(prng),
    });
    const timers = new SimTimers(world.scheduler, clock, options.timerLateUs ?? 0, prng.fork("timers"));
    const datagrams = new SimDatagrams(this.nic);
    const streams = new SimStreams(this.nic, options.streamSizes);
    const strip = this.makeStrip(clock, prng);
    const ports: Ports = {
      ...(strip === undefined ? {} : { strip }),
      ...(options.battery === undefined ? {} : { battery: options.battery }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      clock,
      timers,
      datagrams,
      streams,
      random: new SimRandom(prng.fork("random")),
      digest: new SimDigest(),
      files: this.disk,
      images: options.images?.(this.disk, timers) ?? new NoImages(timers),
      ...(options.wifi === undefined ? {} : { wifi: options.wifi(timers) }),
      ...(options.radioClock === undefined ? {} : { radioClock: options.radioClock(clock) }),
    };
    this.nic.powerOn();
    this.running = { ports, clock, timers, datagrams, streams, strip };
    return ports;
  }

  /** Takes the power away: sockets and timers vanish silently, the disk goes through its crash model. Harmless when down. */
  crash(): void {
    const boot = this.running;
    if (boot === undefined) return;
    this.running = undefined;
    boot.timers.crash();
    boot.strip?.stop();
    boot.datagrams.crash();
    boot.streams.crash();
    this.nic.powerOff();
    this.disk = this.disk.crash();
    this.onCrash?.();
  }

  private makeStrip(clock: SimClock, prng: Prng): SimStrip | undefined {
    const { strip } = this.options;
    if (strip === undefined) return undefined;
    const options = { busPpm: this.driftPpm, ...strip, patterns: PATTERNS };
    return new SimStrip(this.world.scheduler, clock, prng.fork("strip"), options);
  }

  private wallAtBoot(prng: Prng): number | undefined {
    const { wall = "none" } = this.options;
    const { wallMs } = this.world;
    if (wall === "right") return wallMs;
    if (wall === "none") return undefined;
    const kind = prng.below(3);
    if (kind === 0) return undefined;
    return kind === 1 ? wallMs : wallMs + prng.between(-TEN_YEARS_MS, TEN_YEARS_MS);
  }
}

/** A node without decoders. */
class NoImages implements Images {
  private readonly timers: Timers;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  decode(request: ImageRequest): ImageDecoding {
    return this.timers.after(0, () => {
      request.onError(new PoiError("unsupported-type", "This node decodes no pictures; send raw pixels."));
    });
  }
}
