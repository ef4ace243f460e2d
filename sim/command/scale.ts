import { runScale, type ScaleOptions, type ScaleResult } from "../scenario/scale.ts";
import { Progress } from "./progress.ts";

/** Runs groups of some sizes and prints what an edit and silence cost. */
export function scale(
  sizes: readonly number[],
  options: Omit<ScaleOptions, "nodes" | "onProgress">,
  json: boolean,
): void {
  const progress = new Progress();
  for (const nodes of sizes) {
    const result = runScale({
      ...options,
      nodes,
      onProgress: (text) => progress.show(() => `${nodes} nodes, ${text}`),
    });
    progress.clear();
    console.log(json ? JSON.stringify(figures(result)) : tell(result));
  }
}

function figures({ options, quiet, spread, reachedSeconds, peers, ...rest }: ScaleResult): object {
  const perNodeSecond = (count: number): number => count / options.nodes / quiet.seconds;
  return {
    nodes: options.nodes,
    peers,
    quiet: {
      seconds: quiet.seconds,
      bytesPerNodeSecond: perNodeSecond(quiet.udpBytes + quiet.tcpBytes),
      packetsPerNodeSecond: perNodeSecond(quiet.udpPackets + quiet.tcpPackets),
    },
    edit: {
      reached: reachedSeconds.length,
      p50Seconds: at(reachedSeconds, options.nodes, 0.5),
      p99Seconds: at(reachedSeconds, options.nodes, 0.99),
      lastSeconds: at(reachedSeconds, options.nodes, 1),
      bytes: spread.udpBytes + spread.tcpBytes,
      packets: spread.udpPackets + spread.tcpPackets,
    },
    virtualSeconds: rest.virtualSeconds,
    cpuSeconds: rest.cpuSeconds,
    quietRatio: rest.quietRatio,
  };
}

/** When the edit had reached a share of all nodes; Infinity where it did not. */
function at(reached: readonly number[], nodes: number, share: number): number {
  return reached[Math.ceil(share * nodes) - 1] ?? Number.POSITIVE_INFINITY;
}

function tell({ options, quiet, spread, reachedSeconds, peers, ...rest }: ScaleResult): string {
  const { nodes } = options;
  const rate = (count: number): string => (count / nodes / quiet.seconds).toFixed(1);
  const when = (share: number): string => `${at(reachedSeconds, nodes, share).toFixed(1)} s`;
  const kilobytes = (spread.udpBytes + spread.tcpBytes) / 1000;
  return [
    `${nodes} nodes, each knows ${peers.least} to ${peers.most} peers`,
    `  quiet for ${quiet.seconds} s: ${rate(quiet.udpBytes)} B/s UDP and ${rate(quiet.tcpBytes)} B/s TCP a node, ` +
      `${rate(quiet.udpPackets)} and ${rate(quiet.tcpPackets)} packets/s`,
    `  one edit: half of all nodes after ${when(0.5)}, 99 % after ${when(0.99)}, the last after ${when(1)}; ` +
      `${reachedSeconds.length} reached`,
    `  meanwhile ${kilobytes.toFixed(0)} kB in ${spread.udpPackets + spread.tcpPackets} packets`,
    `  ${rest.virtualSeconds.toFixed(0)} s of virtual time in ${rest.cpuSeconds.toFixed(1)} s of one core; quiet at ${rest.quietRatio.toFixed(0)} × real time`,
  ].join("\n");
}
