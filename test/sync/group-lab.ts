import { GroupNode } from "../../sim/group/group-node.ts";
import type { SimHost } from "../../sim/sim-host.ts";
import { World } from "../../sim/world.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import type { DatagramOptions, DatagramSocket, Datagrams } from "../../src/ports/datagrams.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { BEACON_BYTES, Beacon, LOCKED, SYNCS } from "../../src/sync/beacon.ts";
import { DATAGRAM, HEAD_BYTES, writeHead } from "../../src/sync/datagram.ts";
import { GROUP_ADDRESS, GROUP_PORT } from "../../src/sync/group-socket.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { Answer, ASK_BYTES, encodeQuestion, questionNumber } from "../../src/sync/question.ts";

export interface Sent {
  atMs: number;
  bytes: Uint8Array;
  address: string;
  port: number;
}

/** Sockets that keep what is sent, and hear what the test says. */
export class Air implements Datagrams {
  readonly sent: Sent[] = [];
  readonly sockets: DatagramOptions[] = [];
  addressList: string[] = ["10.0.0.1"];
  /** Opening fails at once. */
  isBroken = false;
  opened = 0;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  addresses(): readonly string[] {
    return this.addressList;
  }

  open(options: DatagramOptions): DatagramSocket {
    this.opened++;
    if (this.isBroken) options.onError("no network");
    else this.sockets.push(options);
    return {
      port: options.port || 40_000,
      send: (bytes, address, port) => {
        this.sent.push({ atMs: this.world.nowUs / 1000, bytes: bytes.slice(), address, port });
      },
      close: () => {
        const at = this.sockets.indexOf(options);
        if (at >= 0) this.sockets.splice(at, 1);
      },
    };
  }

  /** A datagram from an address of the test's. */
  hear(bytes: Uint8Array, multicast = true, address = "10.0.0.9"): void {
    const socket = this.sockets.find(({ port }) => (port === GROUP_PORT) === multicast);
    socket?.onReceive(bytes, address, 50_000);
  }
}

/** One node whose sockets are the test's. */
export class GroupLab {
  readonly world: World;
  readonly host: SimHost;
  readonly air: Air;
  readonly node: GroupNode;

  constructor(seed: number | string, start: Partial<LocalConfig> = {}, ports: Partial<Ports> = {}) {
    this.world = new World({ seed });
    this.host = this.world.addHost({ driftPpm: 0 });
    this.air = new Air(this.world);
    this.node = new GroupNode(
      { ...this.host.boot(), datagrams: this.air, ...ports },
      { groups: ["pair"], deviceId: "0a0000000001", ...start },
    );
    this.world.runForMs(10);
  }

  /** What was sent of a type, and forgets all that was sent. */
  take(type: number): Sent[] {
    const found = this.air.sent.filter(({ bytes }) => bytes[0] === type);
    this.air.sent.length = 0;
    return found;
  }

  /** A beacon of another node of the group, which agrees with this one but for what is given. */
  beacon(id: number, change: Partial<Beacon> = {}, tag = groupTag("pair")): Uint8Array {
    const beacon = new Beacon();
    beacon.flags = LOCKED | SYNCS;
    beacon.port = 80;
    beacon.root = this.node.group.news.root;
    beacon.show = this.node.clock.show;
    beacon.joinedS = 5;
    beacon.groupUs = Math.floor(this.node.clock.nowUs());
    Object.assign(beacon, change);
    const bytes = new Uint8Array(BEACON_BYTES);
    writeHead(bytes, DATAGRAM.beacon, tag, id);
    beacon.encode(bytes);
    return bytes;
  }

  /** How loud the music is, as another node of the group tells it. */
  level(...told: number[]): Uint8Array {
    const bytes = new Uint8Array(HEAD_BYTES + told.length);
    writeHead(bytes, DATAGRAM.level, groupTag("pair"), 2);
    bytes.set(told, HEAD_BYTES);
    return bytes;
  }

  /** A question for the time. */
  question(id: number, number = 1): Uint8Array {
    const bytes = new Uint8Array(ASK_BYTES);
    writeHead(bytes, DATAGRAM.ask, groupTag("pair"), id);
    encodeQuestion(bytes, number, 0, this.node.clock.show, 5);
    return bytes;
  }

  /** The answer of another node to a question of this one, in the time `aheadUs` after its own. */
  answer(id: number, question: Uint8Array, aheadUs = 0): Uint8Array {
    const answer = new Answer();
    answer.number = questionNumber(question);
    answer.show = this.node.clock.show;
    answer.heardUs = Math.floor((this.node.clock.nowUs() + aheadUs) as GroupUs);
    const bytes = new Uint8Array(ASK_BYTES);
    writeHead(bytes, DATAGRAM.answer, groupTag("pair"), id);
    answer.encode(bytes);
    return bytes;
  }
}

export function isToAll({ address, port }: Sent): boolean {
  return address === GROUP_ADDRESS && port === GROUP_PORT;
}
