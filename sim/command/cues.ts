import { runCues } from "../scenario/cues.ts";
import { PLAIN_WIFI, SLEEPY_WIFI } from "../wifi.ts";

export interface CueRequest {
  nodes: number;
  cues: number;
  ahead: number;
  seed: number;
  json: boolean;
}

const NETWORKS = Object.freeze([
  { name: "home Wi-Fi", wifi: PLAIN_WIFI },
  { name: "15 % lost", wifi: { ...PLAIN_WIFI, loss: 0.15, multicastLoss: 0.15 } },
  { name: "all asleep", wifi: SLEEPY_WIFI },
]);

/** Prints how far apart whole poi begin with what they are told to show. */
export function cues({ nodes, cues: count, ahead, seed, json }: CueRequest): void {
  if (!json)
    console.log(`${nodes} poi, ${count} commands, each ${ahead} ms ahead, by any of them; seed ${seed}`);
  for (const { name, wifi } of NETWORKS) {
    const { spreadsUs, late, lockMs } = runCues({ seed, nodes, cues: count, aheadMs: ahead, wifi });
    const sorted = spreadsUs.sort((a, b) => a - b);
    const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))]!);
    const figures = { p50Us: at(0.5), p99Us: at(0.99), mostUs: at(1), late, lockMs: Math.round(lockMs) };
    if (json) console.log(JSON.stringify({ network: name, nodes, ...figures }));
    else {
      const { p50Us, p99Us, mostUs } = figures;
      const spread = `first to last p50 ${p50Us}, p99 ${p99Us}, most ${mostUs} µs`;
      console.log(`${name.padEnd(12)} ${spread}; ${late} heard late; one show after ${figures.lockMs} ms`);
    }
  }
}
