import { signal } from "@preact/signals";
import type { ImageView } from "../../src/api/views.ts";
import { getBytes } from "../state/api.ts";
import type { Pixels } from "./show.ts";

/** Pixels of pictures, by their hash: fetched once, one after the other, since the node has few connections. */

/** Pictures that are kept: a screenful and more. */
const MOST = 64;
const kept = new Map<string, Pixels>();
const wanted = new Map<string, ImageView>();
let fetching = false;
/** Grows when pixels have come; who reads it looks again. */
export const arrivals = signal(0);

/** The pixels of a picture where they are here; otherwise they are fetched, and `arrivals` tells. */
export function pixelsOf(image: ImageView): Pixels | undefined {
  const pixels = kept.get(image.hash);
  if (pixels === undefined && image.complete) {
    wanted.set(image.hash, image);
    if (!fetching) void fetchWanted();
  }
  return pixels;
}

/** The pixels, once they are here. */
export async function loadPixels(image: ImageView): Promise<Pixels> {
  const pixels = kept.get(image.hash) ?? toPixels(image, await getBytes(`/api/images/${image.id}/pixels`));
  keep(image.hash, pixels);
  return pixels;
}

export function keep(hash: string, pixels: Pixels): void {
  kept.delete(hash);
  kept.set(hash, pixels);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST) break;
    kept.delete(oldest);
  }
}

async function fetchWanted(): Promise<void> {
  fetching = true;
  for (const [hash, image] of wanted) {
    try {
      await loadPixels(image);
      arrivals.value++;
    } catch {
      // It stays a dark disc; whoever looks again asks again.
    }
    wanted.delete(hash);
  }
  fetching = false;
}

function toPixels({ width, height }: ImageView, rgb: Uint8Array): Pixels {
  return { width, height, rgb };
}
