import { ClockedTables, encodeClocked } from "./clocked-wire.ts";
import type { LightMemory } from "./light-memory.ts";
import { encodeNrz, NrzTables } from "./nrz-wire.ts";
import type { StripSetup } from "./strip-setup.ts";

/** Turns colours into what a strip wants to hear, at one brightness. */
export class WireEncoder {
  /** Tone's tables and the brightness, 0 to 1, that it was made for. */
  readonly light: Uint16Array;
  readonly level: number;
  private readonly setup: StripSetup;
  private readonly clocked: ClockedTables | undefined;
  private readonly nrz: NrzTables | undefined;

  constructor(setup: StripSetup, light: Uint16Array, level: number) {
    this.setup = setup;
    this.light = light;
    this.level = level;
    if (setup.chip.isClocked) this.clocked = new ClockedTables(light, level, setup.places);
    else this.nrz = new NrzTables(light, level, setup.whiteShare);
  }

  /**
   * Encodes pixels to a byte of the memory on, which for clocked LEDs is a multiple of four.
   *
   * @param rgb codes; the first pixel is at byte `from`, the next one `stride` bytes on: 3 or -3
   */
  encode(rgb: Uint8Array, from: number, stride: number, pixels: number, memory: Target, at: number): void {
    const { setup, clocked, nrz } = this;
    if (clocked !== undefined) {
      encodeClocked(rgb, from, stride, pixels, clocked, setup.depth, memory.words, at >> 2);
    } else encodeNrz(rgb, from, stride, pixels, nrz!, setup.places, memory.bytes, at);
  }
}

/** Memory as words and as bytes. */
export type Target = Pick<LightMemory, "words" | "bytes">;
