import { signal } from "@preact/signals";
import type { ImageView } from "../../src/api/views.ts";
import { getBytes } from "../state/api.ts";
import type { Pixels } from "./show.ts";

/** Pixels of pictures, by their hash: fetched once, one after the other, since the node has few connections. */

/** Where pixels are to be had. */
interface Place {
  hash: string;
  width: number;
  height: number;
  path: string;
}

/** Pictures that are kept: a screenful and more. */
const MOST = 64;
const kept = new Map<string, Pixels>();
const wanted = new Map<string, Place>();
/** Grows when pixels have come; who reads it looks again. */
export const arrivals = signal(0);

/** The pixels of a picture where they are here; otherwise they are fetched, and `arrivals` tells. */
export function pixelsOf(image: ImageView): Pixels | undefined {
  return image.complete ? pixelsAt(placeOf(image)) : undefined;
}

export function pixelsAt(place: Place): Pixels | undefined {
  const pixels = kept.get(place.hash);
  if (pixels === undefined && !wanted.has(place.hash)) {
    wanted.set(place.hash, place);
    if (wanted.size === 1) void fetchWanted();
  }
  return pixels;
}

/** The pixels, once they are here. */
export function loadPixels(image: ImageView): Promise<Pixels> {
  return load(placeOf(image));
}

export function keep(hash: string, pixels: Pixels): void {
  kept.delete(hash);
  kept.set(hash, pixels);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST) break;
    kept.delete(oldest);
  }
}

async function load({ hash, width, height, path }: Place): Promise<Pixels> {
  const pixels = kept.get(hash) ?? { width, height, rgb: await getBytes(path) };
  keep(hash, pixels);
  return pixels;
}

async function fetchWanted(): Promise<void> {
  for (const [hash, place] of wanted) {
    try {
      await load(place);
      arrivals.value++;
    } catch {
      // It stays a dark disc; whoever looks again asks again.
    }
    wanted.delete(hash);
  }
}

function placeOf({ hash, width, height, id }: ImageView): Place {
  return { hash, width, height, path: `/api/images/${id}/pixels` };
}
