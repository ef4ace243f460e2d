import type { DatagramSocket, Datagrams } from "../../src/ports/datagrams.ts";
import { check, equal, equalBytes, type Law, pattern, type Stage } from "./law.ts";

export interface DatagramsHarness {
  stage: Stage;
  /** Two nodes on one network without loss; the same machine is allowed. */
  left: Datagrams;
  right: Datagrams;
  /** A multicast group that nobody else uses. */
  group: string;
  /** Keeps sockets that a law leaves open, to be closed after it. */
  opened: DatagramSocket[];
}

interface Heard {
  bytes: Uint8Array;
  address: string;
  port: number;
}

/** A socket that keeps what it hears. */
class Ear {
  readonly heard: Heard[] = [];
  readonly socket: DatagramSocket;

  constructor(harness: DatagramsHarness, side: "left" | "right", port: number, group?: string) {
    this.socket = harness[side].open({
      port,
      ...(group === undefined ? {} : { group }),
      onReceive: (bytes, address, from) => {
        this.heard.push({ bytes, address, port: from });
        harness.stage.poke();
      },
      onError: (message) => {
        throw new Error(message);
      },
    });
    harness.opened.push(this.socket);
  }

  get port(): number {
    return this.socket.port;
  }
}

/** A port that nobody has now, for sockets that share it. */
function freePort(harness: DatagramsHarness): number {
  const ear = new Ear(harness, "left", 0);
  ear.socket.close();
  return ear.port;
}

function addressOf(datagrams: Datagrams): string {
  return datagrams.addresses()[0]!;
}

const unicast: readonly Law<DatagramsHarness>[] = [
  {
    name: "carries bytes to an address and port, with the sender's, to which an answer comes back",
    async run(harness) {
      const { stage, right } = harness;
      const [a, b] = [new Ear(harness, "left", 0), new Ear(harness, "right", 0)];
      a.socket.send(pattern(300), addressOf(right), b.port);
      await stage.until(() => b.heard.length === 1, "the question");
      const [{ bytes, address, port }] = b.heard as [Heard];
      equalBytes(bytes, pattern(300), "question");
      equal(port, a.port, "the asker's port");
      b.socket.send(pattern(5), address, port);
      await stage.until(() => a.heard.length === 1, "the answer");
      equalBytes(a.heard[0]!.bytes, pattern(5), "answer");
      equal(a.heard[0]!.port, b.port, "the answerer's port");
    },
  },
  {
    name: "port 0 takes a free one, known at once, another for each socket",
    run(harness) {
      const ports = new Set<number>();
      for (let i = 0; i < 5; i++) ports.add(new Ear(harness, "left", 0).port);
      equal(ports.size, 5, "distinct ports");
      for (const port of ports) check(port > 0 && port < 65_536, `port ${port}`);
    },
  },
  {
    name: "takes the port that is asked for",
    async run(harness) {
      const free = new Ear(harness, "right", 0);
      free.socket.close();
      const b = new Ear(harness, "right", free.port);
      equal(b.port, free.port, "port");
      new Ear(harness, "left", 0).socket.send(pattern(2), addressOf(harness.right), b.port);
      await harness.stage.until(() => b.heard.length === 1, "the datagram");
    },
  },
  {
    name: "nothing is received before `send` returns, and the view may be reused then",
    async run(harness) {
      const { stage, left } = harness;
      const a = new Ear(harness, "left", 0);
      const bytes = pattern(50);
      a.socket.send(bytes, addressOf(left), a.port);
      equal(a.heard.length, 0, "datagrams heard during the call");
      bytes.fill(0);
      await stage.until(() => a.heard.length === 1, "the datagram");
      equalBytes(a.heard[0]!.bytes, pattern(50), "content");
    },
  },
  {
    name: "received bytes are the callee's: plain, whole, and not shared with another datagram",
    async run(harness) {
      const { stage, right } = harness;
      const [a, b] = [new Ear(harness, "left", 0), new Ear(harness, "right", 0)];
      for (let i = 0; i < 3; i++) a.socket.send(pattern(20, i), addressOf(right), b.port);
      await stage.until(() => b.heard.length === 3, "three datagrams");
      b.heard[1]!.bytes.fill(0);
      equalBytes(b.heard[0]!.bytes, pattern(20, 0), "the first");
      equalBytes(b.heard[2]!.bytes, pattern(20, 2), "the third");
      equal(Object.getPrototypeOf(b.heard[0]!.bytes), Uint8Array.prototype, "prototype");
    },
  },
  {
    name: "carries none to 1,472 bytes, and loses what is larger",
    async run(harness) {
      const { stage, right } = harness;
      const [a, b] = [new Ear(harness, "left", 0), new Ear(harness, "right", 0)];
      for (const length of [1473, 1472, 60_000, 100_000, 0]) {
        a.socket.send(pattern(length), addressOf(right), b.port);
      }
      await stage.until(() => b.heard.length >= 2, "two datagrams");
      await stage.settle();
      equal(b.heard.map(({ bytes }) => bytes.length).join(), "1472,0", "lengths heard");
      equalBytes(b.heard[0]!.bytes, pattern(1472), "content");
    },
  },
  {
    name: "sending never throws: no such host, no such port, no address at all",
    async run(harness) {
      const a = new Ear(harness, "left", 0);
      for (const address of ["10.255.255.254", "0.0.0.0", "256.1.1.1", "host", "", "::1", "240.0.0.1"]) {
        a.socket.send(pattern(3), address, 9);
      }
      for (const port of [0, 1, 65_535, 65_536, -1])
        a.socket.send(pattern(3), addressOf(harness.right), port);
      await harness.stage.settle();
      equal(a.heard.length, 0, "datagrams heard");
    },
  },
];

const multicast: readonly Law<DatagramsHarness>[] = [
  {
    name: "a group's datagram reaches every member, the sender's own socket included",
    async run(harness) {
      const { stage, group } = harness;
      const a = new Ear(harness, "left", freePort(harness), group);
      const b = new Ear(harness, "right", a.port, group);
      a.socket.send(pattern(100), group, a.port);
      await stage.until(() => a.heard.length > 0 && b.heard.length > 0, "both");
      await stage.settle();
      for (const ear of [a, b]) {
        equal(ear.heard.length, 1, "datagrams heard");
        equalBytes(ear.heard[0]!.bytes, pattern(100), "content");
        equal(ear.heard[0]!.port, a.port, "sender's port");
      }
      equal(a.heard[0]!.address, addressOf(harness.left), "sender's address");
    },
  },
  {
    name: "two sockets of one node share a port, and both hear the group",
    async run(harness) {
      const { stage, group } = harness;
      const a = new Ear(harness, "left", freePort(harness), group);
      const b = new Ear(harness, "left", a.port, group);
      const c = new Ear(harness, "right", 0);
      c.socket.send(pattern(7), group, a.port);
      await stage.until(() => a.heard.length > 0 && b.heard.length > 0, "both");
      a.heard[0]!.bytes.fill(0);
      equalBytes(b.heard[0]!.bytes, pattern(7), "the other's own bytes");
      equal(c.heard.length, 0, "datagrams heard by one that is no member");
    },
  },
  {
    name: "the one that shared a port hears on when the other has closed",
    async run(harness) {
      const { stage, group } = harness;
      const a = new Ear(harness, "left", freePort(harness), group);
      const b = new Ear(harness, "left", a.port, group);
      b.socket.close();
      const c = new Ear(harness, "right", 0);
      c.socket.send(pattern(7), group, a.port);
      c.socket.send(pattern(8), addressOf(harness.left), a.port);
      await stage.until(() => a.heard.length === 2, "both datagrams");
      equal(b.heard.length, 0, "datagrams heard by the closed one");
    },
  },
  {
    name: "what goes to one node of those that share a port is heard once",
    async run(harness) {
      const { stage, group } = harness;
      const a = new Ear(harness, "left", freePort(harness), group);
      const b = new Ear(harness, "left", a.port, group);
      new Ear(harness, "right", 0).socket.send(pattern(7), addressOf(harness.left), a.port);
      await stage.until(() => a.heard.length + b.heard.length > 0, "the datagram");
      await stage.settle();
      equal(a.heard.length + b.heard.length, 1, "datagrams heard");
    },
  },
];

const closing: readonly Law<DatagramsHarness>[] = [
  {
    name: "no callback after close, not even for what is under way",
    async run(harness) {
      const { stage, group, right } = harness;
      const a = new Ear(harness, "left", 0);
      const b = new Ear(harness, "right", 0, group);
      a.socket.send(pattern(3), addressOf(right), b.port);
      a.socket.send(pattern(3), group, b.port);
      b.socket.close();
      await stage.settle();
      equal(b.heard.length, 0, "datagrams heard");
    },
  },
  {
    name: "closing within the callback ends it, also for datagrams behind",
    async run(harness) {
      const { stage, right } = harness;
      const a = new Ear(harness, "left", 0);
      let heard = 0;
      const b: DatagramSocket = right.open({
        port: 0,
        onReceive() {
          heard++;
          b.close();
          stage.poke();
        },
        onError() {},
      });
      for (let i = 0; i < 5; i++) a.socket.send(pattern(3), addressOf(right), b.port);
      await stage.until(() => heard > 0, "the first datagram");
      await stage.settle();
      equal(heard, 1, "datagrams heard");
    },
  },
  {
    name: "after close, sending and closing again do nothing",
    async run(harness) {
      const [a, b] = [new Ear(harness, "left", 0), new Ear(harness, "right", 0)];
      a.socket.close();
      a.socket.close();
      a.socket.send(pattern(3), addressOf(harness.right), b.port);
      await harness.stage.settle();
      equal(b.heard.length, 0, "datagrams heard");
    },
  },
  {
    name: "addresses are dotted IPv4, and there are some",
    run({ left, right }) {
      for (const datagrams of [left, right]) {
        const addresses = datagrams.addresses();
        check(addresses.length > 0, "no address");
        for (const address of addresses) check(/^\d{1,3}(\.\d{1,3}){3}$/.test(address), address);
      }
    },
  },
];

export const datagramsLaws: readonly Law<DatagramsHarness>[] = [...unicast, ...multicast, ...closing];
