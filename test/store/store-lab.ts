import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { SimFiles, type SimFilesOptions } from "../../sim/sim-files.ts";
import { SimRandom } from "../../sim/sim-random.ts";
import type { Item } from "../../src/store/item.ts";
import { Store } from "../../src/store/store.ts";

/** A place for stores: virtual disks and one virtual time. */
export class StoreLab {
  readonly prng: Prng;
  readonly scheduler = new Scheduler();

  constructor(seed: number | string) {
    this.prng = new Prng(seed);
  }

  /** A new store on a new disk, or on a disk that is there. */
  make(name: string, files: SimFiles = this.disk(name)): LabStore {
    const clock = new SimClock(this.scheduler, { driftPpm: 0, startUs: 0, wallMs: 1_790_000_000_000 });
    const boot = files.counters.operations;
    const random = new SimRandom(this.prng.fork(`${name} ${boot}`));
    return new LabStore({ clock, digest: new SimDigest(), files, random }, files, this, name, clock);
  }

  disk(name: string, options: Partial<SimFilesOptions> = {}): SimFiles {
    return new SimFiles({ prng: this.prng.fork(`disk ${name}`), ...options });
  }

  passMs(ms: number): void {
    this.scheduler.runFor(ms * 1000);
  }
}

/** A store with its disk in reach. */
export class LabStore extends Store {
  readonly files: SimFiles;
  readonly clock: SimClock;
  private readonly lab: StoreLab;
  private readonly name: string;

  constructor(
    ports: ConstructorParameters<typeof Store>[0],
    files: SimFiles,
    lab: StoreLab,
    name: string,
    clock: SimClock,
  ) {
    super(ports);
    this.files = files;
    this.clock = clock;
    this.lab = lab;
    this.name = name;
  }

  /** Pulls the plug and boots again. */
  reboot(): LabStore {
    return this.lab.make(this.name, this.files.crash());
  }
}

/** All items of a store, as one can compare them. */
export function everything(store: Store): Item[] {
  const items: Item[] = [];
  for (const kind of ["image", "pattern", "sequence", "setting"] as const) {
    for (const entry of store.entries(kind)) items.push(canonical(store.read(entry)));
  }
  return items.sort((a, b) => (a.kind + a.id < b.kind + b.id ? -1 : 1));
}

/** The item with the entries of its context in order. */
export function canonical(item: Item): Item {
  return { ...item, context: Object.fromEntries(Object.entries(item.context).sort()) };
}

/** The value of a setting as the store plays it. */
export function setting(store: Store, id: string): unknown {
  return store.current("setting", id)?.body["value"];
}
