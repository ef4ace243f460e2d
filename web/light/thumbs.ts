import { type Disc, makeDisc } from "./disc.ts";
import type { Show } from "./show.ts";

/** Small still discs. One disc paints them all, each when its turn comes, so that a finger is never kept waiting. */

const SIZE = 144;
/** A moment at which every pattern shows what it is. */
const MOMENT_US = 9_300_000;

const waiting = new Map<HTMLCanvasElement, Show>();
let disc: Disc | undefined;
let paper: HTMLCanvasElement;

/** Paints a thumbnail soon. */
export function paintThumb(canvas: HTMLCanvasElement, show: Show): void {
  if (waiting.size === 0) setTimeout(paintNext);
  waiting.set(canvas, show);
}

function paintNext(): void {
  const next = waiting.entries().next().value;
  if (next === undefined) return;
  const [canvas, show] = next;
  waiting.delete(canvas);
  if (disc === undefined) {
    paper = document.createElement("canvas");
    disc = makeDisc(paper, SIZE);
  }
  disc.load(show);
  disc.paintStill(MOMENT_US);
  canvas.width = SIZE;
  canvas.height = SIZE;
  canvas.getContext("2d")!.drawImage(paper, 0, 0);
  if (waiting.size > 0) setTimeout(paintNext);
}
