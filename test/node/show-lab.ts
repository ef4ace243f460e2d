import assert from "node:assert/strict";
import { Wifi, type WifiModel } from "../../sim/wifi.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import type { ApiNode } from "../api/api-lab.ts";
import { LightLab } from "../playing/light-lab.ts";

/** What a poi shows, as far as it must be the same on all. */
export interface Shown {
  mode: number;
  id: string | undefined;
  startUs: number;
  cue: string | undefined;
  brightness: number | undefined;
  isDark: boolean;
}

/** Whole nodes that play together. */
export class ShowLab extends LightLab {
  runForMs(ms: number): void {
    this.world.runForMs(ms);
  }

  /** Nodes that were switched on one after the other, and know the time of one show. */
  band(count: number, start: Partial<LocalConfig> = {}): ApiNode[] {
    const nodes: ApiNode[] = [];
    for (let i = 0; i < count; i++) {
      nodes.push(this.node({ deviceName: `Poi ${i}`, ...start }));
      this.runForMs(300);
    }
    this.lock(nodes);
    return nodes;
  }

  useWifi(model: WifiModel): void {
    this.world.network.wifi = new Wifi(model, this.world.prng.fork("wifi"));
  }

  /** Lets nodes find one another and the time of one show. */
  lock(nodes: readonly ApiNode[], limitMs = 10_000): void {
    const isLocked = () =>
      nodes.every(
        ({ node: { clock } }) => clock.show === nodes[0]!.node.clock.show && clock.locked && !clock.rough,
      );
    assert.ok(this.world.runUntilTrue(isLocked, limitMs), "one show whose time all know");
  }

  /** Lets time pass until all show the same. Returns milliseconds. */
  agree(nodes: readonly ApiNode[], wanted: Partial<Shown>, limitMs: number): number {
    const fromUs = this.world.nowUs;
    const isSo = () => {
      const first = JSON.stringify(shown(nodes[0]!));
      return (
        Object.entries(wanted).every(([key, value]) => shown(nodes[0]!)[key as keyof Shown] === value) &&
        nodes.every((node) => JSON.stringify(shown(node)) === first)
      );
    };
    if (!this.world.runUntilTrue(isSo, limitMs))
      assert.deepEqual(
        nodes.map(shown),
        nodes.map(() => ({ ...shown(nodes[0]!), ...wanted })),
      );
    return (this.world.nowUs - fromUs) / 1000;
  }
}

export function shown({ node: { player } }: ApiNode): Shown {
  const { mode, id, startUs, cue, brightness, isDark } = player;
  return { mode, id, startUs: mode === 0 ? 0 : Math.round(startUs), cue: cue?.id, brightness, isDark };
}
