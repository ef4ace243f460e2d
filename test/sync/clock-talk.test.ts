import assert from "node:assert/strict";
import { GroupWorld } from "../../sim/group/group-world.ts";
import { SLEEPY_WIFI } from "../../sim/wifi.ts";
import { LOCKED, SYNCS } from "../../src/sync/beacon.ts";
import { DATAGRAM, readU16, readU48 } from "../../src/sync/datagram.ts";
import { Answer } from "../../src/sync/question.ts";
import { GroupLab, isToAll } from "./group-lab.ts";

function answerOf(bytes: Uint8Array): Answer {
  const answer = new Answer();
  answer.decode(bytes);
  return answer;
}

describe("talk of the time", () => {
  it("answers a question with its number, its show, and the time at which it was heard", () => {
    const lab = new GroupLab("answer");
    lab.world.runForMs(5000);
    lab.take(DATAGRAM.answer);
    const heardUs = lab.node.clock.nowUs();
    lab.air.hear(lab.question(2, 0xabcd), false);
    const [sent] = lab.take(DATAGRAM.answer);
    assert.deepEqual([sent!.address, sent!.port], ["10.0.0.9", 50_000]);
    const { number, show, joinedS, heldUs, errorUs, ...rest } = answerOf(sent!.bytes);
    assert.deepEqual(
      { number, show, joinedS, heldUs, errorUs },
      { number: 0xabcd, show: lab.node.clock.show, joinedS: 0, heldUs: 0, errorUs: 0 },
    );
    assert.equal(rest.heardUs, Math.floor(heardUs));
  });

  it("says that it does not know the time while it does not", () => {
    const lab = new GroupLab("unknown");
    lab.air.hear(lab.beacon(2, { show: 9, groupUs: 1e9 }));
    lab.air.hear(lab.question(3), false);
    assert.equal(answerOf(lab.take(DATAGRAM.answer)[0]!.bytes).errorUs, 0xffff);
    lab.world.runForMs(1000);
    assert.equal(lab.take(DATAGRAM.beacon).at(-1)!.bytes[11]! & LOCKED, 0);
  });

  it("answers a hundred questions a second, and no more", () => {
    const lab = new GroupLab("flood");
    for (let i = 0; i < 500; i++) lab.air.hear(lab.question(2, i), false);
    assert.equal(lab.take(DATAGRAM.answer).length, 100);
    assert.equal(lab.node.group.talk.answersWithheld, 400);
    lab.world.runForMs(1000);
    lab.air.hear(lab.question(2), false);
    assert.equal(lab.take(DATAGRAM.answer).length, 1);
  });

  it("tells those who ask a busy node that it is", () => {
    const lab = new GroupLab("busy");
    for (let i = 0; i < 40; i++) {
      lab.world.runForMs(500);
      lab.air.hear(lab.question(2, i), false);
    }
    const { busy } = answerOf(lab.take(DATAGRAM.answer).at(-1)!.bytes);
    // Two a second where half a one is wanted: four times 16, or nearly, after 20 s.
    assert.ok(busy > 32 && busy < 64, String(busy));
  });

  it("asks who joined before it, and of those who know the time", () => {
    const lab = new GroupLab("whom");
    const ahead = () => Math.floor(lab.node.ports.clock.localUs()) + 60_000_000;
    lab.air.hear(lab.beacon(2, { show: 9, groupUs: ahead(), joinedS: 1 }), true);
    lab.air.sent.length = 0;
    lab.air.hear(lab.beacon(3, { joinedS: 5, flags: SYNCS }), true);
    lab.air.hear(lab.beacon(4, { joinedS: 100_000 }), true);
    lab.world.runForMs(20);
    assert.ok(lab.take(DATAGRAM.ask).length > 0);
    assert.equal(lab.node.group.talk.partner, lab.node.group.neighbours.find(2));
  });

  it("takes each answer once", () => {
    const lab = new GroupLab("once");
    lab.air.hear(lab.beacon(2, { show: 9, groupUs: 1e9, joinedS: 1 }));
    lab.world.runForMs(20);
    const [question] = lab.take(DATAGRAM.ask);
    const answer = lab.answer(2, question!.bytes);
    for (let i = 0; i < 5; i++) lab.air.hear(answer, false);
    assert.equal(lab.node.group.talk.answered, 1);
  });

  it("tells in its beacon when it heard the last one of somebody else", () => {
    const lab = new GroupLab("tick");
    lab.world.runForMs(60_000);
    lab.take(DATAGRAM.beacon);
    lab.air.hear(lab.beacon(2));
    const heardMs = lab.world.nowUs / 1000;
    lab.world.runForMs(5000);
    const beacon = lab.take(DATAGRAM.beacon).find(isToAll);
    assert.notEqual(readU16(beacon!.bytes, 35), 0);
    const agoUs = readU48(beacon!.bytes, 34) % 0x1000000;
    assert.ok(Math.abs(agoUs - (beacon!.atMs - heardMs) * 1000) < 2, String(agoUs));
  });

  it("leaves two who play together in their places for an hour, asleep or not", () => {
    for (const wifi of [{}, SLEEPY_WIFI]) {
      for (let seed = 1; seed <= 2; seed++) {
        const group = new GroupWorld({ seed, nodes: 2, wifi });
        group.bootAll(2000);
        group.world.runForMs(10_000);
        const before = group.nodes.map(({ clock }) => clock.joinedS);
        group.world.runForMs(3_600_000);
        assert.deepEqual(
          group.nodes.map(({ clock }) => clock.joinedS),
          before,
        );
      }
    }
  });
});
