import { assert } from "../src/ports/assert.ts";
import type { LinkModel } from "./link.ts";
import { Prng } from "./prng.ts";
import { Scheduler } from "./scheduler.ts";
import { PowerCut } from "./sim-files.ts";
import { type HostOptions, SimHost } from "./sim-host.ts";
import { SimNetwork } from "./sim-network.ts";
import { Trace } from "./trace.ts";

/** 2026-01-01, the world's first moment. */
const WORLD_EPOCH_MS = 1_767_225_600_000;

export interface WorldOptions {
  seed: number | string;
  /** The link between all pairs; what is not given is as in `LAN_LINK`. */
  link?: Partial<LinkModel>;
}

/**
 * A virtual world: many hosts, one network, one queue of events, one seed. All that happens follows from the seed and from
 * what the scenario does; `trace.hash` says whether two runs were the same.
 *
 *     const world = new World({ seed: 7 });
 *     const left = world.addHost({ name: "left" });
 *     const node = new SyncNode(left.boot());
 *     world.runForMs(60_000);
 *     left.crash();
 */
export class World {
  readonly seed: number | string;
  /** Chance for the scenario itself; the parts of the world have streams of their own. */
  readonly prng: Prng;
  readonly trace = new Trace();
  readonly scheduler: Scheduler;
  readonly network: SimNetwork;
  readonly hosts: SimHost[] = [];
  private readonly root: Prng;

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.root = new Prng(options.seed);
    this.prng = this.root.fork("scenario");
    this.scheduler = new Scheduler(this.trace);
    // The host that lost its power is dropped already: nothing is left to be done about the error.
    this.scheduler.absorb = (error) => error instanceof PowerCut;
    this.network = new SimNetwork(this.scheduler, this.trace, this.root.fork("network"), options.link);
  }

  /** Virtual microseconds since the world began. */
  get nowUs(): number {
    return this.scheduler.nowUs;
  }

  /** The world's true time of day, in milliseconds since 1970. */
  get wallMs(): number {
    return WORLD_EPOCH_MS + Math.floor(this.scheduler.nowUs / 1000);
  }

  /** One more host, without power as yet. */
  addHost(options: HostOptions = {}): SimHost {
    const number = this.hosts.length + 1;
    const name = options.name ?? `node${number}`;
    assert(!this.hosts.some((host) => host.name === name), "host name given twice");
    const address = options.address ?? `10.0.${number >> 8}.${number & 255}`;
    const host = new SimHost(
      this,
      name,
      this.network.addNic(address),
      this.root.fork(`host ${name}`),
      options,
    );
    this.hosts.push(host);
    return host;
  }

  runForMs(ms: number): void {
    this.scheduler.runFor(ms * 1000);
  }

  /** Runs until the condition holds, asked after every event; false where `limitMs` passed before. */
  runUntilTrue(condition: () => boolean, limitMs: number): boolean {
    return this.scheduler.runUntilTrue(condition, limitMs * 1000);
  }

  /** Lets hosts of different groups no longer reach each other; hosts in no group reach everybody. Replaces earlier cuts. */
  partition(groups: readonly (readonly SimHost[])[]): void {
    this.network.heal();
    this.network.partition(groups.map((group) => group.map((host) => host.nic)));
  }

  /** Ends all cuts. */
  heal(): void {
    this.network.heal();
  }
}
