import { GroupWorld } from "../../sim/group/group-world.ts";
import { GROUP_ADDRESS } from "../../src/sync/group-socket.ts";

/** How fast edits spread. Milliseconds, Infinity where one did not arrive everywhere in `LIMIT_MS`. */
export interface EditsRun {
  /** Of each edit: until all nodes had it. */
  readonly everywhereMs: number[];
  /** Of each edit and each other node: until that one had it. */
  readonly eachMs: number[];
  /** Of each partition that was healed: until all nodes had the same. */
  readonly healedMs: number[];
  /** Multicasts of all together, a second, while nothing was edited. */
  readonly quietMulticasts: number;
}

export interface EditsOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly loss: number;
  readonly edits: number;
  readonly partitions: number;
  readonly quietS: number;
}

const BOOT_MS = 10_000;
const SETTLE_MS = 60_000;
/** From one edit to the next, and as much again at random. */
const BETWEEN_MS = 5000;
/** How long a partition lasts, and as much again at random; both sides edit when it is `EDIT_AT_MS` old. */
const APART_MS = 20_000;
const EDIT_AT_MS = 5000;
const LIMIT_MS = 60_000;

export function runEdits({ seed, nodes, loss, edits, partitions, quietS }: EditsOptions): EditsRun {
  const group = new GroupWorld({ seed, nodes, wifi: { loss, multicastLoss: loss } });
  const { world } = group;
  group.bootAll(BOOT_MS);
  world.runForMs(BOOT_MS + SETTLE_MS);
  const everywhereMs: number[] = [];
  const eachMs: number[] = [];
  for (let i = 0; i < edits; i++) {
    everywhereMs.push(editOnce(group, i, eachMs));
    world.runForMs(BETWEEN_MS + world.prng.below(BETWEEN_MS));
  }
  const healedMs: number[] = [];
  for (let i = 0; i < partitions; i++) {
    healedMs.push(partOnce(group, i));
    world.runForMs(APART_MS);
  }
  world.runForMs(SETTLE_MS);
  let multicasts = 0;
  world.network.onPacket = ({ to }) => {
    if (to === GROUP_ADDRESS) multicasts++;
  };
  world.runForMs(quietS * 1000);
  return { everywhereMs, eachMs, healedMs, quietMulticasts: multicasts / quietS };
}

/** Edits a setting on one of the nodes; returns when the last one had it. */
function editOnce({ world, nodes }: GroupWorld, value: number, eachMs: number[]): number {
  const startUs = world.nowUs;
  const editor = world.prng.pick(nodes);
  editor.store.put("setting", "brightness", { body: { value: value % 256 } });
  const root = editor.group.news.root;
  const waiting = new Set(nodes);
  waiting.delete(editor);
  world.runUntilTrue(() => {
    for (const node of waiting) {
      if (node.group.news.root !== root) continue;
      waiting.delete(node);
      eachMs.push((world.nowUs - startUs) / 1000);
    }
    return waiting.size === 0;
  }, LIMIT_MS);
  for (const _ of waiting) eachMs.push(Number.POSITIVE_INFINITY);
  return waiting.size === 0 ? (world.nowUs - startUs) / 1000 : Number.POSITIVE_INFINITY;
}

/** Cuts the group in two, lets both halves edit, and heals the cut; returns how long it took until all had the same. */
function partOnce({ world, members, nodes }: GroupWorld, value: number): number {
  const hosts = members.map(({ host }) => host);
  const half = hosts.length >> 1;
  world.partition([hosts.slice(0, half), hosts.slice(half)]);
  world.runForMs(EDIT_AT_MS);
  nodes[1]!.store.put("setting", "brightness", { body: { value: (2 * value) % 256 } });
  nodes[half]!.store.put("setting", "speed", { body: { value: value % 256 } });
  world.runForMs(APART_MS - EDIT_AT_MS + world.prng.below(APART_MS));
  world.heal();
  const startUs = world.nowUs;
  const root = () => nodes[0]!.group.news.root;
  const healed = world.runUntilTrue(() => nodes.every(({ group }) => group.news.root === root()), LIMIT_MS);
  return healed ? (world.nowUs - startUs) / 1000 : Number.POSITIVE_INFINITY;
}
