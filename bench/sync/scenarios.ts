import { Prng } from "../../sim/prng.ts";
import type { Store } from "../../src/store/store.ts";
import type { Meeting, Pair, Traffic } from "./contender.ts";
import { CHANGED, changedSetting } from "./items.ts";
import type { PovpoiPair } from "./povpoi.ts";

/** What the design wants of a session. */
export interface Target {
  readonly text: string;
  isMet(traffic: Traffic): boolean;
}

/** A session that is measured, again and again. */
export interface Scenario<P extends Pair = Pair> {
  readonly name: string;
  readonly meeting: Meeting;
  readonly target?: Target;
  /** Brings about what the session is to find; `step` counts up and is not measured. */
  prepare?(pair: P, step: number): Promise<void> | void;
  /** It cannot be brought about again. */
  readonly once?: boolean;
}

/** A picture of 400 columns and 32 LEDs. */
export const PICTURE_BYTES = 400 * 32 * 3;
const PICTURE_ID = "bench-picture";

const NOTHING: Target = {
  text: "48 B a side, 1 round trip",
  isMet: ({ bytesUp, bytesDown, roundTrips }) => bytesUp <= 48 && bytesDown <= 48 && roundTrips === 1,
};

/** Between two devices of which one made all items. The first meeting comes first: the others need it. */
export function pairScenarios(): Scenario[] {
  return [
    {
      name: "first meeting",
      meeting: "strangers",
      target: atMost(12_288, "12 KB"),
      prepare: (pair, step) => (step === 0 ? undefined : pair.renewRight()),
    },
    { name: "nothing changed", meeting: "meet", target: NOTHING },
    { name: "nothing changed, nothing kept of the last session", meeting: "strangers", target: NOTHING },
    {
      name: "one setting changed, pushed",
      meeting: "push",
      target: atMost(160, "160 B"),
      prepare: (pair, step) => pair.put(changedSetting(newValue(step, 0))),
    },
    {
      name: "one setting changed, found by repair",
      meeting: "meet",
      target: atMost(300, "300 B"),
      prepare: (pair, step) => pair.put(changedSetting(newValue(step, 1))),
    },
  ];
}

/** After many devices have written; the first session brings what they wrote. */
export function crowdScenarios(devices: number, how: "in turn" | "at once"): Scenario[] {
  const wrote = `${devices.toLocaleString("en")} devices wrote ${how}`;
  return [
    { name: `${wrote}: what they wrote`, meeting: "meet", once: true },
    { name: `${wrote}: nothing changed since`, meeting: "meet", target: NOTHING },
  ];
}

/** What only our own protocol is asked for. */
export function ownScenarios(): Scenario<PovpoiPair>[] {
  return [
    ...pairScenarios(),
    {
      name: "one setting changed on the other side, found by repair",
      meeting: "meet",
      target: atMost(300, "300 B"),
      prepare: (pair, step) => pair.putOn(pair.right, changedSetting(newValue(step, 2))),
    },
    {
      name: "a conflict: one setting changed on both sides",
      meeting: "meet",
      prepare: makeConflict,
    },
    {
      name: `a picture of ${PICTURE_BYTES.toLocaleString("en")} B`,
      meeting: "meet",
      prepare: ({ left }, step) => putPicture(left, step),
    },
  ];
}

function atMost(bytes: number, words: string): Target {
  return { text: `${words} in all`, isMet: ({ bytesUp, bytesDown }) => bytesUp + bytesDown <= bytes };
}

/** Another value at each step, and of another row in each scenario, so that no edit changes nothing; all take as many bytes. */
function newValue(step: number, row: 0 | 1 | 2): number {
  return 100 + 3 * (step % 50) + row;
}

function makeConflict(pair: PovpoiPair, step: number): void {
  const item = pair.left.get("setting", CHANGED)!;
  if (item.versions.length > 1) pair.left.choose(item, item.versions[0]!);
  pair.sync("meet");
  pair.putOn(pair.left, changedSetting(newValue(step, 0)));
  pair.putOn(pair.right, changedSetting(newValue(step, 1)));
}

function putPicture(store: Store, step: number): void {
  const pixels = new Uint8Array(PICTURE_BYTES);
  new Prng("bench picture").fork(step).fill(pixels);
  const body = { name: "Picture", slot: 0, width: 400, height: 32 };
  store.put("image", PICTURE_ID, { body, blob: store.blobs.add(pixels) });
}
