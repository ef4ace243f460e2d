import { UNKNOWN_ERROR_US } from "../../src/clock/show-clock.ts";
import type { SyncNode } from "../../src/node/sync-node.ts";

/** A poi that follows others knows the time of their show. */
export interface Step {
  /** The same for all that play together. */
  show: number;
  /** How well it knows the time, as a standard deviation. */
  errorUs: number;
}

/** Tells when the node comes to know the time of a show. */
export function onStep({ clock }: SyncNode, tell: (step: Step) => void): void {
  const { onLine } = clock;
  let told = -1;
  clock.onLine = () => {
    onLine();
    const { show, errorUs } = clock;
    if (show === told || !clock.isFollower || errorUs === UNKNOWN_ERROR_US) return;
    told = show;
    tell({ show, errorUs });
  };
}
