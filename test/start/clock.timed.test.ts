import assert from "node:assert/strict";
import type { EventMessage } from "../../src/api/event-views.ts";
import type { ClockView } from "../../src/api/show-views.ts";
import { RunningPoi } from "./running-poi.ts";

const NODES = [0, 1, 2, 3];
const PATIENCE_MS = 30_000;

/** Follows a poi's events until one is as wanted. */
async function eventOf(
  poi: RunningPoi,
  node: number,
  isWanted: (message: EventMessage) => boolean,
): Promise<EventMessage> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { body } = await fetch(`${poi.url(node)}/api/events`, { signal });
  let text = "";
  for await (const bytes of body!.pipeThrough(new TextDecoderStream())) {
    text += bytes;
    const messages = text.split("\n\n");
    text = messages.pop()!;
    for (const message of messages) {
      const event = JSON.parse(message.replace(/^data:/, "")) as EventMessage;
      if (isWanted(event)) return event;
    }
  }
  throw new Error(`the events of poi ${node + 1} ended`);
}

describe("the clock of npm start -- --nodes 4, over loopback sockets", () => {
  let poi: RunningPoi;

  before(async () => {
    poi = await RunningPoi.start({ nodes: 4 });
  });

  after(() => poi.stop());

  it("is one on all, which is said, and its figures are shown", async () => {
    assert.match(await poi.line(/^In step/), /^In step {5}all 4, to \d+\.\d\d ms$/);
    // Beacons that say nothing new are held back: how many others a poi has heard to be in its show is a matter of time.
    const isLocked = ({ clock }: EventMessage): boolean => {
      if (clock === undefined || !clock.locked || clock.errorUs! >= 1000 || clock.inShow === 0) return false;
      return clock.source === "own" || (clock.p99Us !== null && clock.roundTripUs !== null);
    };
    const events = await Promise.all(NODES.map((node) => eventOf(poi, node, isLocked)));
    const clocks = events.map(({ clock }) => clock as ClockView);
    assert.equal(new Set(clocks.map(({ show }) => show)).size, 1, "one show");
    assert.equal(clocks.filter(({ source }) => source === "own").length, 1, "one came first");
    for (const clock of clocks) {
      const { source, sourceId, errorUs, p50Us, p99Us, skewPpm, roundTripUs, lossPercent } = clock;
      assert.ok(errorUs !== null && errorUs < 1000);
      assert.ok(Math.abs(skewPpm) < 500);
      if (source === "own") continue;
      assert.match(sourceId!, /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/);
      assert.ok(p50Us! <= p99Us!);
      assert.ok(roundTripUs! > 0 && roundTripUs! < 100_000);
      assert.ok(lossPercent! <= 100);
    }
  });

  it("is the same at one moment, as far as asking for it can tell", async () => {
    let least = Number.NEGATIVE_INFINITY;
    let most = Number.POSITIVE_INFINITY;
    for (const node of NODES) {
      const askedMs = performance.now();
      const { now, peers } = await poi.get(node, "/api/clock");
      least = Math.max(least, now - performance.now());
      most = Math.min(most, now - askedMs);
      assert.ok(peers.length > 0);
    }
    assert.ok(least <= most + 1, `${least} to ${most}`);
  });

  it("lets all begin with what any of them is told to show", async () => {
    const { startAt } = await poi.post(3, "/api/show", { image: "heart" });
    for (const node of NODES) {
      const shows = await poi.get(node, "/api/show");
      assert.deepEqual({ id: shows.content.id, startAt: shows.content.startAt }, { id: "heart", startAt });
    }
    for (const node of NODES) {
      await eventOf(poi, node, ({ status }) => status?.mode === 1);
      const { now } = await poi.get(node, "/api/clock");
      assert.ok(now >= startAt - 1, `${now} before ${startAt}`);
    }
  });
});
