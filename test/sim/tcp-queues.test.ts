import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { SendQueue } from "../../sim/tcp-queues.ts";

const CAPACITY = 5744;

describe("the queue of a sender", () => {
  it("gives back any part of what is not acknowledged, however it grew and wrapped", () => {
    const prng = new Prng("send queue");
    for (let round = 0; round < 20; round++) {
      const queue = new SendQueue(CAPACITY);
      const all: number[] = [];
      for (let step = 0; step < 200; step++) {
        const bytes = new Uint8Array(prng.below(prng.chance(0.1) ? 8000 : 300));
        prng.fill(bytes);
        const room = CAPACITY - (queue.end - queue.start);
        const taken = queue.push(bytes);
        assert.equal(taken, Math.min(bytes.length, room));
        all.push(...bytes.subarray(0, taken));
        assert.equal(queue.end, all.length);
        const from = prng.between(queue.start, queue.end);
        const length = prng.below(queue.end - from + 1);
        assert.deepEqual([...queue.copy(from, length)], all.slice(from, from + length));
        queue.start = prng.between(queue.start, queue.end);
      }
    }
  });
});
