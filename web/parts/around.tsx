import { TURNS_PER_S } from "../light/disc.ts";
import { rate, rateNow } from "../state/play.ts";
import * as T from "../strings.ts";
import { Slider } from "./fields.tsx";

const MOST_RATE = 18_000;

/** How often a picture goes around the circle: what the column rate means to an eye. */
export function Around({ width }: { width: number }) {
  const times = Math.max(1, Math.round(rateNow.value / TURNS_PER_S / Math.max(1, width)));
  return (
    <Slider
      label={T.playAround}
      value={times}
      min={1}
      max={16}
      shown={`${times} ×`}
      onInput={(next) => rate.set(Math.min(MOST_RATE, next * TURNS_PER_S * width))}
    />
  );
}
