import assert from "node:assert/strict";
import { startXs, type Xs, type XsHeap } from "../xs/xs.ts";

const MODULE = "test/node/leak.xs";
/** In this time everything has been done once, and all is there that ever will be. */
const WARM_UP_ROUNDS = 2;
/** Heaps are compared by the least of so many: timers, and what is on its way at the moment, are more or fewer by some. */
const SAMPLES = 4;
/** Between the first sample and the one that it is compared with. */
const ROUNDS = 10;
/** The least chunk of XS: what is added in each round is at least that, or a slot. */
const LEAST_CHUNK_BYTES = 16;
/** More than are learnt (src/net/json-names.ts). */
const STRANGE_WORDS = 60;

/** `npm run xs -- --days 7` is the same for days, with deletions that are forgotten. */
describe("two nodes that are used for long", () => {
  let xs: Xs;
  const heaps: XsHeap[] = [];
  const items: unknown[] = [];

  before(async () => {
    xs = await startXs({ programs: ["test/node/leak.xs.ts"] });
    await xs.call(MODULE, "start");
    for (let i = 0; i < WARM_UP_ROUNDS; i++) await xs.call(MODULE, "round");
    for (let i = 0; i < ROUNDS + SAMPLES; i++) {
      await xs.call(MODULE, "round");
      heaps.push(await xs.heap());
      items.push((await xs.call(MODULE, "items")).value);
    }
  });
  after(() => xs?.close());

  /** How much more the last samples hold than the first ones. */
  function growth(figure: (heap: XsHeap) => number): number {
    const figures = heaps.map(figure);
    console.log(figures.join(" "));
    return Math.min(...figures.slice(ROUNDS)) - Math.min(...figures.slice(0, SAMPLES));
  }

  it("have the same items after each round", () => {
    for (const each of items) assert.deepEqual(each, items[0]);
  });

  it("hold no more slots for it: not one a round", () => {
    const slots = growth((heap) => heap.slots);
    assert.ok(slots < ROUNDS, `${slots} slots more after ${ROUNDS} rounds`);
  });

  it("hold no more bytes for it: not one chunk a round", () => {
    const bytes = growth((heap) => heap.chunkBytes);
    assert.ok(bytes < ROUNDS * LEAST_CHUNK_BYTES, `${bytes} bytes more after ${ROUNDS} rounds`);
  });

  it("make no new names of properties, each of which XS would keep a slot for", () => {
    assert.equal(
      growth((heap) => heap.names),
      0,
    );
  });

  it("keep no words of strangers", async () => {
    await xs.call(MODULE, "insult", 0, STRANGE_WORDS);
    const { names } = await xs.heap();
    await xs.call(MODULE, "insult", STRANGE_WORDS, 2 * STRANGE_WORDS);
    assert.equal((await xs.heap()).names, names);
  });
});
