import { GroupWorld } from "../../sim/group/group-world.ts";
import { GROUP_ADDRESS } from "../../src/sync/group-socket.ts";
import { quantile } from "./quantile.ts";

/** Errors of all pairs, and what all said, once a group was settled. */
export interface CrowdRun {
  readonly nodes: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Seconds at which not all nodes knew the time of one show. */
  readonly unlockedS: number;
  /** Packets that left a node, a second: of all nodes on average, and of the one that sent most. */
  readonly packetsPerNode: number;
  readonly mostPackets: number;
  /** Multicasts of all together, a second. */
  readonly multicasts: number;
}

export interface CrowdOptions {
  readonly seed: number;
  readonly nodes: number;
  /** How long all are left to settle, and how long they are measured. */
  readonly settleS: number;
  readonly seconds: number;
}

/** All are switched on within this time. */
const BOOT_MS = 10_000;

export function runCrowd({ seed, nodes, settleS, seconds }: CrowdOptions): CrowdRun {
  const group = new GroupWorld({ seed, nodes });
  const { world, members } = group;
  group.bootAll(BOOT_MS);
  world.runForMs(BOOT_MS + settleS * 1000);
  let multicasts = 0;
  world.network.onPacket = ({ to }) => {
    if (to === GROUP_ADDRESS) multicasts++;
  };
  const sent = () => members.map(({ host }) => host.nic.counters.udpPacketsSent);
  const before = sent();
  const errors = new Float64Array((seconds * nodes * (nodes - 1)) / 2);
  let count = 0;
  let unlockedS = 0;
  for (let s = 0; s < seconds; s++) {
    world.runForMs(1000);
    if (!group.isLocked) unlockedS++;
    const times = group.timesUs();
    for (let i = 0; i < nodes; i++)
      for (let j = 0; j < i; j++) errors[count++] = Math.abs(times[i]! - times[j]!);
  }
  const rates = sent().map((packets, i) => (packets - before[i]!) / seconds);
  return {
    nodes,
    p50Us: quantile(errors, 0.5),
    p99Us: quantile(errors, 0.99),
    unlockedS,
    packetsPerNode: rates.reduce((a, b) => a + b) / nodes,
    mostPackets: Math.max(...rates),
    multicasts: multicasts / seconds,
  };
}
