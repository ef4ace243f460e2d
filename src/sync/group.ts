import type { ShowClock } from "../clock/show-clock.ts";
import { Pulse } from "../net/pulse.ts";
import type { LocalUs } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { Timer } from "../ports/timers.ts";
import type { LocalConfig } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { BEACON_BYTES, Beacon, LACKS_BLOBS, LOCKED, SYNCS } from "./beacon.ts";
import { ClockTalk } from "./clock-talk.ts";
import { DATAGRAM, HEAD_BYTES, idNumber, readU32, readU48, writeHead, writeU32 } from "./datagram.ts";
import { GroupSocket } from "./group-socket.ts";
import { groupTag } from "./hello.ts";
import { Meetings } from "./meetings.ts";
import { Neighbours } from "./neighbours.ts";
import { ALL_ROWS, News } from "./news.ts";
import type { Peers } from "./peers.ts";
import { ASK_BYTES } from "./question.ts";
import type { Synchronizer } from "./synchronizer.ts";
import { chance, Trickle } from "./trickle.ts";

/**
 * The nodes of this node's groups, by datagrams: who is there, what the time is in the show, what is new. One beacon serves for
 * all three (beacon.ts), its timing is Trickle's (trickle.ts). What it leads to is elsewhere: the time in clock-talk.ts, edits in
 * news.ts, syncs over HTTP in meetings.ts. Where no multicast gets through, all of this is silent, and `Synchronizer` goes on
 * as ever.
 *
 * A node without a named group sends nothing and hears nothing: strangers at a festival do not play in step by chance.
 */

/** Bounds of Trickle's interval, and how many equal beacons are enough. */
const SHORTEST_MS = 250;
const LONGEST_MS = 4000;
const ENOUGH = 1;
/** Each is heard so often: before its records of multicast DNS are asked for again, at 96 s (net/mdns-browser.ts). */
const SILENCE_MS = 88_000;
/** More nodes than this would say more than one beacon a second for that; they are asked for their records instead. */
const CROWD = 50;
const CROWD_SILENCE_MS = 600_000;
/** Somebody was heard who shows something else: many may know better, and the first to say so spares the others. */
const REPAIR_MS = 64;
/** So few nodes are told one by one, of those that were heard so lately. */
const FEW = 8;
const LATELY_US = 60_000_000;

/** What the show shows, as far as datagrams carry it. */
export interface Scene {
  /** 16 bits that differ where scenes do. */
  readonly digest: number;
  /** The payload of a SHOW datagram. */
  encode(): Uint8Array;
  /** Takes another node's. Returns what its digest is, -1 where it is malformed. */
  take(bytes: Uint8Array, at: number): number;
}

export interface GroupParts {
  ports: Ports;
  store: Store;
  config: LocalConfig;
  peers: Peers;
  synchronizer: Synchronizer;
  clock: ShowClock;
  /** With each beat addresses are looked at, and what beacons told is handed on; default: a pulse of its own. */
  pulse?: Pulse;
  /** Port of the HTTP server, 0 until it listens. */
  httpPort(): number;
  /** Nothing is shown that needs the time now. */
  isIdle(): boolean;
  /** How this node is, as `healthBits` packs it. */
  health(): number;
}

export class Group {
  readonly neighbours = new Neighbours();
  readonly socket: GroupSocket;
  readonly talk: ClockTalk;
  readonly news: News;
  readonly meetings: Meetings;
  scene: Scene | undefined;
  /** Another node heard how loud the music is, 0 to 255. */
  onLevel: (level: number) => void = () => {};
  private readonly parts: GroupParts;
  private readonly pulse: Pulse;
  private readonly trickle: Trickle;
  private readonly heard = new Beacon();
  private readonly own = new Beacon();
  private readonly bytes = new Uint8Array(BEACON_BYTES);
  private readonly id: number;
  /** Tags of the groups that have a name. */
  private tags: number[] = [];
  private sceneTimer: Timer | undefined;
  /** How this node was when it last spoke. */
  private health = 0;
  /** It was started, and it has a group to talk to. */
  private wanted = false;
  private running = false;

  constructor(parts: GroupParts) {
    this.parts = parts;
    const { ports, store, clock } = parts;
    this.pulse = parts.pulse ?? new Pulse(ports.timers);
    this.id = idNumber(parts.config.deviceId);
    this.socket = new GroupSocket(ports, {
      onDatagram: (bytes, address, port, localUs, multicast) =>
        this.hear(bytes, address, port, localUs, multicast),
      onOpen: () => this.trickle.start(),
    });
    this.trickle = new Trickle({
      timers: ports.timers,
      clock: ports.clock,
      random: ports.random,
      shortestMs: SHORTEST_MS,
      longestMs: LONGEST_MS,
      enough: ENOUGH,
      mustSpeak: () => parts.health() !== this.health,
      silenceMs: () => (this.neighbours.count < CROWD ? SILENCE_MS : CROWD_SILENCE_MS),
      onSpeak: () => this.beacon(ALL_ROWS),
    });
    const { neighbours, id } = this;
    this.talk = new ClockTalk({
      ports,
      clock,
      neighbours,
      id,
      send: (row, bytes) => this.sendTo(row, bytes),
      isIdle: () => parts.isIdle(),
    });
    this.news = new News({
      ports,
      store,
      isOpen: () => this.running && parts.config.autoSync && this.socket.isOpen,
      send: (row, type, bytes) => this.send(row, type, bytes),
      onChange: () => this.trickle.inconsistent(),
    });
    this.meetings = new Meetings({
      ...parts,
      neighbours,
      news: this.news,
      beacon: (row) => this.beacon(row),
    });
  }

  start(): void {
    this.wanted = true;
    this.tags = this.parts.config.groups.filter((name) => name !== "").map(groupTag);
    if (this.running || this.tags.length === 0) return;
    this.running = true;
    this.socket.start();
    this.talk.start();
    this.meetings.start();
    this.pulse.add(this.onPulse);
  }

  stop(): void {
    this.wanted = false;
    this.running = false;
    this.sceneTimer?.cancel();
    this.sceneTimer = undefined;
    this.pulse.remove(this.onPulse);
    this.trickle.stop();
    this.socket.stop();
    this.talk.stop();
    this.news.stop();
    this.meetings.stop();
  }

  private readonly onPulse = (): void => {
    this.socket.check();
    this.meetings.sweep();
  };

  /** The configuration changed: with other groups the node is among others. */
  configChanged(): void {
    const tags = this.parts.config.groups.filter((name) => name !== "").map(groupTag);
    if (!this.wanted || tags.join() === this.tags.join()) return;
    this.stop();
    this.neighbours.clear();
    this.start();
  }

  /** Something was stored. */
  storeChanged(): void {
    this.news.changed();
  }

  /** Tells all others what the show shows, and that it may be another thing than they know. */
  sendScene(): void {
    const bytes = this.encodeScene();
    if (bytes === undefined) return;
    this.send(ALL_ROWS, DATAGRAM.show, bytes);
    this.trickle.inconsistent();
  }

  /** Tells it once more. */
  repeatScene(): void {
    const bytes = this.encodeScene();
    if (bytes !== undefined) this.sendToEach(DATAGRAM.show, bytes);
  }

  /** Tells all others how loud the music is now, 0 to 255. */
  sendLevel(level: number): void {
    if (!this.running) return;
    const bytes = new Uint8Array(HEAD_BYTES + 1);
    bytes[HEAD_BYTES] = level;
    this.sendToEach(DATAGRAM.level, bytes);
  }

  /** Sends a datagram to all, one by one where they are few: an access point sends that again until it is acknowledged, and at once. */
  private sendToEach(type: number, bytes: Uint8Array): void {
    const { neighbours, parts } = this;
    const sinceUs = parts.ports.clock.localUs() - LATELY_US;
    let rows = 0;
    for (let row = 0; row < neighbours.count; row++) if (neighbours.isThere(row, sinceUs)) rows++;
    if (rows > FEW) this.send(ALL_ROWS, type, bytes);
    else {
      for (let row = 0; row < neighbours.count; row++)
        if (neighbours.isThere(row, sinceUs)) this.send(row, type, bytes);
    }
  }

  /** When a node was last heard that is at one address and serves HTTP at that port; negative for never. */
  lastHeardUs(deviceId: string, address: string, port: number): number {
    const { neighbours } = this;
    const row = neighbours.find(idNumber(deviceId));
    const isThere = row >= 0 && neighbours.told[row] === 1 && neighbours.httpPorts[row] === port;
    return isThere && neighbours.addresses[row] === address ? neighbours.heardUs[row]! : -1;
  }

  private encodeScene(): Uint8Array | undefined {
    if (this.scene === undefined || !this.running) return undefined;
    const payload = this.scene.encode();
    const bytes = new Uint8Array(HEAD_BYTES + payload.length);
    bytes.set(payload, HEAD_BYTES);
    return bytes;
  }

  private hear(bytes: Uint8Array, address: string, port: number, localUs: LocalUs, multicast: boolean): void {
    const { counters } = this.socket;
    const id = readU48(bytes, 5);
    if (id === this.id) {
      counters.echoes++;
      return;
    }
    const group = this.tags.indexOf(readU32(bytes, 1));
    if (group < 0) {
      counters.strangers++;
      return;
    }
    const row = this.neighbours.hear(id, localUs, address, port, group);
    const { length } = bytes;
    switch (bytes[0]) {
      case DATAGRAM.beacon:
        if (length >= BEACON_BYTES) this.hearBeacon(row, bytes, localUs, multicast);
        else counters.malformed++;
        break;
      case DATAGRAM.ask:
        if (length >= ASK_BYTES) this.answer(row, bytes, localUs);
        else counters.malformed++;
        break;
      case DATAGRAM.answer:
        if (length >= ASK_BYTES) this.talk.takeAnswer(row, bytes, localUs);
        else counters.malformed++;
        break;
      case DATAGRAM.items:
        this.hearItems(row, bytes);
        break;
      case DATAGRAM.show:
        this.hearScene(row, bytes);
        break;
      case DATAGRAM.level:
        if (length > HEAD_BYTES) this.onLevel(bytes[HEAD_BYTES]!);
        else counters.malformed++;
        break;
      default:
        counters.malformed++;
    }
  }

  /** @hot */
  private hearBeacon(row: number, bytes: Uint8Array, localUs: LocalUs, multicast: boolean): void {
    const { heard, trickle, parts } = this;
    heard.decode(bytes);
    this.neighbours.note(row, heard);
    this.talk.hearBeacon(row, heard, localUs, multicast);
    const sameShow = heard.show === parts.clock.show;
    const sameItems = this.meetings.hearRoot(row, heard, localUs, multicast);
    const sameScene = this.scene === undefined || !sameShow || heard.scene === this.scene.digest;
    if (!sameScene) this.showSoon();
    // Where they are few, who comes is told of each: beacons of those who agree are rare.
    if (this.neighbours.arrived && this.neighbours.count <= FEW) this.beacon(row);
    if (sameShow && sameItems && sameScene) trickle.consistent();
    else trickle.inconsistent();
  }

  private answer(row: number, bytes: Uint8Array, localUs: LocalUs): void {
    const reply = this.talk.answer(row, bytes, localUs);
    if (reply !== undefined) this.sendTo(row, reply);
  }

  private hearItems(row: number, bytes: Uint8Array): void {
    if (!this.parts.config.autoSync) return;
    if (bytes.length < HEAD_BYTES + 6) {
      this.socket.counters.malformed++;
      return;
    }
    const root = readU48(bytes, HEAD_BYTES);
    this.news.take(bytes, root);
    this.meetings.pushedBy(row, root);
  }

  private hearScene(row: number, bytes: Uint8Array): void {
    const { scene } = this;
    if (scene === undefined) return;
    const before = scene.digest;
    const theirs = scene.take(bytes, HEAD_BYTES);
    if (theirs < 0) {
      this.socket.counters.malformed++;
      return;
    }
    if (scene.digest !== before) this.trickle.inconsistent();
    if (theirs === scene.digest) {
      // Somebody has said it.
      this.sceneTimer?.cancel();
      this.sceneTimer = undefined;
    } else if (this.neighbours.shows[row] === this.parts.clock.show) this.showSoon();
  }

  /** Somebody shows something else: one of those who know better tells it, the later of both counts. */
  private showSoon(): void {
    const { timers, random } = this.parts.ports;
    this.sceneTimer ??= timers.after(REPAIR_MS * chance(random), () => {
      this.sceneTimer = undefined;
      this.sendScene();
    });
  }

  /** Sends a beacon to all, or to one. */
  private beacon(row: number): void {
    const { own, bytes, parts, news, talk, trickle } = this;
    const { config, clock, store } = parts;
    trickle.insists = !clock.isFollower;
    this.health = parts.health();
    own.flags =
      (clock.errorUs < 0xffff ? LOCKED : 0) |
      (config.autoSync ? SYNCS : 0) |
      (store.lacksBlobs ? LACKS_BLOBS : 0) |
      this.health;
    own.port = parts.httpPort();
    own.root = news.root;
    own.scene = this.scene?.digest ?? 0;
    news.remember();
    talk.fillBeacon(own);
    own.encode(bytes);
    this.send(row, DATAGRAM.beacon, bytes);
  }

  /** Sends a datagram, whose head is written here: to all nodes of all groups, or to one. */
  private send(row: number, type: number, bytes: Uint8Array): void {
    if (row !== ALL_ROWS) {
      writeHead(bytes, type, 0, this.id);
      this.sendTo(row, bytes);
      return;
    }
    for (let i = 0; i < this.tags.length; i++) {
      writeHead(bytes, type, this.tags[i]!, this.id);
      this.socket.multicast(bytes);
    }
  }

  private sendTo(row: number, bytes: Uint8Array): void {
    const { neighbours } = this;
    writeU32(bytes, 1, this.tags[neighbours.groups[row]!] ?? 0);
    this.socket.unicast(bytes, neighbours.addresses[row]!, neighbours.ports[row]!);
  }
}
