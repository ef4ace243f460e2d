import { head, Pair } from "./pair.ts";

const WIDTH = 40;
const ROWS = 32;
/** What people look at. */
const PAGES: readonly string[] = [
  "/api/status",
  "/api/sync/status",
  "/api/images",
  "/api/patterns",
  "/api/sequences",
  "/api/settings",
  "/api/show",
  "/api/clock",
  "/api/sync/history",
  "/api/sync/conflicts",
  "/api/device/config",
  "/api/diagnostics",
];
/** A page that is followed is left after this. */
const FOLLOW_MS = 3000;
/** Longer than a silent session lasts, and the minute after which that is noticed. */
const QUIET_MS = 120_000;

export interface UseOptions {
  /** Time between two steps. */
  pauseMs: number;
  /** So many pictures, patterns and sequences are there at once: with one more, the oldest is deleted. */
  most: number;
  /** So many ids are given in turns, so that what was deleted comes back; each time a new one without it. A multiple of 3. */
  ids?: number;
}

/** Somebody who uses a pair of poi for as long as one likes, step by step: what both hold between two steps is what they need. */
export class Use {
  readonly pair = new Pair();
  private readonly options: UseOptions;
  private readonly made: string[] = [];
  private steps = 0;
  private makes = 0;

  constructor(options: UseOptions) {
    this.options = options;
    this.pair.world.advance(60_000);
  }

  /** Items of each node, tombstones included. */
  get items(): number[] {
    return this.pair.nodes.map(({ store }) => store.size);
  }

  /** An edit, something made and something deleted in three of four steps, something that is rarely done, and pages looked at. */
  step(): void {
    const { pair, options } = this;
    pair.world.advance(options.pauseMs);
    const step = this.steps++;
    const node = step % 2;
    pair.ask(node, "POST", "/api/brightness", { brightness: step % 100 });
    if (step % 4 < 3) this.make(node);
    if (this.made.length > options.most) pair.ask(1 - node, "DELETE", this.made.shift()!);
    RARE[step % RARE.length]!(pair, node, step);
    for (const page of PAGES) pair.ask(node, "GET", page);
  }

  /** Looks at all pages and edits settings, and makes nothing. */
  look(): void {
    const { pair, options } = this;
    pair.world.advance(options.pauseMs);
    const node = this.steps++ % 2;
    pair.ask(node, "POST", "/api/brightness", { brightness: this.steps % 100 });
    for (const rare of RARE) rare(pair, node, this.steps);
    for (const page of PAGES) pair.ask(node, "GET", page);
  }

  /** Lets the time pass in which idle connections and sessions end. */
  rest(): void {
    this.pair.world.advance(QUIET_MS);
  }

  /** Deletes all that was made. */
  clear(): void {
    for (const path of this.made.splice(0)) this.pair.ask(0, "DELETE", path);
  }

  private make(node: number): void {
    const { pair, options } = this;
    const make = this.makes++;
    const id = `made-${options.ids === undefined ? make : make % options.ids}`;
    if (make % 3 === 0) {
      pair.send(node, `/api/images?name=a_${WIDTH}x${ROWS}.rgb&id=${id}`, picture(make));
      this.made.push(`/api/images/${id}`);
    } else if (make % 3 === 1) {
      pair.ask(node, "POST", "/api/patterns", { id, type: make % 18, speed: 1 + (make % 255) }, 201);
      this.made.push(`/api/patterns/${id}`);
    } else {
      const steps = [{ image: "smiley", ms: 1000 + make }];
      pair.ask(node, "POST", "/api/sequences", { id, name: `Set ${make}`, steps }, 201);
      this.made.push(`/api/sequences/${id}`);
    }
  }
}

const RARE: readonly ((pair: Pair, node: number, step: number) => void)[] = [
  showsSomething,
  editsBoth,
  renames,
  follows,
  breaksOff,
  syncs,
];

function showsSomething(pair: Pair, node: number, step: number): void {
  pair.ask(node, "POST", "/api/show", step % 4 < 2 ? { image: "smiley" } : { dark: true });
}

/** Both poi at once: a conflict, which is resolved. */
function editsBoth(pair: Pair, node: number, step: number): void {
  const edits = [1, 2].map((value, i) =>
    pair.begin(i, "PUT", "/api/settings/brightness", { value: (step % 50) + 50 + 50 * value }),
  );
  pair.end(edits);
  pair.ask(node, "POST", "/api/sync/resolve", { key: "setting/brightness", choice: "mine" });
}

function renames(pair: Pair, node: number, step: number): void {
  pair.ask(node, "POST", "/api/device/config", { deviceName: `Poi ${node} ${step % 4}` });
}

/** Somebody follows the page and goes without a word. */
function follows(pair: Pair, node: number): void {
  const page = pair.begin(node, "GET", "/api/events");
  pair.world.advance(FOLLOW_MS);
  pair.end([page]);
}

/** An upload that ends in the middle, and requests that make no sense. */
function breaksOff(pair: Pair, node: number): void {
  const bytes = picture(0);
  const start = head(
    "POST",
    `/api/images?name=a_${WIDTH}x${ROWS}.rgb`,
    "application/octet-stream",
    bytes.length,
  );
  const upload = pair.write(node, start, bytes.subarray(0, 1000));
  pair.world.advance(100);
  upload.stream.abort();
  pair.ask(node, "GET", "/api/nothing", undefined, 404);
  pair.ask(node, "POST", "/api/brightness", { brightness: 300 }, 400);
}

function syncs(pair: Pair, node: number): void {
  pair.ask(node, "POST", "/api/sync/execute", { peerId: "auto" });
}

function picture(seed: number): Uint8Array {
  const bytes = new Uint8Array(3 * WIDTH * ROWS);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * (seed + 1);
  return bytes;
}
