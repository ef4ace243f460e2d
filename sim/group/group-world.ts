import type { Ports } from "../../src/ports/ports.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { AccessPoint, type CounterModel, PLAIN_COUNTER, type SimRadioClock } from "../access-point.ts";
import { Crystal, WANDER } from "../crystal.ts";
import { SimClock } from "../sim-clock.ts";
import type { SimHost } from "../sim-host.ts";
import { PLAIN_WIFI, Wifi, type WifiModel } from "../wifi.ts";
import { World } from "../world.ts";
import { GroupNode } from "./group-node.ts";

export interface GroupWorldOptions {
  seed: number | string;
  nodes: number;
  /** What is not given is as in `PLAIN_WIFI`. */
  wifi?: Partial<WifiModel>;
  /** The radios tell the access point's counter, as those of ESP32s do; what is not given is as in `PLAIN_COUNTER`. */
  counter?: Partial<CounterModel>;
  /** Off its nominal rate, in parts per million, by number of the node; default: as the seed says, within ±40. */
  ppm?: readonly number[];
  /** What all clocks say at boot; default: as the seed says, up to two seconds. */
  startUs?: number;
  start?: Partial<LocalConfig>;
}

/** The access point's crystal may be off by so much (IEEE 802.11-2016, section 18.4.7.4, for 2.4 GHz). */
const MOST_POINT_PPM = 25;

/** A poi of a group: a host that can lose its power, its crystal, and while it is up the node. */
export class Member {
  readonly number: number;
  readonly host: SimHost;
  /** The node of this boot, undefined while it is off. */
  node: GroupNode | undefined;
  crystal: Crystal | undefined;
  /** Its radio, where there is a counter to be read. */
  radio: SimRadioClock | undefined;
  private readonly start: Partial<LocalConfig>;

  constructor(number: number, host: SimHost, start: Partial<LocalConfig>) {
    this.number = number;
    this.host = host;
    this.start = start;
    host.onCrash = () => this.dropped();
  }

  get isUp(): boolean {
    return this.node !== undefined;
  }

  /** Gives it power, without a node. The crystal is cold again. */
  powerOn(): Ports {
    const { host } = this;
    const ports = host.boot();
    const prng = host.world.prng.fork(`crystal ${host.name} ${host.boots}`);
    this.crystal = new Crystal(host.world.scheduler, host.clock, prng, { ...WANDER, ppm: host.driftPpm });
    return ports;
  }

  /** Gives it power, and starts its node. */
  boot(): GroupNode {
    this.node = new GroupNode(this.powerOn(), { groups: ["pair"], ...this.start });
    return this.node;
  }

  /** Takes the power away. Harmless while it is off. */
  crash(): void {
    this.host.crash();
  }

  private dropped(): void {
    this.crystal?.stop();
    this.crystal = undefined;
    this.radio?.join(undefined);
    this.radio = undefined;
    this.node = undefined;
  }
}

/** Some poi of one group on one access point. All are off at first. */
export class GroupWorld {
  readonly world: World;
  readonly wifi: Wifi;
  readonly members: Member[] = [];
  /** Where the radios tell its counter. */
  readonly accessPoint: AccessPoint | undefined;
  private points = 0;

  constructor({ seed, nodes, wifi, counter, ppm, startUs, start = {} }: GroupWorldOptions) {
    this.world = new World({ seed });
    this.wifi = new Wifi({ ...PLAIN_WIFI, ...wifi }, this.world.prng.fork("wifi"));
    this.world.network.wifi = this.wifi;
    if (counter !== undefined) this.accessPoint = this.addAccessPoint(counter);
    const { accessPoint } = this;
    for (let i = 0; i < nodes; i++) {
      const driftPpm = ppm?.[i];
      const host = this.world.addHost({
        ...(driftPpm === undefined ? {} : { driftPpm }),
        ...(startUs === undefined ? {} : { startUs }),
        ...(accessPoint === undefined
          ? {}
          : { radioClock: (clock: SimClock) => this.connect(accessPoint, clock, i) }),
      });
      this.members.push(new Member(i, host, start));
    }
  }

  /** One more access point of the same network, with a counter of its own. */
  addAccessPoint(counter: Partial<CounterModel> = {}): AccessPoint {
    const { world, wifi } = this;
    const { scheduler } = world;
    const prng = world.prng.fork(`access point ${++this.points}`);
    const driftPpm = prng.between(-MOST_POINT_PPM, MOST_POINT_PPM);
    const clock = new SimClock(scheduler, { driftPpm, startUs: 0, wallMs: undefined });
    // It has been on for long and does not move: it is warm.
    new Crystal(scheduler, clock, prng.fork("crystal"), { ...WANDER, coldPpm: 0, ppm: driftPpm });
    const loss = wifi.model.multicastLoss;
    const model = { ...PLAIN_COUNTER, loss, ...counter };
    const point = new AccessPoint(scheduler, clock, prng, prng.u32(), model);
    point.isAwake = (station) => wifi.isAwake(station, scheduler.nowUs);
    return point;
  }

  private connect(point: AccessPoint, clock: SimClock, number: number): SimRadioClock {
    const radio = point.connect(clock, number);
    this.members[number]!.radio = radio;
    return radio;
  }

  /** Gives all of them power, evenly over a while. */
  bootAll(withinMs: number): void {
    const { members, world } = this;
    for (const [i, member] of members.entries())
      world.scheduler.call((withinMs * 1000 * i) / members.length, () => member.boot());
  }

  /** The nodes that are up. */
  get nodes(): GroupNode[] {
    return this.members.flatMap(({ node }) => (node === undefined ? [] : [node]));
  }

  /** Whether all nodes that are up know the time, and that of one show. */
  get isLocked(): boolean {
    const { nodes } = this;
    return nodes.every(({ clock }) => clock.locked && !clock.rough && clock.show === nodes[0]!.clock.show);
  }

  /** Group times of the nodes that are up, now. */
  timesUs(): number[] {
    return this.nodes.map(({ clock }) => clock.nowUs());
  }

  /** How far the first and the last of them are apart, in microseconds. */
  spreadUs(): number {
    const times = this.timesUs();
    return Math.max(...times) - Math.min(...times);
  }
}
