import { LAN_LINK } from "../link.ts";
import type { Prng } from "../prng.ts";
import type { World } from "../world.ts";
import type { FaultProfile, FaultRates } from "./fault-profiles.ts";
import type { SimNode } from "./sim-node.ts";

const MINUTE_US = 60_000_000;
/** How often links change their nature. */
const LINK_US = 30_000_000;
/** Ten years: a clock may be told any nonsense. */
const WILD_WALL_MS = 315_360_000_000;

export interface FaultCounters {
  crashes: number;
  diskFaults: number;
  partitions: number;
  clogs: number;
  leaves: number;
}

/** Breaks things in a world, as a profile and the seed say, until it is told to heal them. */
export class Faults {
  readonly counters: FaultCounters = { crashes: 0, diskFaults: 0, partitions: 0, clogs: 0, leaves: 0 };
  private readonly world: World;
  private readonly nodes: readonly SimNode[];
  private readonly profile: FaultProfile;
  private readonly prng: Prng;
  private readonly lengthUs: number;
  private readonly away = new Set<SimNode>();
  private over = false;
  private addresses = 0;

  /** `lengthUs` is how long the world will be kept broken: who leaves for long leaves for up to as much. */
  constructor(world: World, nodes: readonly SimNode[], profile: FaultProfile, lengthUs: number) {
    this.world = world;
    this.nodes = nodes;
    this.profile = profile;
    this.prng = world.prng.fork("faults");
    this.lengthUs = lengthUs;
  }

  start(): void {
    this.changeLinks();
    for (const kind of Object.keys(this.profile.rates) as (keyof FaultRates)[]) {
      this.again(this.profile.rates[kind] * this.nodes.length, () =>
        this.strike(kind, this.prng.pick(this.nodes)),
      );
    }
    this.again(this.profile.partition, () => this.partition());
  }

  /** Ends all faults for good: every node has power and an address, every link is a good one. */
  heal(): void {
    this.over = true;
    const { world } = this;
    world.heal();
    world.network.setDefaultLink(LAN_LINK);
    world.network.resetLinks();
    this.away.clear();
    for (const node of this.nodes) {
      node.host.files.cutAtOperation(0);
      node.host.files.failWrite(0, "io");
      node.host.files.failOperation(0, "io");
      if (node.host.nic.address === undefined) node.host.nic.setAddress(this.freshAddress());
      if (!node.host.isUp) node.boot();
    }
  }

  /** Gives a node its power back, now or, where its disk refuses, a little later. */
  reboot(node: SimNode): void {
    if (this.over || node.host.isUp || this.away.has(node)) return;
    if (!node.boot()) this.later(1_000_000, () => this.reboot(node));
  }

  /** Calls at exponentially distributed intervals. */
  private again(perMinute: number, strike: () => void): void {
    if (perMinute === 0) return;
    const next = (): void => {
      this.later(this.prng.exponential(MINUTE_US / perMinute), () => {
        strike();
        next();
      });
    };
    next();
  }

  private later(delayUs: number, work: () => void): void {
    this.world.scheduler.call(delayUs, () => {
      if (!this.over) work();
    });
  }

  private strike(kind: keyof FaultRates, node: SimNode): void {
    const { prng } = this;
    if (!node.host.isUp) return;
    switch (kind) {
      case "crash":
        node.crash();
        this.counters.crashes++;
        break;
      case "leave":
        this.counters.leaves++;
        this.away.add(node);
        node.crash();
        this.later(prng.unit() * this.lengthUs, () => {
          this.away.delete(node);
          this.reboot(node);
        });
        break;
      case "cut":
        node.host.files.cutAtOperation(prng.between(1, 30));
        break;
      case "diskFault":
        this.breakDisk(node);
        break;
      case "address":
        this.moveAddress(node);
        break;
      case "clock":
        this.confuseClock(node);
        break;
      case "clog":
        this.clog(node);
        break;
    }
  }

  /** A node's crash, whatever its cause: it comes back after up to half a minute, at once or after some time. */
  crashed(node: SimNode): void {
    const { prng } = this;
    this.later(prng.chance(0.5) ? prng.unit() * 1_000_000 : prng.unit() * 30_000_000, () =>
      this.reboot(node),
    );
  }

  private breakDisk(node: SimNode): void {
    const { prng } = this;
    const { files } = node.host;
    const code = prng.chance(0.5) ? "full" : "io";
    this.counters.diskFaults++;
    if (prng.chance(0.5)) files.failWrite(prng.between(1, 10), code);
    else files.failOperation(prng.between(1, 20), code);
  }

  private moveAddress(node: SimNode): void {
    const { nic } = node.host;
    if (nic.address === undefined) return;
    if (this.prng.chance(0.5)) {
      nic.setAddress(this.freshAddress());
      return;
    }
    const before = nic.address;
    nic.setAddress(undefined);
    this.later(this.prng.unit() * 20_000_000, () => {
      if (nic.address === undefined) nic.setAddress(this.prng.chance(0.5) ? before : this.freshAddress());
    });
  }

  private freshAddress(): string {
    this.addresses++;
    return `10.1.${this.addresses >> 8}.${this.addresses & 255}`;
  }

  private confuseClock(node: SimNode): void {
    const { prng, world } = this;
    const { clock } = node.host;
    const kind = prng.below(4);
    if (kind === 0) clock.setDriftPpm(prng.between(-100, 100));
    else if (kind === 1) clock.setWallMs(undefined);
    else if (kind === 2) clock.setWallMs(world.wallMs);
    else clock.setWallMs(world.wallMs + prng.between(-WILD_WALL_MS, WILD_WALL_MS));
  }

  /** A link is stuck for up to 5 s, in one direction or both. */
  private clog(node: SimNode): void {
    const { prng, world } = this;
    const other = prng.pick(this.nodes);
    if (other === node) return;
    const { nic: a } = node.host;
    const { nic: b } = other.host;
    const both = prng.chance(0.5);
    this.counters.clogs++;
    const link = { ...LAN_LINK, delayUs: 1_000_000 * prng.between(1, 5) };
    world.network.setLink(a, b, link);
    if (both) world.network.setLink(b, a, link);
    this.later(prng.unit() * 5_000_000, () => {
      world.network.resetLink(a, b);
      if (both) world.network.resetLink(b, a);
    });
  }

  /** Parts the network for up to a minute: into two or three, or one direction between two nodes. */
  private partition(): void {
    const { prng, world } = this;
    this.counters.partitions++;
    if (prng.chance(0.3)) {
      world.network.cutOneWay(prng.pick(this.nodes).host.nic, prng.pick(this.nodes).host.nic);
    } else {
      const parts = prng.between(2, 3);
      const groups = Array.from({ length: parts }, () => [] as SimNode[]);
      for (const node of this.nodes) groups[prng.below(parts)]!.push(node);
      world.partition(groups.map((group) => group.map((node) => node.host)));
    }
    this.later(prng.unit() * MINUTE_US, () => world.heal());
  }

  private changeLinks(): void {
    this.world.network.setDefaultLink({ ...LAN_LINK, ...this.profile.link(this.prng) });
    this.later(LINK_US, () => this.changeLinks());
  }
}
