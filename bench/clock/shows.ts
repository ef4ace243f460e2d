import type { GroupNode } from "../../sim/group/group-node.ts";
import { GroupWorld } from "../../sim/group/group-world.ts";

/** What became of shows that met, were joined, or lost nodes. */
export interface ShowsRun {
  /** All nodes that are up are in one show, and that is the one it should be. */
  readonly isRight: boolean;
  /** Jumps and adoptions of nodes that were in that show already, and moments at which their group time went back. */
  readonly moved: number;
  /** From what happened until all knew the time of one show; NaN where they never did. */
  readonly resolvedS: number;
  /** Error of the group, first to last node, half a minute later. */
  readonly spreadUs: number;
}

const LIMIT_MS = 30_000;
const AFTER_MS = 30_000;

/** Two groups, of which the first began `gapMs` before the other, did not see one another for a minute, and meet. */
export function runMeeting(seed: number, gapMs: number): ShowsRun {
  const group = new GroupWorld({ seed, nodes: 6, startUs: 0 });
  const { world, members } = group;
  const hosts = members.map(({ host }) => host);
  world.partition([hosts.slice(0, 3), hosts.slice(3)]);
  members[0]!.boot();
  world.runForMs(gapMs);
  members[3]!.boot();
  world.runForMs(1000);
  for (const member of members) if (!member.isUp) member.boot();
  world.runForMs(60_000);
  const oldest = members[0]!.node!.clock.show;
  return resolve(group, oldest, () => world.heal());
}

/** A group of three that has played for a while, joined by ten, all at once and with clocks of their own. */
export function runNewcomers(seed: number): ShowsRun {
  const group = new GroupWorld({ seed, nodes: 13 });
  const { world, members } = group;
  for (const member of members.slice(0, 3)) {
    member.boot();
    world.runForMs(1000);
  }
  world.runForMs(30_000);
  return resolve(group, members[0]!.node!.clock.show, () => {
    for (const member of members.slice(3)) member.boot();
  });
}

/** A group of ten, of which any number vanish at one moment. */
export function runRemoval(seed: number): ShowsRun {
  const group = new GroupWorld({ seed, nodes: 10 });
  const { world, members } = group;
  group.bootAll(5000);
  world.runForMs(60_000);
  const { show } = members[0]!.node!.clock;
  const order = members.map((member) => ({ member, at: world.prng.u32() }));
  order.sort((a, b) => a.at - b.at);
  const left = 2 + world.prng.below(8);
  return resolve(group, show, () => {
    for (const { member } of order.slice(left)) member.crash();
  });
}

function resolve(group: GroupWorld, show: number, happen: () => void): ShowsRun {
  const { world } = group;
  const before = new Map(group.nodes.map((node) => [node, movesOf(node)]));
  happen();
  const startUs = world.nowUs;
  const stayed = group.nodes.filter((node) => before.has(node) && node.clock.show === show);
  const lastUs = stayed.map(({ clock }) => clock.nowUs());
  let moved = 0;
  const look = (): void => {
    for (const [i, { clock }] of stayed.entries()) {
      const us = clock.nowUs();
      if (us < lastUs[i]!) moved++;
      lastUs[i] = us;
    }
  };
  const resolved = world.runUntilTrue(() => {
    look();
    return group.isLocked;
  }, LIMIT_MS);
  const resolvedS = resolved ? (world.nowUs - startUs) / 1e6 : Number.NaN;
  world.runUntilTrue(() => {
    look();
    return false;
  }, AFTER_MS);
  for (const node of stayed) moved += movesOf(node) - before.get(node)!;
  return {
    isRight: group.nodes.every(({ clock }) => clock.show === show),
    moved,
    resolvedS,
    spreadUs: group.spreadUs(),
  };
}

function movesOf({ clock }: GroupNode): number {
  return clock.jumps + clock.adoptions;
}
