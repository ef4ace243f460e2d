import type { SyncNode } from "../../src/node/sync-node.ts";
import { canonical } from "./edit-graph.ts";
import type { Verdict } from "./violation.ts";

/** What one node was told about itself, from its first boot on. */
interface Told {
  deviceId: string;
  /** The configuration that it answered for last, and those that a power cut may have kept from being answered for. */
  configs: Set<string>;
}

/** Watches whether nodes know after a power cut who they are and whom they know. */
export class SelfWatch {
  private readonly verdict: Verdict;
  private readonly told = new Map<number, Told>();
  private readonly members = new Map<number, readonly string[]>();

  constructor(verdict: Verdict) {
    this.verdict = verdict;
  }

  /** A node booted. */
  attach(number: number, { file, peers }: SyncNode): void {
    const { config } = file;
    const known = this.told.get(number);
    const now = canonical(config);
    const told: Told = { deviceId: config.deviceId, configs: new Set([now]) };
    if (known !== undefined && known.deviceId !== config.deviceId) {
      const message = `node${number} was ${known.deviceId} and is ${config.deviceId} after a power cut`;
      this.verdict.report("a node knows who it is", message);
    }
    if (known !== undefined && !known.configs.has(now)) {
      const message = `node${number} is ${now} after a power cut, and answered for ${[...known.configs].join(" or ")}`;
      this.verdict.report("a node knows who it is", message);
    }
    for (const member of this.members.get(number) ?? []) {
      if (peers.get(member)?.member === true) continue;
      this.verdict.report(
        "a node knows its members",
        `node${number} has forgotten ${member} over a power cut`,
      );
    }
    this.told.set(number, told);
    const { change } = file;
    file.change = (changes) => {
      told.configs.add(canonical({ ...config, ...changes }));
      change.call(file, changes);
      told.configs = new Set([canonical(config)]);
    };
  }

  /** The power goes, between two operations of a disk that did not fail. */
  beforeCrash(number: number, { peers }: SyncNode): void {
    const known = peers.all().filter(({ member }) => member);
    this.members.set(
      number,
      known.map(({ deviceId }) => deviceId),
    );
  }

  /** It went in the middle of something. */
  forget(number: number): void {
    this.members.delete(number);
  }
}
