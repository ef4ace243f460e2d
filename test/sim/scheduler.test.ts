import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { Scheduler, SimEvent } from "../../sim/scheduler.ts";
import { Trace } from "../../sim/trace.ts";

class Noted extends SimEvent {
  readonly name: string;
  private readonly log: string[];

  constructor(name: string, log: string[]) {
    super();
    this.name = name;
    this.log = log;
  }

  override fire(): void {
    this.log.push(this.name);
  }
}

describe("Scheduler", () => {
  it("lets events happen in order of time, and in order of scheduling where the time is one", () => {
    const prng = new Prng("order");
    const scheduler = new Scheduler();
    const log: string[] = [];
    const expected: { atUs: number; name: string }[] = [];
    for (let i = 0; i < 2000; i++) {
      const atUs = prng.below(200);
      scheduler.at(new Noted(`${i}`, log), atUs);
      expected.push({ atUs, name: `${i}` });
    }
    // Array sort is stable, which is the tie rule.
    expected.sort((left, right) => left.atUs - right.atUs);
    scheduler.runUntil(1000);
    assert.deepEqual(
      log,
      expected.map(({ name }) => name),
    );
  });

  it("keeps its order whatever is cancelled", () => {
    const prng = new Prng("cancel");
    const scheduler = new Scheduler();
    const log: string[] = [];
    const events: Noted[] = [];
    for (let i = 0; i < 1000; i++) {
      const event = new Noted(`${i}`, log);
      scheduler.at(event, prng.below(300));
      events.push(event);
    }
    const gone = new Set(events.filter(() => prng.chance(0.5)));
    for (const event of gone) scheduler.cancel(event);
    for (const event of gone) scheduler.cancel(event);
    const left = events.filter((event) => !gone.has(event));
    left.sort((a, b) => a.atUs - b.atUs || a.order - b.order);
    while (scheduler.step());
    assert.deepEqual(
      log,
      left.map(({ name }) => name),
    );
  });

  it("is a queue by (time, order) under any mixture of scheduling, cancelling and running", () => {
    const prng = new Prng("mixture");
    const scheduler = new Scheduler();
    const log: string[] = [];
    const waiting: Noted[] = [];
    for (let i = 0; i < 20_000; i++) {
      const action = prng.below(10);
      if (action < 5) {
        const event = new Noted(`${i}`, log);
        scheduler.after(event, prng.below(prng.chance(0.5) ? 20 : 5000));
        waiting.push(event);
      } else if (action < 8) {
        const [event] = waiting.splice(prng.below(waiting.length), 1);
        if (event !== undefined) scheduler.cancel(event);
      } else if (scheduler.step()) {
        waiting.sort((a, b) => a.atUs - b.atUs || a.order - b.order);
        assert.equal(log.at(-1), waiting.shift()!.name);
      }
      assert.equal(scheduler.pending, waiting.length);
    }
  });

  it("moves time from event to event, and to the end that was asked for", () => {
    const scheduler = new Scheduler();
    const seen: number[] = [];
    scheduler.call(10, () => seen.push(scheduler.nowUs));
    scheduler.call(25.2, () => seen.push(scheduler.nowUs));
    scheduler.runFor(20);
    assert.equal(scheduler.nowUs, 20);
    scheduler.runFor(20);
    assert.deepEqual(seen, [10, 26]);
    assert.equal(scheduler.nowUs, 40);
    assert.equal(scheduler.step(), false);
  });

  it("includes what is due exactly at the end, also when it is scheduled meanwhile", () => {
    const scheduler = new Scheduler();
    let ran = 0;
    scheduler.call(5, () => scheduler.call(0, () => ran++));
    scheduler.runUntil(5);
    assert.equal(ran, 1);
  });

  it("stops at the event that makes a condition true, or at the limit", () => {
    const scheduler = new Scheduler();
    let count = 0;
    const again = (): void => {
      count++;
      scheduler.call(10, again);
    };
    scheduler.call(10, again);
    assert.equal(
      scheduler.runUntilTrue(() => count === 3, 1000),
      true,
    );
    assert.equal(scheduler.nowUs, 30);
    assert.equal(
      scheduler.runUntilTrue(() => count === 1000, 100),
      false,
    );
    assert.equal(scheduler.nowUs, 130);
  });

  it("refuses the past and an event that is scheduled already", () => {
    const scheduler = new Scheduler();
    const event = new Noted("x", []);
    scheduler.at(event, 5);
    assert.throws(() => scheduler.at(event, 6), /scheduled twice/);
    scheduler.runUntil(10);
    assert.throws(() => scheduler.at(event, 9), /past/);
    assert.throws(() => scheduler.at(event, Number.NaN), /past/);
  });

  it("passes an error on after the event is over, unless it is absorbed", () => {
    const scheduler = new Scheduler();
    scheduler.call(1, () => {
      throw new Error("boom");
    });
    scheduler.call(2, () => {
      throw new Error("known");
    });
    let after = 0;
    scheduler.call(3, () => after++);
    scheduler.absorb = (error) => error instanceof Error && error.message === "known";
    assert.throws(() => scheduler.runUntil(10), /boom/);
    scheduler.runUntil(10);
    assert.equal(after, 1);
  });

  it("leaves a trace that tells runs apart that differ in one event", () => {
    const hashes = [0, 1, 2].map((extra) => {
      const trace = new Trace();
      const scheduler = new Scheduler(trace);
      for (let i = 0; i < 100; i++) scheduler.call(i * 3, () => {});
      if (extra > 0) scheduler.call(100 * extra, () => {});
      scheduler.runUntil(1000);
      return trace.hash;
    });
    assert.equal(new Set(hashes).size, 3);
  });
});

describe("Trace", () => {
  it("notices one changed bit, one changed number, and the order", () => {
    const hash = (write: (trace: Trace) => void): string => {
      const trace = new Trace();
      write(trace);
      return trace.hash;
    };
    const bytes = new Uint8Array(300);
    const hashes = new Set([hash((trace) => trace.mixBytes(bytes))]);
    for (let bit = 0; bit < 300 * 8; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      hashes.add(hash((trace) => trace.mixBytes(changed)));
    }
    assert.equal(hashes.size, 2401);
    const numbers = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52].map((value) =>
      hash((trace) => trace.mix(value)),
    );
    assert.equal(new Set(numbers).size, 6);
    const words = new Prng("words");
    const many = new Set<string>();
    for (let i = 0; i < 150_000; i++) {
      const random = new Uint8Array(12);
      words.fill(random);
      many.add(hash((trace) => trace.mixBytes(random)));
    }
    // 32 bits would have some pair of 150,000 collide in 14 of 15 runs.
    assert.equal(many.size, 150_000);
    const pairs = [
      [1, 2],
      [2, 1],
    ].map((pair) =>
      hash((trace) => {
        for (const value of pair) trace.mix(value);
      }),
    );
    assert.notEqual(pairs[0], pairs[1]);
  });
});
