import assert from "node:assert/strict";
import { World } from "../../sim/world.ts";
import { GROUP_ADDRESS, GROUP_PORT, GroupSocket } from "../../src/sync/group-socket.ts";
import { Air } from "./group-lab.ts";

class Lab {
  readonly world = new World({ seed: 1 });
  readonly air = new Air(this.world);
  readonly heard: { length: number; multicast: boolean }[] = [];
  opens = 0;
  readonly socket: GroupSocket;

  constructor() {
    const { clock, timers } = this.world.addHost({ driftPpm: 0 }).boot();
    this.socket = new GroupSocket(
      { clock, timers, datagrams: this.air },
      {
        onDatagram: ({ length }, _, __, ___, multicast) => this.heard.push({ length, multicast }),
        onOpen: () => this.opens++,
      },
    );
    this.socket.start();
    this.world.runForMs(1);
  }

  moveTo(...addresses: string[]): void {
    this.air.addressList = addresses;
    this.socket.check();
  }
}

describe("GroupSocket", () => {
  it("hears all on the group's port, and what is for it alone on one of its own", () => {
    const { air, heard, socket } = new Lab();
    assert.deepEqual(
      air.sockets.map(({ port, group }) => ({ port, group })),
      [
        { port: 0, group: undefined },
        { port: GROUP_PORT, group: GROUP_ADDRESS },
      ],
    );
    air.hear(new Uint8Array(40), true);
    air.hear(new Uint8Array(32), false);
    assert.deepEqual(heard, [
      { length: 40, multicast: true },
      { length: 32, multicast: false },
    ]);
    socket.multicast(new Uint8Array(40));
    assert.deepEqual([air.sent[0]!.address, air.sent[0]!.port], [GROUP_ADDRESS, GROUP_PORT]);
    assert.deepEqual({ ...socket.counters }, { received: 2, sent: 1, echoes: 0, malformed: 0, strangers: 0 });
  });

  it("waits while there is no network, and sends nothing", () => {
    const lab = new Lab();
    lab.moveTo();
    assert.equal(lab.socket.isOpen, false);
    assert.equal(lab.air.sockets.length, 0);
    lab.socket.multicast(new Uint8Array(40));
    assert.equal(lab.socket.counters.sent, 0);
    lab.moveTo("10.0.0.1");
    assert.equal(lab.opens, 2);
  });

  it("opens anew where the addresses change, since membership belongs to an interface", () => {
    const lab = new Lab();
    lab.moveTo("192.168.4.1", "10.0.0.1");
    assert.equal(lab.opens, 2);
    assert.equal(lab.air.sockets.length, 2);
  });

  it("opens again after it failed, ever less often up to once a minute", () => {
    const lab = new Lab();
    lab.air.isBroken = true;
    lab.moveTo("10.0.0.2");
    const before = lab.air.opened;
    lab.world.runForMs(600_000);
    const tries = (lab.air.opened - before) / 2;
    assert.ok(tries >= 10 && tries <= 16, String(tries));
    lab.air.isBroken = false;
    lab.world.runForMs(60_000);
    assert.equal(lab.socket.isOpen, true);
  });

  it("opens again where a socket breaks later", () => {
    const lab = new Lab();
    lab.air.sockets[0]!.onError("gone");
    assert.equal(lab.socket.isOpen, false);
    lab.world.runForMs(5000);
    assert.equal(lab.socket.isOpen, true);
    assert.equal(lab.air.sockets.length, 2);
  });

  it("is closed for good once it was stopped", () => {
    const lab = new Lab();
    lab.socket.stop();
    lab.world.runForMs(60_000);
    assert.equal(lab.air.sockets.length, 0);
  });
});
