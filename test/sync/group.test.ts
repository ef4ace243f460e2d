import assert from "node:assert/strict";
import { runEdits } from "../../bench/clock/edits.ts";
import { DATAGRAM, readU32, readU48 } from "../../src/sync/datagram.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { GroupLab, isToAll } from "./group-lab.ts";

describe("a node of a group", () => {
  it("sends beacons to all: four in the first four seconds, one in four seconds later", () => {
    const lab = new GroupLab("beacons");
    lab.world.runForMs(4000);
    const first = lab.take(DATAGRAM.beacon);
    assert.equal(first.length, 4);
    assert.ok(first.every(isToAll));
    lab.world.runForMs(60_000);
    lab.take(DATAGRAM.beacon);
    lab.world.runForMs(60_000);
    const later = lab.take(DATAGRAM.beacon);
    assert.ok(later.length >= 14 && later.length <= 16, String(later.length));
    assert.deepEqual(
      [readU32(later[0]!.bytes, 1), readU48(later[0]!.bytes, 5)],
      [groupTag("pair"), 0x0a0000000001],
    );
  });

  it("keeps silent once it follows others who say the same", () => {
    const lab = new GroupLab("silent");
    const show = 0x77;
    for (let i = 0; i < 200; i++) {
      lab.world.runForMs(100);
      lab.air.hear(lab.beacon(2, { show, groupUs: Math.floor(lab.node.ports.clock.localUs()) + 60_000_000 }));
    }
    assert.equal(lab.node.clock.show, show);
    lab.take(DATAGRAM.beacon);
    for (let i = 0; i < 400; i++) {
      for (const { bytes } of lab.take(DATAGRAM.ask)) {
        const answer = lab.answer(2, bytes);
        lab.air.hear(answer, false);
      }
      lab.world.runForMs(100);
      lab.air.hear(lab.beacon(2));
    }
    assert.equal(lab.take(DATAGRAM.beacon).length, 0);
  });

  it("sends nothing and hears nothing without a named group", () => {
    const lab = new GroupLab("alone", { groups: [""] });
    lab.world.runForMs(60_000);
    lab.air.hear(lab.beacon(2));
    assert.equal(lab.air.sent.length, 0);
    assert.equal(lab.node.group.socket.counters.received, 0);
  });

  it("tells how loud the music is to each of a few, and to all at once where they are many", () => {
    const lab = new GroupLab("loud");
    const levels: number[] = [];
    lab.node.group.onLevel = (level) => levels.push(level);
    for (const [neighbours, packets] of [
      [0, 0],
      [3, 3],
      [8, 8],
      [12, 1],
    ] as const) {
      for (let id = 2; id < 2 + neighbours; id++) lab.air.hear(lab.beacon(id));
      lab.node.group.sendLevel(200);
      const sent = lab.take(DATAGRAM.level);
      assert.equal(sent.length, packets);
      for (const { bytes } of sent) assert.deepEqual([bytes.length, bytes[11]], [12, 200]);
      assert.equal(sent.some(isToAll), neighbours > 8);
    }
    lab.air.hear(lab.level(77));
    lab.air.hear(lab.level());
    assert.deepEqual(levels, [77]);
    assert.equal(lab.node.group.socket.counters.malformed, 1);
  });

  it("does not listen to other groups", () => {
    const lab = new GroupLab("strangers");
    lab.air.hear(lab.beacon(2, { show: 1, groupUs: 1e12 }, groupTag("other")));
    assert.equal(lab.node.group.socket.counters.strangers, 1);
    assert.equal(lab.node.group.neighbours.count, 0);
    assert.equal(lab.node.clock.adoptions, 0);
  });

  it("does not listen to itself", () => {
    const lab = new GroupLab("echo");
    lab.air.hear(lab.beacon(0x0a0000000001, { show: 1, groupUs: 1e12 }));
    assert.equal(lab.node.group.socket.counters.echoes, 1);
    assert.equal(lab.node.group.neighbours.count, 0);
  });

  it("speaks in each of its groups, and answers in the one in which it was asked", () => {
    const lab = new GroupLab("two", { groups: ["pair", "second"] });
    lab.world.runForMs(300);
    const tags = lab.take(DATAGRAM.beacon).map(({ bytes }) => readU32(bytes, 1));
    assert.deepEqual(tags, [groupTag("pair"), groupTag("second")]);
    lab.air.hear(lab.beacon(2, {}, groupTag("second")));
    lab.air.hear(lab.beacon(3, {}, groupTag("pair")));
    for (const [id, group] of [
      [2, "second"],
      [3, "pair"],
    ] as const) {
      const question = lab.question(id);
      new DataView(question.buffer).setUint32(1, groupTag(group));
      lab.air.hear(question, false);
      assert.equal(readU32(lab.take(DATAGRAM.answer)[0]!.bytes, 1), groupTag(group));
    }
  });

  it("is among others as soon as its groups are others", () => {
    const lab = new GroupLab("change");
    lab.air.hear(lab.beacon(2));
    lab.node.file.change({ groups: ["second"] });
    lab.node.group.configChanged();
    assert.equal(lab.node.group.neighbours.count, 0);
    lab.world.runForMs(1000);
    lab.take(DATAGRAM.ask);
    lab.world.runForMs(4000);
    const beacons = lab.take(DATAGRAM.beacon);
    assert.ok(beacons.length > 0);
    assert.ok(beacons.every(({ bytes }) => readU32(bytes, 1) === groupTag("second")));
    lab.node.file.change({ groups: [""] });
    lab.node.group.configChanged();
    lab.air.sent.length = 0;
    lab.world.runForMs(10_000);
    assert.equal(lab.air.sent.length, 0);
  });

  it("takes no edits where it does not sync by itself", () => {
    const [giver, taker] = [
      new GroupLab("giver", { deviceId: "0a0000000002" }),
      new GroupLab("taker", { autoSync: false }),
    ];
    giver.node.store.put("setting", "brightness", { body: { value: 7 } });
    giver.world.runForMs(200);
    for (const { bytes } of giver.take(DATAGRAM.items)) taker.air.hear(bytes);
    assert.equal(taker.node.store.entry("setting", "brightness"), undefined);
    taker.world.runForMs(10_000);
    const flags = taker.take(DATAGRAM.beacon).map(({ bytes }) => bytes[11]);
    assert.deepEqual(new Set(flags), new Set([1]));
  });

  it("says when it heard a node last, where that is still at its address and port", () => {
    const lab = new GroupLab("heard");
    const { group } = lab.node;
    const at = (address: string, port: number) => group.lastHeardUs("000000000002", address, port);
    assert.equal(at("10.0.0.9", 80), -1);
    lab.air.hear(lab.beacon(2));
    lab.world.runForMs(60_000);
    const agoMs = (lab.node.clock.nowUs() - at("10.0.0.9", 80)) / 1000;
    assert.ok(agoMs > 59_990 && agoMs < 60_010, `${agoMs}`);
    assert.equal(at("10.0.0.8", 80), -1);
    assert.equal(at("10.0.0.9", 81), -1);
    assert.equal(group.lastHeardUs("000000000003", "10.0.0.9", 80), -1);
  });

  it("says nothing more once it was stopped", () => {
    const lab = new GroupLab("stopped");
    lab.air.hear(lab.beacon(2, { root: 5 }));
    lab.node.store.put("setting", "brightness", { body: { value: 7 } });
    lab.node.group.stop();
    lab.air.sent.length = 0;
    lab.world.runForMs(60_000);
    assert.equal(lab.air.sent.length, 0);
  });

  it("tells each who comes that it is there, where they are few, and nobody twice", () => {
    const lab = new GroupLab("arrivals");
    lab.world.runForMs(60_000);
    const greeted = (ids: number[]): number => {
      lab.air.sent.length = 0;
      for (const id of ids) lab.air.hear(lab.beacon(id));
      return lab.take(DATAGRAM.beacon).filter((sent) => !isToAll(sent)).length;
    };
    assert.equal(greeted([2, 3]), 2);
    lab.world.runForMs(2000);
    assert.equal(greeted([2, 3, 4]), 1);
    lab.world.runForMs(60_000);
    assert.equal(greeted([2]), 1, "it was gone");
    assert.equal(greeted(Array.from({ length: 50 }, (_, i) => 100 + i)), 5, "more are not few");
  });

  it("is no louder in a crowd: 64 nodes at rest say less than one beacon a second together", () => {
    const options = { seed: 1, nodes: 64, loss: 0, edits: 1, partitions: 0, quietS: 120 };
    const { quietMulticasts } = runEdits(options);
    assert.ok(quietMulticasts < 1, `${quietMulticasts} a second`);
  });
});
