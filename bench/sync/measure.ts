import type { Contender, Pair, Traffic } from "./contender.ts";
import type { Fields } from "./items.ts";
import type { Scenario } from "./scenarios.ts";

/** A library with its two devices. */
export interface Entrant<P extends Pair = Pair> {
  readonly contender: Contender;
  readonly pair: P;
}

/** What a session of a scenario took. */
export interface Measured {
  readonly contender: string;
  /** Of the first session; the median where a library makes its own HTTP requests, whose number is not always the same. */
  readonly traffic: Traffic;
  /** Milliseconds of CPU of both sides, system calls and helper threads included: the median. */
  readonly cpuMs: number;
  readonly samples: number;
}

export interface MeasureOptions {
  /** Samples of each. */
  runs: number;
  onProgress(contender: string, scenario: string): void;
}

/** Sessions before the measured ones, so that compilers have done their work. */
const WARM_UPS = 3;
/** A sample is as many sessions as take so long, at most so many. */
const SAMPLE_MS = 4;
const MOST_SESSIONS = 40;
/** No more samples of one library in one scenario after so long, but always three. */
const PATIENCE_MS = 4000;
const FEWEST_RUNS = 3;

interface Session {
  cpuMs: number;
  traffic: Traffic;
}

/** One entrant's way through one scenario. */
interface Course {
  readonly entrant: Entrant;
  readonly first: Session;
  readonly samples: Session[];
  /** Sessions of a sample. */
  sessions: number;
  step: number;
  spentMs: number;
}

/**
 * Measures scenarios for all entrants: first a session of each scenario, whose bytes are the same in every run, then the
 * samples, one of each entrant in turn, so that whatever else the machine does meets all alike. Returns the figures of all
 * entrants by scenario. Throws where the two sides of one do not hold the same afterwards.
 */
export async function measure<P extends Pair>(
  scenarios: readonly Scenario<P>[],
  entrants: readonly Entrant<P>[],
  options: MeasureOptions,
): Promise<Measured[][]> {
  const all: Course[][] = [];
  for (const scenario of scenarios as readonly Scenario[]) {
    const courses: Course[] = [];
    for (const entrant of entrants) {
      options.onProgress(entrant.contender.name, scenario.name);
      const first = await session(scenario, entrant.pair, 0);
      await assertSame(entrant, scenario.name);
      courses.push({ entrant, first, samples: [], sessions: 1, step: 1, spentMs: 0 });
    }
    all.push(courses);
  }
  for (const [i, scenario] of (scenarios as readonly Scenario[]).entries()) {
    if (!scenario.once) await takeSamples(scenario, all[i]!, options);
    for (const { entrant } of all[i]!) await assertSame(entrant, scenario.name);
  }
  return all.map((courses) => courses.map(figuresOf));
}

async function takeSamples(
  scenario: Scenario,
  courses: readonly Course[],
  options: MeasureOptions,
): Promise<void> {
  for (const course of courses) {
    options.onProgress(course.entrant.contender.name, `${scenario.name}, CPU`);
    for (let i = 0; i < WARM_UPS && course.spentMs < PATIENCE_MS; i++) {
      const { cpuMs } = await sample(scenario, course);
      course.sessions = Math.max(1, Math.min(MOST_SESSIONS, Math.round(SAMPLE_MS / cpuMs)));
    }
    course.spentMs = 0;
  }
  for (let run = 0; run < options.runs; run++) {
    for (const course of courses) {
      if (run >= FEWEST_RUNS && course.spentMs > PATIENCE_MS) continue;
      course.samples.push(await sample(scenario, course));
    }
  }
}

function figuresOf({ entrant, first, samples }: Course): Measured {
  const all = samples.length > 0 ? samples : [first];
  const isRepeatable = first.traffic.up !== undefined;
  const middle = median(all, (each) => each.traffic.bytesUp + each.traffic.bytesDown);
  const { cpuMs } = median(all, (each) => each.cpuMs);
  const { traffic } = isRepeatable ? first : middle;
  return { contender: entrant.contender.name, traffic, cpuMs, samples: all.length };
}

/** The mean of some sessions; one before them is not counted: it finds the caches as another library has left them. */
async function sample(scenario: Scenario, course: Course): Promise<Session> {
  const { pair } = course.entrant;
  const startMs = performance.now();
  const { traffic } = await session(scenario, pair, course.step++);
  let cpuMs = 0;
  for (let i = 0; i < course.sessions; i++) cpuMs += (await session(scenario, pair, course.step++)).cpuMs;
  course.spentMs += performance.now() - startMs;
  return { cpuMs: cpuMs / course.sessions, traffic };
}

async function session(scenario: Scenario, pair: Pair, step: number): Promise<Session> {
  await scenario.prepare?.(pair, step);
  const before = process.cpuUsage();
  const traffic = await pair.sync(scenario.meeting);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, traffic };
}

async function assertSame({ contender, pair }: Entrant, scenario: string): Promise<void> {
  const left = canonical(await pair.content("left"));
  const right = canonical(await pair.content("right"));
  if (left !== right || left === "[]") {
    throw new Error(`${contender.name} did not bring both sides to the same content: ${scenario}.`);
  }
}

/** Content as text that is equal where the content is. */
export function canonical(content: ReadonlyMap<string, Fields>): string {
  const entries = [...content].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries, (_key, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function median<T>(list: readonly T[], of: (value: T) => number): T {
  return [...list].sort((a, b) => of(a) - of(b))[Math.floor((list.length - 1) / 2)]!;
}
