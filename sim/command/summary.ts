import type { ScenarioResult } from "../scenario/scenario.ts";

/** What many runs did together. */
export class Summary {
  runs = 0;
  failed = 0;
  private virtualMs = 0;
  private nodeMs = 0;
  private busyMs = 0;
  private edits = 0;
  private unanswered = 0;
  private syncs = 0;
  private conflicts = 0;
  private crashes = 0;
  private diskFaults = 0;
  private partitions = 0;
  private tcpBytes = 0;
  private udpBytes = 0;
  private goneBlobs = 0;
  private readonly healMs: number[] = [];

  add({ failure, options, ...result }: ScenarioResult, ms: number): void {
    this.runs++;
    if (failure !== undefined) this.failed++;
    else this.healMs.push(result.healMs);
    this.virtualMs += result.virtualMs;
    this.nodeMs += result.virtualMs * options.nodes;
    this.busyMs += ms;
    this.edits += result.user.edits;
    this.unanswered += result.user.unanswered;
    this.syncs += result.syncs.syncs;
    this.conflicts += result.syncs.conflicts;
    this.crashes += result.crashes;
    this.diskFaults += result.faults.diskFaults;
    this.partitions += result.faults.partitions;
    this.tcpBytes += result.network.tcpBytesSent + result.network.tcpBytesResent;
    this.udpBytes += result.network.udpBytesSent;
    this.goneBlobs += result.goneBlobs;
  }

  /** Lines for people. `realMs` is the time that all took, on however many processors. */
  lines(realMs: number): string[] {
    const heal = this.healMs.sort((a, b) => a - b);
    const at = (share: number): string =>
      ((heal[Math.min(heal.length - 1, Math.floor(share * heal.length))] ?? 0) / 1000).toFixed(1);
    const ratio = Math.round(this.virtualMs / this.busyMs);
    return [
      `${this.runs} runs, ${this.failed} failed, in ${(realMs / 1000).toFixed(1)} s`,
      `virtual time ${hours(this.virtualMs)} (${hours(this.nodeMs)} of nodes), ${ratio} × real time on one core`,
      `${this.edits} edits promised, ${this.unanswered} requests unanswered, ${this.syncs} syncs, ${this.conflicts} conflicts`,
      `${this.crashes} crashes, ${this.diskFaults} disk faults, ${this.partitions} partitions`,
      `${megabytes(this.tcpBytes)} over TCP, ${megabytes(this.udpBytes)} over UDP`,
      `agreed after the last fault: p50 ${at(0.5)} s, p99 ${at(0.99)} s, at most ${at(1)} s`,
      `blobs that a conflict refers to and nobody has any more: ${this.goneBlobs}`,
    ];
  }
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
