import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY_SCENE, encodeScene } from "../../src/clock/scene.ts";
import type { LocalUs } from "../../src/ports/clock.ts";
import { Beacon } from "../../src/sync/beacon.ts";
import { DATAGRAM, HEAD_BYTES, MAX_DATAGRAM_BYTES, writeHead } from "../../src/sync/datagram.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { MAX_NEIGHBOURS } from "../../src/sync/neighbours.ts";
import { Answer } from "../../src/sync/question.ts";
import { GroupLab } from "./group-lab.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/sync/group-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 10_000);

/** Each type of datagram, as another node of the group would send it. */
function vectors(): Uint8Array[] {
  const other = new GroupLab("vectors", { deviceId: "0a0000000002" });
  other.node.store.put("setting", "brightness", { body: { value: 100 } });
  other.world.runForMs(5000);
  const { sent } = other.air;
  const [beacon, items] = [DATAGRAM.beacon, DATAGRAM.items].map(
    (type) => sent.find(({ bytes }) => bytes[0] === type)!.bytes,
  );
  const content = { ...EMPTY_SCENE.content, count: 1, kind: "image" as const, id: "rainbow" };
  const scene = encodeScene(other.node.clock.show, { ...EMPTY_SCENE, content });
  const show = new Uint8Array(HEAD_BYTES + scene.length);
  show.set(scene, HEAD_BYTES);
  writeHead(show, DATAGRAM.show, groupTag("pair"), 0x0a0000000002);
  const question = other.question(0x0a0000000002);
  return [beacon!, items!, show, other.level(180), question, other.answer(0x0a0000000002, question)];
}

const SEEDS = vectors();

/** A vector with some bytes changed, cut off or repeated: the group's tag is most often left alone. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.oneof(fc.nat(120), fc.integer({ min: HEAD_BYTES, max: 60 })), fc.nat(255)), {
      maxLength: 6,
    }),
    fc.option(fc.nat(120)),
    fc.uint8Array({ maxLength: 20 }),
  )
  .map(([vector, changes, cut, tail]) => {
    const bytes = Uint8Array.from([...vector, ...tail]);
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return cut === null ? bytes : bytes.slice(0, cut);
  });

/** Noise behind a head of the group's. */
const noise = fc.tuple(fc.nat(7), fc.nat(300), fc.uint8Array({ maxLength: 200 })).map(([type, id, body]) => {
  const bytes = new Uint8Array(HEAD_BYTES + body.length);
  bytes.set(body, HEAD_BYTES);
  writeHead(bytes, 0xd0 + type, groupTag("pair"), id + 2);
  return bytes;
});

const packets = fc.oneof(mutated, noise, fc.uint8Array({ maxLength: 80 }));

describe("a node that hears anything", () => {
  it("throws nothing, goes on, and never sets its show back", () => {
    const lab = new GroupLab("fuzz");
    const { node, air, world } = lab;
    let last = node.clock.nowUs();
    fc.assert(
      fc.property(packets, fc.boolean(), fc.nat(3), (bytes, multicast, ms) => {
        air.hear(bytes, multicast);
        world.runForMs(ms);
        const now = node.clock.nowUs();
        assert.ok(now >= last, `back by ${last - now} µs`);
        last = now;
        air.sent.length = 0;
      }),
      { numRuns },
    );
    assert.ok(node.group.neighbours.count <= MAX_NEIGHBOURS);
    assert.ok(node.group.socket.counters.malformed > numRuns / 100);
    assert.ok(node.group.socket.counters.strangers > numRuns / 100);
    air.hear(lab.question(7, 0x1234), false);
    assert.equal(lab.take(DATAGRAM.answer).length, 1);
  });

  it("counts what is too short or too long, whatever its type", () => {
    const lab = new GroupLab("lengths");
    for (const vector of SEEDS) {
      for (let length = 0; length < Math.min(HEAD_BYTES + 2, vector.length); length++) {
        const { malformed } = { ...lab.node.group.socket.counters };
        // A show needs somebody who shows it.
        if (vector[0] === DATAGRAM.show && length >= HEAD_BYTES) continue;
        lab.air.hear(vector.slice(0, length));
        assert.equal(lab.node.group.socket.counters.malformed, malformed + 1, `${vector[0]}, ${length}`);
      }
    }
    const { malformed } = { ...lab.node.group.socket.counters };
    lab.air.hear(new Uint8Array(MAX_DATAGRAM_BYTES + 1));
    assert.equal(lab.node.group.socket.counters.malformed, malformed + 1);
  });

  it("leaves bytes behind a datagram alone: a later version puts a tag there", () => {
    const lab = new GroupLab("tags");
    const bytes = Uint8Array.from([...lab.beacon(2), 1, 2, 3, 4, 5, 6, 7, 8]);
    lab.air.hear(bytes);
    assert.equal(lab.node.group.neighbours.count, 1);
    assert.equal(lab.node.group.socket.counters.malformed, 0);
  });

  it("decodes any bytes that are long enough", () => {
    const [beacon, answer] = [new Beacon(), new Answer()];
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 40, maxLength: 48 }), (bytes) => {
        beacon.decode(bytes);
        answer.decode(bytes);
        for (const value of [...Object.values(beacon), ...Object.values(answer)] as number[]) {
          assert.ok(Number.isSafeInteger(value) && value >= 0);
        }
      }),
      { numRuns },
    );
  });

  it("keeps the time that it knows, whoever forges answers to questions that it did not ask", () => {
    const lab = new GroupLab("forged");
    const before = lab.node.clock.nowUs() - lab.node.ports.clock.localUs();
    for (let number = 0; number < 1000; number++) {
      lab.air.hear(lab.answer(2, lab.question(2, number), 500_000), false);
    }
    assert.equal(lab.node.clock.nowUs() - lab.node.ports.clock.localUs(), before);
    assert.equal(lab.node.group.talk.answered, 0);
    assert.ok(lab.node.clock.groupUs(0 as LocalUs) < 1);
  });
});
