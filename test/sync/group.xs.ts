import { ShowClock } from "../../src/clock/show-clock.ts";
import type { DatagramOptions, Datagrams } from "../../src/ports/datagrams.ts";
import { JOINED, type RadioClock } from "../../src/ports/radio-clock.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { ConfigFile } from "../../src/store/local-config.ts";
import { Store } from "../../src/store/store.ts";
import { BEACON_BYTES, Beacon, LOCKED, SYNCS, tickName } from "../../src/sync/beacon.ts";
import { CounterWatch, networkName } from "../../src/sync/counter-watch.ts";
import { DATAGRAM, writeHead } from "../../src/sync/datagram.ts";
import { Group } from "../../src/sync/group.ts";
import { GROUP_PORT } from "../../src/sync/group-socket.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { History } from "../../src/sync/history.ts";
import { Peers } from "../../src/sync/peers.ts";
import {
  Answer,
  ASK_BYTES,
  encodeNetworks,
  encodeQuestion,
  KNOWS,
  questionNumber,
} from "../../src/sync/question.ts";
import { Synchronizer } from "../../src/sync/synchronizer.ts";
import { program } from "../xs/inside/program.ts";
import type { XsWorld } from "../xs/inside/world.ts";

const TAG = groupTag("pair");
const SHOW = 0x1000;
const ADDRESS = "10.0.0.1";
const NEIGHBOURS = 100;
/** The show is so much older than the node. */
const AHEAD_US = 60_000_000;

/** Sockets that count what is sent, keep the last question, and hear what the program says. */
class Air implements Datagrams {
  sent = 0;
  asked = 0;
  question: Uint8Array = new Uint8Array(0);
  /** What was sent last tells a counter. */
  toldCounter = false;
  private shared: DatagramOptions | undefined;
  private own: DatagramOptions | undefined;

  addresses(): readonly string[] {
    return ["10.0.0.2"];
  }

  open(options: DatagramOptions) {
    if (options.port === GROUP_PORT) this.shared = options;
    else this.own = options;
    const send = (bytes: Uint8Array): void => {
      this.sent++;
      this.toldCounter = bytes[0] === DATAGRAM.answer && bytes[39] !== 0;
      if (bytes[0] !== DATAGRAM.ask) return;
      this.asked++;
      this.question = bytes;
    };
    return { port: options.port, send, close: () => {} };
  }

  hear(bytes: Uint8Array, multicast: boolean): void {
    (multicast ? this.shared : this.own)!.onReceive(bytes, ADDRESS, 40_000);
  }
}

interface Node {
  world: XsWorld;
  air: Air;
  clock: ShowClock;
  group: Group;
  beacon: Beacon;
  bytes: Uint8Array;
}

const NETWORK = 0x24a43c5a0c1d;
const COUNTER_AHEAD_US = 3e11;

/** A radio that reads the counter of an access point, which is as much ahead of the node's clock. */
function radioClock({ ports }: XsWorld): RadioClock {
  return {
    read(place, into) {
      if (place !== JOINED) return false;
      into.network = NETWORK;
      into.localUs = ports.clock.localUs();
      into.counterUs = into.localUs + COUNTER_AHEAD_US;
      into.withinUs = 21;
      return true;
    },
  };
}

function makeNode(world: XsWorld, hasCounter = false): Node {
  const air = new Air();
  const ports = {
    ...world.ports,
    datagrams: air,
    ...(hasCounter ? { radioClock: radioClock(world) } : {}),
  };
  const { clock, timers, random, files, digest } = ports;
  const start: Partial<LocalConfig> = { groups: ["pair"] };
  const { config } = new ConfigFile(files, random, start);
  const store = new Store(ports);
  const peers = new Peers(files, clock);
  const history = new History(files, digest);
  const transport = { request: () => ({ cancel() {} }) } as never;
  const common = { store, config, peers, history, clock };
  const synchronizer = new Synchronizer({ ...common, transport, timers, random });
  const show = new ShowClock({ clock, show: SHOW });
  const group = new Group({
    ...{ ports, store, config, peers, synchronizer, clock: show },
    httpPort: () => 80,
    isIdle: () => false,
    health: () => 0,
  });
  group.start();
  world.advance(1000);
  const beacon = new Beacon();
  return { world, air, clock: show, group, beacon, bytes: new Uint8Array(BEACON_BYTES) };
}

/** Writes what a neighbour says that joined in its turn, of a show that is older than this node. */
function write({ world, group, beacon, bytes }: Node, number: number): void {
  beacon.flags = LOCKED | SYNCS;
  beacon.port = 80;
  beacon.root = group.news.root;
  beacon.show = SHOW - 1;
  beacon.joinedS = number;
  beacon.groupUs = world.ports.clock.localUs() + AHEAD_US;
  beacon.scene = 0;
  writeHead(bytes, DATAGRAM.beacon, TAG, number + 1);
  beacon.encode(bytes);
}

function speak(node: Node, number: number): void {
  write(node, number);
  node.air.hear(node.bytes, true);
}

function answer({ world, air, group }: Node): Uint8Array {
  const reply = new Uint8Array(ASK_BYTES);
  const said = new Answer();
  said.number = questionNumber(air.question);
  said.show = SHOW - 1;
  said.joinedS = 0;
  said.heardUs = world.ports.clock.localUs() + AHEAD_US - 2000;
  said.heldUs = 100;
  said.errorUs = 50;
  if (group.talk.counters !== undefined) {
    said.network = networkName(NETWORK);
    said.counterUs = world.ports.clock.localUs() - 2000 + COUNTER_AHEAD_US;
    said.counterError = 4;
  }
  writeHead(reply, DATAGRAM.answer, TAG, 1);
  said.encode(reply);
  return reply;
}

/** Lets time pass until the node has asked, and the answer is on its way for 4 ms. */
function askedOnce({ world, air }: Node): void {
  const before = air.asked;
  while (air.asked === before) world.advance(10);
  world.advance(4);
}

/** A node that knows the time, and a hundred neighbours. */
function settled(world: XsWorld, hasCounter = false): Node {
  const node = makeNode(world, hasCounter);
  for (let i = 0; i < NEIGHBOURS; i++) speak(node, i);
  for (let i = 0; i < 200; i++) {
    askedOnce(node);
    node.air.hear(answer(node), false);
    speak(node, i % NEIGHBOURS);
  }
  if (!node.clock.locked) throw new Error("not locked");
  return node;
}

function isUnchanged(node: Node): void {
  if (node.clock.show !== SHOW - 1 || node.group.socket.counters.malformed > 0) throw new Error("not taken");
}

/** A beacon of a hundred, which tells when its sender heard the last one: a moment that both heard. */
export const hearsBeacon = program({
  prepare(world) {
    const node = settled(world);
    speak(node, 7);
    const name = tickName(8, node.beacon.groupUs);
    world.advance(200);
    node.beacon.tick = name;
    node.beacon.tickAgoUs = 200_000;
    write(node, 8);
    return node;
  },
  run: ({ air, bytes }) => air.hear(bytes, true),
  check(_, node) {
    isUnchanged(node);
    if (node.group.talk.ticksTaken === 0) throw new Error("no tick");
  },
});

export const hearsStranger = program({
  prepare(world) {
    const node = settled(world);
    write(node, NEIGHBOURS + 1);
    return node;
  },
  run: ({ air, bytes }) => air.hear(bytes, true),
  check(_, node) {
    isUnchanged(node);
    if (node.group.neighbours.count !== NEIGHBOURS + 1) throw new Error("not noted");
  },
});

function asks(hasCounter: boolean) {
  return program({
    prepare(world) {
      const node = settled(world, hasCounter);
      const question = new Uint8Array(ASK_BYTES);
      writeHead(question, DATAGRAM.ask, TAG, 8);
      encodeQuestion(question, 5, KNOWS, SHOW - 1, 7);
      if (hasCounter) encodeNetworks(question, networkName(NETWORK), 0);
      return { node, question, sent: node.air.sent };
    },
    run: ({ node, question }) => node.air.hear(question, false),
    check(_, { node, sent }) {
      if (node.air.sent !== sent + 1) throw new Error("no answer");
      if (hasCounter !== node.air.toldCounter) throw new Error("the counter");
    },
  });
}

export const answersQuestion = asks(false);
export const answersWithCounter = asks(true);

/** With a line laid anew through the last 120 samples. */
function takes(hasCounter: boolean) {
  return program({
    prepare(world) {
      const node = settled(world, hasCounter);
      askedOnce(node);
      const { clock, group } = node;
      return { node, reply: answer(node), answered: group.talk.answered, stamps: clock.stampsTaken };
    },
    run: ({ node, reply }) => node.air.hear(reply, false),
    check(_, { node, answered, stamps }) {
      isUnchanged(node);
      if (node.group.talk.answered === answered) throw new Error("not taken");
      if (node.clock.stampsTaken !== stamps + (hasCounter ? 1 : 0)) throw new Error("the counter");
    },
  });
}

export const takesAnswer = takes(false);
export const takesCounter = takes(true);

/** Ten a second: a second of it, in which nothing else happens. */
export const readsCounter = program({
  prepare(world) {
    const { ports } = world;
    const watch = new CounterWatch(ports, radioClock(world));
    watch.start();
    world.advance(5000);
    return { world, watch };
  },
  run: ({ world }) => world.advance(1024),
  check(_, { world, watch }) {
    if (watch.name(JOINED, world.ports.clock.localUs()) === 0) throw new Error("not known");
  },
});

export const holds100 = program({
  prepare: (world) => world,
  run(world) {
    const node = makeNode(world);
    for (let i = 0; i < NEIGHBOURS; i++) speak(node, i);
    return node;
  },
});
