/** The loops that are compared, each as it runs on Node and on XS: a run makes COLUMNS columns of LEDS LEDs. */
import { settingsOf } from "../../src/patterns/pattern-settings.ts";
import { RAINBOW } from "../../src/patterns/rainbow.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import { makeLightMemory, WORD } from "../../src/pov/light-memory.ts";
import { stripSetup } from "../../src/pov/strip-setup.ts";
import { StripStream } from "../../src/pov/strip-stream.ts";
import { program } from "../../test/xs/inside/program.ts";
import { FullRender } from "./full-render.ts";

export const LEDS = 32;
export const COLUMNS = 16;
const WIDTH = 40;
const COLUMNS_PER_S = 4000;
const BYTE_US = 1;

/** A loop that has settled, and the time as it tells it. */
class Loop {
  readonly stream: StripStream;
  readonly words: Int32Array;
  private nowUs = 0;

  constructor(show: (desk: LightDesk) => void) {
    const setup = stripSetup({ chip: "sk9822", leds: LEDS });
    const memory = makeLightMemory(setup, { arenaBytes: 30_000 });
    const desk = new LightDesk(memory, setup);
    this.words = new Int32Array(memory);
    this.stream = new StripStream(memory, [RAINBOW]);
    desk.set({ brightness: 255, limitMa: 1e5 });
    show(desk);
    for (let i = 0; i < 300; i++) this.block();
  }

  block(): void {
    const bytes = this.stream.next(this.nowUs as LocalUs);
    this.nowUs += bytes === undefined ? 20_000 : bytes.length * BYTE_US + 150;
  }
}

function loop(show: (desk: LightDesk) => void) {
  return program({
    prepare: () => new Loop(show),
    run: (made) => made.block(),
    check: (_result, { words }) => {
      if (words[WORD.columnsNow] !== COLUMNS) throw new Error(`${words[WORD.columnsNow]} columns a block`);
    },
  });
}

export const picture = loop((desk) => {
  desk.beginPicture(WIDTH).encode(pixels(), 0);
  desk.showPicture({ originUs: 0 as GroupUs, columnsPerS: COLUMNS_PER_S });
});

export const rainbow = loop((desk) => {
  const palette = new Uint8Array(768);
  const settings = settingsOf(RAINBOW, {});
  RAINBOW.palette(settings, palette);
  const numbers = RAINBOW.prepare(settings, 7);
  const time = { originUs: 0 as GroupUs, columnsPerS: COLUMNS_PER_S };
  desk.showPattern({ pattern: RAINBOW, number: 0, palette, numbers }, time);
});

export const fullPicture = program({
  prepare: () => ({ render: new FullRender(LEDS, 255, 1e5), rgb: pixels(), at: 0 }),
  run: (state) => {
    for (let i = 0; i < COLUMNS; i++) {
      state.at = (state.at + 1) % WIDTH;
      state.render.picture(state.rgb, state.at);
    }
  },
});

export const fullRainbow = program({
  prepare: () => ({ render: new FullRender(LEDS, 255, 1e5), hue: 0 }),
  run: (state) => {
    for (let i = 0; i < COLUMNS; i++) {
      state.hue++;
      state.render.rainbow(state.hue, 3);
    }
  },
});

/** A picture of which no two neighbours are alike. */
function pixels(): Uint8Array {
  const rgb = new Uint8Array(3 * WIDTH * LEDS);
  for (let i = 0; i < rgb.length; i++) rgb[i] = i * 73 + (i >> 8);
  return rgb;
}
