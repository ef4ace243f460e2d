import assert from "node:assert/strict";
import type { GroupNode } from "../../sim/group/group-node.ts";
import { GroupWorld } from "../../sim/group/group-world.ts";
import { LACKS_BLOBS, LOCKED, SYNCS } from "../../src/sync/beacon.ts";
import { DATAGRAM } from "../../src/sync/datagram.ts";
import { Peers } from "../../src/sync/peers.ts";
import { GroupLab, isToAll } from "./group-lab.ts";

function settled(seed: number, nodes: number): GroupWorld {
  const group = new GroupWorld({ seed, nodes, wifi: { multicastLoss: 0, loss: 0 } });
  group.bootAll(1000);
  group.world.runForMs(30_000);
  return group;
}

function put({ store }: GroupNode, value: number, id = "brightness"): void {
  store.put("setting", id, { body: { value } });
}

function roots({ nodes }: GroupWorld): number {
  return new Set(nodes.map(({ group }) => group.news.root)).size;
}

function syncs({ nodes }: GroupWorld): number {
  return nodes.reduce((sum, { group }) => sum + group.meetings.syncs, 0);
}

describe("meetings", () => {
  it("take no session where an edit was missed: its digest tells what is lacking", () => {
    const group = settled(1, 3);
    const { world, nodes, members } = group;
    const before = syncs(group);
    world.partition([[members[0]!.host], [members[1]!.host, members[2]!.host]]);
    put(nodes[0]!, 9);
    world.runForMs(2000);
    world.heal();
    assert.ok(world.runUntilTrue(() => roots(group) === 1, 5000));
    assert.equal(syncs(group), before);
  });

  it("take a session where both sides have what the other does not know", () => {
    const group = settled(2, 2);
    const { world, nodes, members } = group;
    const before = syncs(group);
    world.partition([[members[0]!.host], [members[1]!.host]]);
    // More digests than a node remembers.
    for (let i = 0; i < 20; i++) {
      put(nodes[0]!, i);
      put(nodes[1]!, i, "speed");
      world.runForMs(1000);
    }
    world.heal();
    assert.ok(world.runUntilTrue(() => roots(group) === 1, 6000));
    assert.ok(syncs(group) > before);
  });

  it("fetch the picture of an item that was pushed", () => {
    const group = settled(3, 5);
    const { world, nodes } = group;
    const { store } = nodes[0]!;
    const blob = store.blobs.add(new Uint8Array(3000).fill(7));
    store.put("image", "dot", { body: { name: "Dot", slot: 3, width: 10, height: 100 }, blob });
    assert.ok(world.runUntilTrue(() => nodes.every((node) => node.store.blobs.has(blob)), 10_000));
  });

  it("spare the sessions of every half a minute while all agree", () => {
    const group = settled(4, 4);
    const { world } = group;
    world.runForMs(60_000);
    const before = world.network.counters.tcpConnects;
    world.runForMs(600_000);
    assert.equal(world.network.counters.tcpConnects, before);
  });

  it("spare none with a peer that does not sync by itself", () => {
    const lab = new GroupLab("spares");
    const { peers, group } = lab.node;
    const peer = peers.hear("000000000002", { address: "10.0.0.9", port: 80, groups: ["pair"] })!;
    assert.equal(group.meetings.spares(peer), false);
    lab.air.hear(lab.beacon(2));
    assert.equal(group.meetings.spares(peer), true);
    lab.air.hear(lab.beacon(2, { flags: LOCKED }));
    assert.equal(group.meetings.spares(peer), false);
  });

  it("spare those who had the same a moment ago: what is new since is pushed to them", () => {
    const lab = new GroupLab("agreed");
    const { peers, group } = lab.node;
    const [friend, stranger] = ["000000000002", "000000000003"].map((id) =>
      peers.hear(id, { address: "10.0.0.9", port: 80, groups: ["pair"] }),
    );
    lab.air.hear(lab.beacon(2));
    lab.air.hear(lab.beacon(2, { root: 1 }));
    lab.air.hear(lab.beacon(3, { root: 1 }));
    assert.equal(group.meetings.spares(friend!), true);
    assert.equal(group.meetings.spares(stranger!), false);
    // Who differs for longer is synced with.
    lab.world.runForMs(10_001);
    lab.air.hear(lab.beacon(2, { root: 1 }));
    assert.equal(group.meetings.spares(friend!), false);
  });

  it("answer a strange digest with their own, once for many", () => {
    const lab = new GroupLab("strange");
    lab.world.runForMs(60_000);
    lab.air.sent.length = 0;
    for (let id = 2; id < 20; id++) lab.air.hear(lab.beacon(id));
    lab.air.sent.length = 0;
    for (let id = 2; id < 20; id++) lab.air.hear(lab.beacon(id, { root: 1000 + id }));
    lab.world.runForMs(60);
    const replies = lab.take(DATAGRAM.beacon).filter((sent) => !isToAll(sent));
    assert.equal(replies.length, 1);
  });

  it("make members of those who were heard to have the same", () => {
    const lab = new GroupLab("members");
    lab.air.hear(lab.beacon(2));
    lab.world.runForMs(6000);
    const peer = lab.node.peers.get("000000000002");
    assert.equal(peer?.member, true);
    assert.equal(peer?.hasAllUpTo, lab.node.store.sequence);
    lab.air.hear(lab.beacon(3, { root: 1, flags: LOCKED | SYNCS | LACKS_BLOBS }));
    lab.world.runForMs(6000);
    assert.equal(lab.node.peers.get("000000000003")?.member ?? false, false);
  });

  it("write the file of peers once for all who became members meanwhile", () => {
    const lab = new GroupLab("written");
    for (let id = 2; id < 10; id++) lab.air.hear(lab.beacon(id));
    const { operations } = lab.host.files.counters;
    lab.world.runForMs(6000);
    const all = lab.node.peers.all();
    assert.deepEqual([all.length, all.every(({ member }) => member)], [8, true]);
    // Made, written, flushed and moved over the old one.
    const did = lab.host.files.counters.operations - operations;
    assert.ok(did > 0 && did <= 5, `${did} operations`);
    const again = new Peers(lab.host.files, lab.node.ports.clock);
    assert.equal(again.size, 8);
  });

  it("keep 32 peers of a larger group, and hear all of it", () => {
    const lab = new GroupLab("many");
    for (let id = 2; id < 102; id++) lab.air.hear(lab.beacon(id));
    lab.world.runForMs(6000);
    assert.equal(lab.node.peers.size, 32);
    assert.equal(lab.node.group.neighbours.count, 100);
  });
});
