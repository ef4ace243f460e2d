import { callHost } from "../../../hosts/xs/inside/engine.ts";
import type { Clock, LocalUs } from "../../../src/ports/clock.ts";
import type { Digest } from "../../../src/ports/digest.ts";
import type { Images } from "../../../src/ports/images.ts";
import { PoiError } from "../../../src/ports/poi-error.ts";
import type { Ports } from "../../../src/ports/ports.ts";
import type { Random } from "../../../src/ports/random.ts";
import type { Timer, Timers } from "../../../src/ports/timers.ts";
import { HostFiles } from "./host-files.ts";
import { Loopback } from "./loopback.ts";

const START_WALL_MS = Date.UTC(2025, 0, 1);

interface PendingTimer extends Timer {
  dueUs: number;
  callback: (() => void) | undefined;
}

/**
 * The ports of one node inside the engine. Time moves when the program says so; files, digests and pictures are the host's,
 * so that neither their memory nor their work is counted, as little as it will be on the device.
 */
export class XsWorld {
  readonly files: HostFiles;
  readonly network = new Loopback();
  readonly ports: Ports;
  private nowUs = 0;
  private readonly pending: PendingTimer[] = [];

  /** Worlds of different seeds have different disks. */
  constructor(seed = 1) {
    this.files = new HostFiles(seed);
    this.ports = {
      clock: this.makeClock(),
      timers: this.makeTimers(),
      random: new SeededRandom(seed),
      digest: hostDigest,
      files: this.files,
      datagrams: this.network,
      streams: this.network,
      images: noImages,
    };
  }

  /** Lets time pass: timers that come due and what is on its way over the network are called back, in order. */
  advance(ms: number): void {
    const untilUs = this.nowUs + ms * 1000;
    for (;;) {
      this.network.settle();
      let next: PendingTimer | undefined;
      for (const timer of this.pending) if (next === undefined || timer.dueUs < next.dueUs) next = timer;
      if (next === undefined || next.dueUs > untilUs) break;
      this.pending.splice(this.pending.indexOf(next), 1);
      this.nowUs = Math.max(this.nowUs, next.dueUs);
      next.callback?.();
    }
    this.nowUs = untilUs;
  }

  private makeClock(): Clock {
    return {
      localUs: () => this.nowUs as LocalUs,
      wallMs: () => START_WALL_MS + Math.floor(this.nowUs / 1000),
    };
  }

  private makeTimers(): Timers {
    return {
      after: (delayMs, callback) => {
        const timer: PendingTimer = {
          dueUs: this.nowUs + delayMs * 1000,
          callback,
          cancel() {
            timer.callback = undefined;
          },
        };
        this.pending.push(timer);
        return timer;
      },
    };
  }
}

/** xorshift32. */
class SeededRandom implements Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  fill(bytes: Uint8Array): void {
    let state = this.state;
    for (let i = 0; i < bytes.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[i] = state;
    }
    this.state = state;
  }
}

const hostDigest: Digest = {
  sha256() {
    const id = callHost(["sha256"]).value;
    return {
      update: (bytes) => {
        callHost(["update", id], bytes);
      },
      digest: () => callHost(["digest", id]).bytes,
    };
  },
};

const noImages: Images = {
  decode(request) {
    request.onError(new PoiError("unavailable", "Pictures cannot be decoded here."));
    return { cancel() {} };
  },
};
