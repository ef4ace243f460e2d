import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Disc, makeDisc } from "../light/disc.ts";
import { showOf } from "../light/item-show.ts";
import { arrivals } from "../light/pixels.ts";
import { darkShow, type Show } from "../light/show.ts";
import { paintThumb } from "../light/thumbs.ts";
import { leds, type Playing } from "../state/node.ts";

const SIZE = 640;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** What an item shows, the same object for as long as it shows the same; nothing is dark. */
export function useShow(playing: Playing | undefined, rate: number): Show {
  const waits = playing?.kind === "pattern" || arrivals.value;
  return useMemo(
    () => (playing ? showOf(playing, rate) : darkShow()),
    [playing?.item, rate, leds.value, waits],
  );
}

/** A spinning poi. `show` must stay the same object for as long as it shows the same. */
export function DiscView({ show, label, dim = 1 }: { show: Show; label: string; dim?: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const disc = useRef<Disc | undefined>(undefined);
  useEffect(() => {
    const painter = makeDisc(canvas.current!, SIZE);
    disc.current = painter;
    let frame = 0;
    const paint = (nowMs: number) => {
      painter.paint(nowMs * 1000);
      frame = requestAnimationFrame(paint);
    };
    if (!still.matches) frame = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(frame);
  }, []);
  useEffect(() => {
    disc.current!.load(show);
    if (still.matches) disc.current!.paintStill(performance.now() * 1000);
  }, [show]);
  return <canvas ref={canvas} class="disc" role="img" aria-label={label} style={{ opacity: dim }} />;
}

/** The same, small and still. */
export function Thumb({ show }: { show: Show }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => paintThumb(canvas.current!, show), [show]);
  return <canvas ref={canvas} class="thumb" />;
}
