import assert from "node:assert/strict";
import sinon from "sinon";
import { DATAGRAM, HEAD_BYTES, MAX_DATAGRAM_BYTES, readU48 } from "../../src/sync/datagram.ts";
import { GroupLab, isToAll } from "./group-lab.ts";

const LEFT = "0a0000000001";
const RIGHT = "0a0000000002";

function pair(): { left: GroupLab; right: GroupLab } {
  return {
    left: new GroupLab("left", { deviceId: LEFT }),
    right: new GroupLab("right", { deviceId: RIGHT }),
  };
}

function put({ node }: GroupLab, value: number, id = "brightness"): void {
  node.store.put("setting", id, { body: { value } });
}

function value({ node }: GroupLab, id = "brightness"): unknown {
  return node.store.current("setting", id)?.body?.["value"];
}

/** Brings what one node pushed to the other; returns how many datagrams that were. */
function deliver(from: GroupLab, to: GroupLab): number {
  const items = from.take(DATAGRAM.items);
  for (const { bytes } of items) to.air.hear(bytes);
  return items.length;
}

describe("news", () => {
  it("are sent to all at once, and twice more within a tenth of a second", () => {
    const { left } = pair();
    const startMs = left.world.nowUs / 1000;
    put(left, 1);
    left.world.runForMs(1000);
    const sent = left.take(DATAGRAM.items);
    assert.deepEqual(
      sent.map(({ atMs }) => Math.round(atMs - startMs)),
      [0, 25, 100],
    );
    assert.ok(sent.every(isToAll));
    assert.equal(readU48(sent[0]!.bytes, HEAD_BYTES), left.node.group.news.root);
    assert.ok(sent[0]!.bytes.length <= 80, `${sent[0]!.bytes.length} bytes`);
  });

  it("are taken once, however often they come, and are not said again", () => {
    const { left, right } = pair();
    put(left, 42);
    left.world.runForMs(200);
    assert.equal(deliver(left, right), 3);
    assert.equal(value(right), 42);
    assert.equal(right.node.group.news.taken, 1);
    assert.equal(right.node.group.news.root, left.node.group.news.root);
    right.world.runForMs(1000);
    assert.equal(right.take(DATAGRAM.items).length, 0);
  });

  it("are not looked into where both have the same already", () => {
    const { left, right } = pair();
    put(left, 42);
    left.world.runForMs(200);
    const copies = left.take(DATAGRAM.items);
    const merge = sinon.spy(right.node.store, "merge");
    for (const { bytes } of copies) right.air.hear(bytes);
    assert.equal(copies.length, 3);
    assert.equal(merge.callCount, 1);
  });

  it("tell the result of a conflict to all, since nobody else may know it", () => {
    const { left, right } = pair();
    put(left, 1);
    left.world.runForMs(1000);
    put(right, 2);
    right.world.runForMs(1000);
    right.air.sent.length = 0;
    deliver(left, right);
    right.world.runForMs(200);
    assert.equal(deliver(right, left), 3);
    assert.equal(left.node.group.news.root, right.node.group.news.root);
  });

  it("of several edits go together, and each with those before it that are still being sent", () => {
    const { left, right } = pair();
    put(left, 1);
    left.world.runForMs(10);
    left.take(DATAGRAM.items);
    put(left, 5, "speed");
    left.world.runForMs(200);
    deliver(left, right);
    assert.equal(value(right), 1);
    assert.equal(value(right, "speed"), 5);
  });

  it("of more than six datagrams wait for a session", () => {
    const { left } = pair();
    const text = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(10);
    for (let i = 0; i < 40; i++) {
      const shuffled = [...text].map((_, at) => text[(at * (2 * i + 1) * 7919) % text.length]).join("");
      left.node.store.put("pattern", `p${i}`, { body: { name: shuffled } });
    }
    left.world.runForMs(1000);
    assert.equal(left.take(DATAGRAM.items).length, 0);
    put(left, 1);
    left.world.runForMs(1000);
    assert.equal(left.take(DATAGRAM.items).length, 3);
  });

  it("fit into a datagram with room for a tag of the group's key", () => {
    const { left } = pair();
    for (let i = 0; i < 150; i++) put(left, 7919 * i, `setting-${i}`);
    left.world.runForMs(10);
    const sent = left.take(DATAGRAM.items);
    assert.ok(sent.length > 1);
    for (const { bytes } of sent) assert.ok(bytes.length <= MAX_DATAGRAM_BYTES - 8, String(bytes.length));
  });

  it("are sent again to whom a beacon shows to have missed them, and that are all it lacks", () => {
    const { left, right } = pair();
    put(left, 1);
    left.world.runForMs(5000);
    const before = left.node.group.news.root;
    put(left, 5, "speed");
    left.world.runForMs(5000);
    left.air.sent.length = 0;
    right.node.store.put("setting", "other", { body: { value: 1 } });
    left.air.hear(left.beacon(2, { root: before }), false);
    left.world.runForMs(100);
    const [repair] = left.take(DATAGRAM.items);
    assert.equal(repair!.address, "10.0.0.9");
    right.air.hear(repair!.bytes, false);
    assert.equal(value(right, "speed"), 5);
    assert.equal(value(right), undefined);
  });

  it("are repaired for all after a while, unless somebody else was quicker", () => {
    for (const isSpared of [false, true]) {
      const { left } = pair();
      put(left, 1);
      left.world.runForMs(5000);
      const before = left.node.group.news.root;
      left.air.sent.length = 0;
      put(left, 5, "speed");
      left.world.runForMs(30);
      const [said] = left.take(DATAGRAM.items);
      left.world.runForMs(5000);
      left.air.sent.length = 0;
      left.air.hear(left.beacon(2, { root: before }));
      if (isSpared)
        left.air.hear(Uint8Array.from([...said!.bytes.subarray(0, 10), 3, ...said!.bytes.subarray(11)]));
      left.world.runForMs(100);
      assert.equal(left.take(DATAGRAM.items).filter(isToAll).length, isSpared ? 0 : 1);
    }
  });

  it("are repaired for ten single nodes a second at the most", () => {
    const { left } = pair();
    put(left, 1);
    left.world.runForMs(5000);
    const before = left.node.group.news.root;
    put(left, 2);
    left.world.runForMs(1000);
    left.air.sent.length = 0;
    for (let id = 2; id < 60; id++) left.air.hear(left.beacon(id, { root: before }), false);
    const single = left.take(DATAGRAM.items).filter((sent) => !isToAll(sent));
    assert.equal(single.length, 10);
  });

  it("that the disk refuses are counted, and the node goes on", () => {
    const { left, right } = pair();
    put(left, 1);
    left.world.runForMs(200);
    right.host.files.failWrite(1, "full");
    deliver(left, right);
    assert.ok(right.node.group.news.refused > 0);
    put(left, 2);
    left.world.runForMs(200);
    deliver(left, right);
    assert.equal(value(right), 2);
  });
});
