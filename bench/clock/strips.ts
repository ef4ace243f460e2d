import { GroupWorld, type Member } from "../../sim/group/group-world.ts";
import type { Prng } from "../../sim/prng.ts";
import { ClockedDecoder } from "../../sim/strip/clocked-decoder.ts";
import { SK9822_FACTS } from "../../sim/strip/led-facts.ts";
import { SimStrip } from "../../sim/strip/sim-strip.ts";
import type { WifiModel } from "../../sim/wifi.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import { makeLightMemory } from "../../src/pov/light-memory.ts";
import { stripSetup } from "../../src/pov/strip-setup.ts";

/** Two strips of 32 SK9822 at 8 MHz, in which no depth of the chip stands between a pixel and its bytes. */
const SETUP = stripSetup({ chip: "sk9822", leds: 32, depth: false });
/** Columns of the picture, each of which tells its number in red. */
const WIDTH = 250;
const LATER_MS = 2000;
/** The poi lock, then the strips' loops learn how long their gaps are. */
const LOCK_MS = 3000;
const LEARN_MS = 2000;

export interface StripsOptions {
  readonly seed: number;
  readonly wifi: Partial<WifiModel>;
  /** Whether the radios tell the access point's counter. */
  readonly hasCounter: boolean;
  readonly columnsPerS: number;
  /** Microseconds between two writes of a strip, drawn evenly. */
  readonly gapUs: readonly [number, number];
  readonly seconds: number;
}

/**
 * Two poi play a picture whose columns tell their numbers. Returns the share of time in which the last LEDs of both strips show the same
 * column, as a decoder reads it from the bytes on their buses.
 */
export function runStrips({ seed, wifi, hasCounter, columnsPerS, gapUs, seconds }: StripsOptions): number {
  const group = new GroupWorld({ seed, nodes: 2, wifi, ...(hasCounter ? { counter: {} } : {}) });
  const { world, members } = group;
  members[0]!.boot();
  world.runForMs(LATER_MS);
  members[1]!.boot();
  world.runForMs(LOCK_MS);
  const shown = members.map((member) => play(member, columnsPerS, gapUs, world.prng.fork(member.host.name)));
  world.runForMs(LEARN_MS);
  const fromUs = world.nowUs;
  world.runForMs(1000 * seconds);
  return sameShare(shown[0]!, shown[1]!, fromUs, world.nowUs);
}

/** Columns of a strip: when each was seen, in microseconds of the world, and which it was. */
interface Shown {
  readonly atUs: number[];
  readonly columns: number[];
}

function play(
  { host, node }: Member,
  columnsPerS: number,
  gapUs: readonly [number, number],
  prng: Prng,
): Shown {
  const { clock } = node!;
  const memory = makeLightMemory(SETUP);
  const desk = new LightDesk(memory, SETUP);
  const strip = new SimStrip(host.world.scheduler, host.clock, prng, {
    patterns: [],
    gapUs,
    busPpm: host.driftPpm,
  });
  const shown: Shown = { atUs: [], columns: [] };
  const decoder = new ClockedDecoder(SK9822_FACTS, SETUP.leds, (led, atUs, word) => {
    if (led !== SETUP.leds - 1) return;
    shown.atUs.push(atUs);
    shown.columns.push(word & 255);
  });
  strip.tap = (bytes, startUs, byteUs) => decoder.write(bytes, startUs, byteUs);
  desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
  const job = desk.beginPicture(WIDTH);
  job.encode(numberedPicture(), 0);
  desk.showPicture({ originUs: 0 as GroupUs, columnsPerS });
  // The light does so at each bend of the group's clock and at its end (playing/light.ts).
  const tell = (): void => {
    const { localUs, groupUs, rate } = clock.line();
    desk.setClock(localUs, groupUs, rate);
    const endsUs = clock.lineEndsUs() - host.clock.localUs();
    if (endsUs < Number.POSITIVE_INFINITY) host.timers.after(endsUs / 1000, tell);
  };
  clock.onLine = tell;
  tell();
  strip.play(memory);
  return shown;
}

function numberedPicture(): Uint8Array {
  const rgb = new Uint8Array(3 * WIDTH * SETUP.cells);
  for (let i = 0; i < WIDTH * SETUP.cells; i++) rgb[3 * i] = Math.floor(i / SETUP.cells);
  return rgb;
}

/** Share of a span of time in which two strips show the same column. */
function sameShare(one: Shown, other: Shown, fromUs: number, toUs: number): number {
  let [i, j] = [0, 0];
  let atUs = fromUs;
  let sameUs = 0;
  while (atUs < toUs) {
    while (i + 1 < one.atUs.length && one.atUs[i + 1]! <= atUs) i++;
    while (j + 1 < other.atUs.length && other.atUs[j + 1]! <= atUs) j++;
    const nextUs = Math.min(one.atUs[i + 1] ?? toUs, other.atUs[j + 1] ?? toUs, toUs);
    if (one.columns[i] === other.columns[j]) sameUs += nextUs - atUs;
    atUs = nextUs;
  }
  return sameUs / (toUs - fromUs);
}
