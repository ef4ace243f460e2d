import assert from "node:assert/strict";
import { FrameReader, type LightFrame } from "../../sim/page/light-frames.ts";
import { CHIP_FACTS, decoderOf } from "../../sim/strip/chip-decoder.ts";
import type { StripDecoder } from "../../sim/strip/led-facts.ts";

/** How much of each colour the LEDs of a strip gave, since they were last asked. */
export interface Light {
  r: number;
  g: number;
  b: number;
}

/** Waits until the LEDs of a poi are lit as they should be, looking at what went over its bus. */
export async function untilLit(
  lightUrl: string,
  poi: number,
  fits: (light: Light) => boolean,
  limitMs = 15_000,
): Promise<void> {
  const stop = AbortSignal.timeout(limitMs);
  const reader = new FrameReader();
  const light: Light = { r: 0, g: 0, b: 0 };
  let decoder: StripDecoder | undefined;
  const take = (frame: LightFrame): void => {
    if (frame.poi !== poi) return;
    if ("view" in frame) {
      const { chip, leds, order } = frame.view.strip;
      decoder = decoderOf(CHIP_FACTS[chip], leds, (_led, _atUs, word) => {
        for (let i = 0; i < 3; i++) light[order[i] as keyof Light] += (word >> (16 - 8 * i)) & 255;
      });
    } else for (const { bytes, startUs, byteUs } of frame.writes) decoder?.write(bytes, startUs, byteUs);
  };
  let last = "";
  try {
    const { body } = await fetch(`${lightUrl}/light`, { signal: stop });
    for await (const piece of body!) {
      Object.assign(light, { r: 0, g: 0, b: 0 });
      for (const frame of reader.read(piece as Uint8Array)) take(frame);
      last = JSON.stringify(light);
      if (fits(light)) return;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  assert.fail(`the LEDs were not lit so within ${limitMs} ms: ${last}`);
}
