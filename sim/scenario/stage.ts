import { decodeUtf8 } from "../../src/bytes/utf8.ts";
import type { HttpResponse } from "../../src/net/http-response.ts";
import type { SyncNode } from "../../src/node/sync-node.ts";
import { MAX_VERSIONS } from "../../src/store/item.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import type { Store } from "../../src/store/store.ts";
import { covers } from "../../src/store/version-vector.ts";
import { Accounts, viewOf } from "../oracle/accounts.ts";
import { checkBounds } from "../oracle/bounds.ts";
import {
  agree,
  agreeButForTombstones,
  checkBlobFiles,
  checkBlobs,
  checkConflicts,
  checkKept,
  checkSame,
  checkWinners,
  tellDifference,
} from "../oracle/convergence.ts";
import { type Edit, EditGraph, itemKey, type StoreView } from "../oracle/edit-graph.ts";
import { Mixing } from "../oracle/mixing.ts";
import { SelfWatch } from "../oracle/self-watch.ts";
import { StoreWatch } from "../oracle/store-watch.ts";
import { Verdict, Violation } from "../oracle/violation.ts";
import type { HostOptions } from "../sim-host.ts";
import { SimImages } from "../sim-images.ts";
import { World, type WorldOptions } from "../world.ts";
import { type NodeEvents, SimNode } from "./sim-node.ts";
import { User, type UserRequest } from "./user.ts";

/** Age at which nodes may begin to forget deletions. */
const COLD_AFTER_US = 86_400_000_000;
/** A user's client gives up before. */
const ANSWER_LIMIT_MS = 60_000;
/** How often the oracles look at running nodes. */
const LOOK_MS = 1000;

/** What the nodes of a stage did together. */
export interface SyncTotals {
  syncs: number;
  failedSyncs: number;
  /** Items that were in conflict when they were taken. */
  conflicts: number;
}

/**
 * Nodes, their users and the oracles that watch them, in one world. Whoever directs it adds nodes, lets time pass and users
 * act; each promise that is broken ends the run with a `Violation`.
 */
export class Stage implements NodeEvents {
  readonly world: World;
  readonly nodes: SimNode[] = [];
  readonly graph = new EditGraph();
  readonly verdict = new Verdict();
  readonly user: User;
  readonly totals: SyncTotals = { syncs: 0, failedSyncs: 0, conflicts: 0 };
  /** Blobs that nobody has any more, though a version that was made without them refers to them. */
  readonly goneBlobs = new Set<string>();
  /** Called at each loss of power, when the node is gone already. */
  onPowerLoss: (node: SimNode) => void = () => {};
  /** Whether no node's clock runs ahead: only then a tombstone must be there for a day. */
  trueClocks = true;
  private readonly watch: StoreWatch;
  private readonly mixing = new Mixing();
  private readonly selves: SelfWatch;
  private readonly hostOptions: HostOptions;

  constructor(options: WorldOptions, hostOptions: HostOptions = {}) {
    this.world = new World(options);
    this.hostOptions = hostOptions;
    this.watch = new StoreWatch(this.graph, this.verdict, () => this.world.nowUs);
    this.selves = new SelfWatch(this.verdict);
    this.user = new User(this.world, this.graph, this.verdict);
  }

  /** One more node, without power as yet. */
  addNode(start: Partial<LocalConfig> = {}, hostOptions: HostOptions = {}): SimNode {
    const number = this.nodes.length;
    const host = this.world.addHost({
      name: nameOf(number),
      images: (files, timers) => new SimImages({ files, timers }),
      ...this.hostOptions,
      ...hostOptions,
    });
    const node = new SimNode(number, host, { deviceName: `Poi ${number}`, groups: ["pair"], ...start }, this);
    this.nodes.push(node);
    return node;
  }

  /** Lets time pass, with the oracles looking on. */
  runForMs(ms: number): void {
    this.runUntilTrue(() => false, ms);
  }

  /** Lets time pass until the condition holds, asked each second; false where `limitMs` passed before. */
  runUntilTrue(condition: () => boolean, limitMs: number): boolean {
    let left = limitMs;
    while (!condition()) {
      if (left <= 0) return false;
      this.world.runForMs(Math.min(LOOK_MS, left));
      left -= LOOK_MS;
      this.look();
    }
    return true;
  }

  /** Sends a request and waits for the answer; undefined where none comes. */
  call(node: SimNode, request: UserRequest): HttpResponse | undefined {
    let answer: HttpResponse | undefined;
    let done = false;
    this.user.send(node, request, (response) => {
      done = true;
      answer = response;
    });
    this.world.runUntilTrue(() => done, ANSWER_LIMIT_MS);
    return answer;
  }

  /** What a node answers to GET, as JSON; undefined where it does not answer 200. */
  ask(node: SimNode, path: string): unknown {
    const answer = this.call(node, { label: path, method: "GET", path });
    return answer?.status === 200 ? JSON.parse(decodeUtf8(answer.body)) : undefined;
  }

  onBoot(node: SimNode, running: SyncNode): void {
    const { number } = node;
    const { store, file, history } = running;
    this.mixing.is(number, file.config.groups);
    const { change } = file;
    file.change = (changes) => {
      if (changes.groups !== undefined) this.mixing.may(number, changes.groups);
      change.call(file, changes);
      this.mixing.is(number, file.config.groups);
    };
    const { add } = history;
    history.add = (record) => {
      this.totals.syncs += record.role === "asked" ? 1 : 0;
      this.totals.failedSyncs += record.role === "asked" && record.outcome === "failed" ? 1 : 0;
      this.totals.conflicts += record.taken.conflicts;
      add.call(history, record);
    };
    this.watch.attach(store, number);
    this.selves.attach(number, running);
    if (node.host.boots > 1) this.judge(() => this.checkReopened(node, running));
  }

  onOrderlyCrash(node: SimNode, running: SyncNode): void {
    this.selves.beforeCrash(node.number, running);
  }

  onCrash(node: SimNode): void {
    this.selves.forget(node.number);
    this.onPowerLoss(node);
  }

  /** Whether these nodes, all of them up, hold the same as far as they can see. */
  agree(nodes: readonly SimNode[]): boolean {
    const stores = nodes.map(({ node }) => node?.store);
    if (stores.some((store) => store === undefined)) return false;
    const all = stores as Store[];
    return agree(all) || (!this.trueClocks && agreeButForTombstones(all));
  }

  tellDifference(nodes: readonly SimNode[]): string {
    const up = nodes.filter(({ node }) => node !== undefined);
    return tellDifference(
      up.map(({ node }) => node!.store),
      up.map(({ number }) => nameOf(number)),
    );
  }

  /** All oracles over nodes that have converged. */
  checkConverged(nodes: readonly SimNode[]): void {
    const { graph } = this;
    const numbers = new Set(nodes.map(({ number }) => number));
    const views = nodes.map(({ node }) => viewOf(node!.store));
    for (const [i, { host, node, number }] of nodes.entries()) {
      const name = nameOf(number);
      const view = views[i]!;
      const accounts = this.accounts(view);
      const promised = (edit: Edit) => numbers.has(edit.node);
      accounts.checkEdits("no answered edit is lost", name, promised);
      accounts.checkReturns(name, promised);
      this.mixing.check(graph, view, number);
      checkConflicts(name, view);
      const isAmong = (other: number) => numbers.has(other);
      for (const blob of checkBlobs(name, view, host.files, graph, isAmong)) this.goneBlobs.add(blob);
      checkSame(nodes[0]!.node!.store, node!.store, [views[0]!, view], `node0 and ${name}`);
      checkWinners(nodes[0]!.node!, node!, `node0 and ${name}`);
    }
  }

  /** Nodes that sync with each other by themselves, directly or through others: each list must converge. */
  circles(): SimNode[][] {
    const circles: SimNode[][] = [];
    const left = new Set(this.nodes);
    for (const first of left) {
      const circle = [first];
      left.delete(first);
      for (const node of circle) {
        for (const other of left) {
          if (!shareGroup(node, other)) continue;
          left.delete(other);
          circle.push(other);
        }
      }
      circles.push(circle);
    }
    return circles;
  }

  private accounts(view: StoreView): Accounts {
    const { nowUs } = this.world;
    return new Accounts(this.graph, view, this.trueClocks ? nowUs - COLD_AFTER_US : nowUs);
  }

  private look(): void {
    this.verdict.check();
    for (const node of this.nodes) {
      const { node: running, host, number, allFailures } = node;
      if (allFailures > 0) {
        throw new Violation(
          "no internal mistakes",
          `${nameOf(number)} made ${allFailures} internal mistakes`,
        );
      }
      if (running !== undefined) checkBounds(this.verdict, nameOf(number), running, host.timers.count);
    }
    this.verdict.check();
  }

  /** A node that was cut off must find again all that it has promised. */
  private checkReopened(node: SimNode, { store }: SyncNode): void {
    const name = nameOf(node.number);
    const view = viewOf(store);
    const accounts = this.accounts(view);
    const promised = (edit: Edit) => edit.node === node.number && !maySplit(view, edit);
    accounts.checkEdits("the journal keeps what was answered", name, promised);
    accounts.checkReturns(name, promised);
    checkBlobFiles(name, node.host.files);
    if (node.heldAtCrash !== undefined) checkKept(name, node.heldAtCrash, view);
    for (const item of view.values()) {
      for (const version of item.versions) {
        const edit = this.graph.find(item.kind, item.id, version);
        if (edit?.node !== node.number || edit.ackedUs === undefined || !edit.hadBlob) continue;
        if (version.blob !== undefined && !store.blobs.has(version.blob)) {
          throw new Violation(
            "blobs match their hash",
            `${name} lost the blob ${version.blob} of ${item.id}`,
          );
        }
      }
    }
  }

  private judge(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.verdict.report(error.oracle, error.message);
    }
  }
}

/** Another node has made the version an item of its own, which may still be on its way. */
function maySplit(view: StoreView, { kind, id, version }: Edit): boolean {
  const item = view.get(itemKey(kind, id));
  return item?.versions.length === MAX_VERSIONS && covers(item.context, version.replica, version.counter);
}

function nameOf(number: number): string {
  return `node${number}`;
}

function shareGroup(a: SimNode, b: SimNode): boolean {
  const mine = a.node?.file.config.groups ?? [];
  const theirs = b.node?.file.config.groups ?? [];
  return mine.some((group) => group !== "" && theirs.includes(group));
}
