import type { NetworkCounters } from "../nic.ts";
import { World } from "../world.ts";
import { SimNode } from "./sim-node.ts";

export interface ScaleOptions {
  nodes: number;
  seed: number | string;
  /** How long nothing is edited while traffic is counted, in virtual seconds. */
  quietSeconds: number;
  /** The edit is waited for so long, in virtual seconds. */
  limitSeconds: number;
  syncIntervalMs?: number;
  onProgress?: (text: string) => void;
}

/** What went over the network in a span. */
export interface Traffic {
  seconds: number;
  /** Packets that left: datagrams, and TCP segments with and without payload. */
  udpPackets: number;
  tcpPackets: number;
  /** Payload. */
  udpBytes: number;
  tcpBytes: number;
}

export interface ScaleResult {
  options: ScaleOptions;
  /** While nothing was edited. */
  quiet: Traffic;
  /** Nodes that the edit reached, and when: virtual seconds after it was made, in rising order. */
  reachedSeconds: number[];
  /** From the edit until it had reached the last node, or the limit. */
  spread: Traffic;
  /** Peers that nodes know, least and most. */
  peers: { least: number; most: number };
  virtualSeconds: number;
  /** Time of the processor, which others that it works for do not change. */
  cpuSeconds: number;
  /** Virtual time by the processor's while nothing was edited. */
  quietRatio: number;
}

/** Nodes are switched on one after the other within this time. */
const BOOT_SECONDS = 10;
/** Time for discovery and first syncs. */
const SETTLE_SECONDS = 90;
/** Length of a step between two lines of progress. */
const STEP_SECONDS = 5;

/** How one edit spreads among many nodes of one group, and what they say to each other while nothing is new. */
export function runScale(options: ScaleOptions): ScaleResult {
  const startMs = cpuMs();
  const world = new World({ seed: options.seed });
  const nodes = bootAll(world, options);
  const { counters } = world.network;
  advance(world, SETTLE_SECONDS, options, "settling");
  const peers = nodes.map(({ node }) => node!.peers.all().length);

  const quietFrom = { ...counters };
  const quietMs = cpuMs();
  advance(world, options.quietSeconds, options, "quiet");
  const quiet = traffic(quietFrom, counters, options.quietSeconds);
  const quietRatio = (options.quietSeconds * 1000) / (cpuMs() - quietMs);

  const spreadFrom = { ...counters };
  const reachedSeconds = spread(world, nodes, options);
  const done = reachedSeconds.length === nodes.length ? reachedSeconds.at(-1)! : options.limitSeconds;
  return {
    options,
    quiet,
    reachedSeconds,
    spread: traffic(spreadFrom, counters, done),
    peers: { least: Math.min(...peers), most: Math.max(...peers) },
    virtualSeconds: world.nowUs / 1e6,
    cpuSeconds: (cpuMs() - startMs) / 1000,
    quietRatio,
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function bootAll(world: World, { nodes: count, syncIntervalMs }: ScaleOptions): SimNode[] {
  const nodes: SimNode[] = [];
  for (let i = 0; i < count; i++) {
    const start = {
      deviceName: `Poi ${i}`,
      groups: ["pair"],
      ...(syncIntervalMs === undefined ? {} : { syncIntervalMs }),
    };
    const node = new SimNode(i, world.addHost({ wall: "right" }), start);
    nodes.push(node);
    world.scheduler.call(world.prng.unit() * BOOT_SECONDS * 1e6, () => node.boot());
  }
  return nodes;
}

/** Puts an edit on one node and returns when it reached each. */
function spread(world: World, nodes: readonly SimNode[], options: ScaleOptions): number[] {
  const startUs = world.nowUs;
  const reached: number[] = [];
  for (const { node } of nodes) {
    const { store } = node!;
    store.onChange = (entry) => {
      if (entry.kind === "setting" && entry.id === "brightness") reached.push((world.nowUs - startUs) / 1e6);
    };
  }
  nodes[0]!.node!.store.put("setting", "brightness", { body: { value: 99 } });
  for (let s = 0; s < options.limitSeconds && reached.length < nodes.length; s++) {
    options.onProgress?.(`edit: ${reached.length} of ${nodes.length} nodes after ${s} s`);
    world.runUntilTrue(() => reached.length >= nodes.length, 1000);
  }
  return reached;
}

function advance(world: World, seconds: number, { onProgress }: ScaleOptions, name: string): void {
  for (let done = 0; done < seconds; done += STEP_SECONDS) {
    onProgress?.(`${name}: ${done} of ${seconds} s`);
    world.runForMs(Math.min(STEP_SECONDS, seconds - done) * 1000);
  }
}

function traffic(from: NetworkCounters, to: NetworkCounters, seconds: number): Traffic {
  return {
    seconds,
    udpPackets: to.udpPacketsSent - from.udpPacketsSent,
    tcpPackets: to.tcpSegmentsSent - from.tcpSegmentsSent,
    udpBytes: to.udpBytesSent - from.udpBytesSent,
    tcpBytes: to.tcpBytesSent + to.tcpBytesResent - from.tcpBytesSent - from.tcpBytesResent,
  };
}
