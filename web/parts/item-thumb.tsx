import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { TURNS_PER_S } from "../light/disc.ts";
import { showOf } from "../light/item-show.ts";
import { arrivals } from "../light/pixels.ts";
import { device, type Playing } from "../state/node.ts";
import { Thumb } from "./disc-view.tsx";

/** An item as a small disc; a picture twice around, and as it is by then where it changes. */
export function ItemThumb({ playable }: { playable: Playing }) {
  const { kind, item } = playable;
  const leds = useComputed(() => device.value?.leds ?? 32).value;
  const waits = kind !== "pattern" ? arrivals.value : 0;
  const rate = (kind === "image" ? item.width : 64) * 2 * TURNS_PER_S;
  return <Thumb show={useMemo(() => showOf(playable, leds, rate), [item, leds, waits])} />;
}
