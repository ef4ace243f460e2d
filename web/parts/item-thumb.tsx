import { TURNS_PER_S } from "../light/disc.ts";
import type { Playing } from "../state/node.ts";
import { Thumb, useShow } from "./disc-view.tsx";

/** An item as a small disc; a picture twice around, and as it is by then where it changes. */
export function ItemThumb({ playable }: { playable: Playing }) {
  const { kind, item } = playable;
  return <Thumb show={useShow(playable, (kind === "image" ? item.width : 64) * 2 * TURNS_PER_S)} />;
}
