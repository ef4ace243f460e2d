import { ShowClock } from "../../src/clock/show-clock.ts";
import { makeSeeds } from "../../src/node/seeds.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import { Light } from "../../src/playing/light.ts";
import { MODE, Player } from "../../src/playing/player.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import type { Strip } from "../../src/ports/strip.ts";
import { LightMemory, WORD } from "../../src/pov/light-memory.ts";
import { ConfigFile } from "../../src/store/local-config.ts";
import { Store } from "../../src/store/store.ts";
import { program } from "../xs/inside/program.ts";
import type { XsWorld } from "../xs/inside/world.ts";

/** A strip whose loop runs on another machine, as on the device: here it does nothing but take contents over. */
class XsStrip implements Strip {
  readonly memory = { arenaBytes: 30_000 };
  private words: Int32Array = new Int32Array(64);

  actualHz(hz: number): number {
    return hz;
  }

  play(memory: SharedArrayBuffer): void {
    this.words = new LightMemory(memory).words;
  }

  stop(): void {}

  take(): void {
    this.words[WORD.taken] = this.words[WORD.published]!;
  }

  get published(): number {
    return this.words[WORD.published]!;
  }
}

/** A light alone, with the content that nodes are born with. */
class XsLight {
  readonly world: XsWorld;
  readonly strip = new XsStrip();
  readonly player: Player;
  readonly light: Light;

  constructor(world: XsWorld) {
    const { ports } = world;
    this.world = world;
    const store = new Store(ports);
    store.seed(1, () => makeSeeds(store.blobs));
    const file = new ConfigFile(ports.files, ports.random, {});
    this.player = new Player(store, file, ports);
    const clock = new ShowClock({ clock: ports.clock, show: 7 });
    const settings = { brightness: 128, framerate: 1000, powerMode: "performance" } as const;
    this.light = new Light({
      ports,
      clock,
      store,
      strip: this.strip,
      player: this.player,
      config: file.config,
      battery: undefined,
      settings: () => settings,
    });
    this.player.onChange = this.light.changed;
    this.pass(100);
  }

  /** Lets time pass, and the strip take over what it is given. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 10) {
      this.world.advance(Math.min(10, left));
      this.strip.take();
    }
  }

  show(mode: number, index: number): this {
    this.player.show(mode, index, 0 as GroupUs);
    this.pass(100);
    return this;
  }
}

const HEART = 2;
const FIRE = 4;

/** Seconds in which nothing changes. */
function resting(mode: number, index: number) {
  return program({
    prepare: (world) => new XsLight(world).show(mode, index),
    run: ({ world }) => {
      world.advance(10_000);
    },
  });
}

export const restDark = resting(MODE.idle, 0);
export const restPicture = resting(MODE.image, HEART);
export const restPattern = resting(MODE.pattern, FIRE);

/** A change, until the strip has it. */
function showing(change: (light: XsLight) => void) {
  return program({
    prepare: (world) => {
      const light = new XsLight(world).show(MODE.pattern, 0);
      return { light, before: light.strip.published };
    },
    run: ({ light }) => {
      change(light);
      light.world.advance(4);
    },
    check: (_result, { light, before }) => {
      if (light.strip.published !== before + 1) throw new Error("nothing was handed over");
    },
  });
}

export const showPattern = showing(({ player }) => player.show(MODE.pattern, FIRE));
export const showPicture = showing(({ player }) => player.show(MODE.image, HEART));
export const showFrame = showing(({ player }) => player.showLive(new Uint8Array(96).fill(9)));
export const showSequence = showing(({ player }) => player.show(MODE.sequence, 0));

/** Two seconds of the sequence that nodes are born with: a picture and a pattern. */
export const playSequence = program({
  prepare: (world) => new XsLight(world).show(MODE.sequence, 0),
  run: (light) => {
    light.pass(4900);
  },
  check: (_result, { strip }) => {
    if (strip.published < 3) throw new Error("no steps were played");
  },
});

export const holdsLight = program({
  prepare: (world) => world,
  run(world) {
    const strip = new XsStrip();
    const node = new SyncNode({ ...world.ports, strip }, { port: 80, start: { groups: ["pair"] } });
    world.advance(5000);
    strip.take();
    node.player.show(MODE.pattern, FIRE);
    world.advance(5000);
    return node;
  },
});
