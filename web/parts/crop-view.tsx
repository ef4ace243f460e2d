import { useEffect, useRef } from "preact/hooks";
import { boxOf, type Cut } from "../light/picture-source.ts";
import * as T from "../strings.ts";

const WIDTH = 480;
const STEP = 0.04;

/** What is cut out of a picture, moved by a finger, zoomed by two, or by the arrow keys. */
export function CropView(props: { image: HTMLImageElement; cut: Cut; onCut(cut: Cut): void }) {
  const { image, cut, onCut } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const fingers = useRef(new Map<number, PointerEvent>());
  const { naturalWidth: width, naturalHeight: height } = image;
  const box = boxOf(width, height, cut);
  useEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    context.drawImage(image, box.left, box.top, box.width, box.height, 0, 0, WIDTH, context.canvas.height);
  });
  const move = (right: number, down: number, zoom: number) =>
    onCut({
      ...cut,
      zoom: Math.min(6, Math.max(1, cut.zoom * zoom)),
      x: (box.left + box.width * (0.5 - right)) / width,
      y: (box.top + box.height * (0.5 - down)) / height,
    });
  const drag = (event: PointerEvent) => {
    const held = fingers.current;
    const before = held.get(event.pointerId);
    if (before === undefined) return;
    const { clientWidth, clientHeight } = canvas.current!;
    const [other] = [...held.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    const zoom = other ? distance(event, other) / Math.max(1, distance(before, other)) : 1;
    held.set(event.pointerId, event);
    move(
      (event.clientX - before.clientX) / clientWidth,
      (event.clientY - before.clientY) / clientHeight,
      zoom,
    );
  };
  const release = ({ pointerId }: PointerEvent) => void fingers.current.delete(pointerId);
  return (
    <figure>
      <button
        type="button"
        class="crop"
        aria-label={T.imagesCrop}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          fingers.current.set(event.pointerId, event);
        }}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={({ key }) => {
          if (key === "ArrowLeft") move(STEP, 0, 1);
          if (key === "ArrowRight") move(-STEP, 0, 1);
          if (key === "ArrowUp") move(0, STEP, 1);
          if (key === "ArrowDown") move(0, -STEP, 1);
        }}
      >
        <canvas
          ref={canvas}
          width={WIDTH}
          height={Math.max(1, Math.round((WIDTH * box.height) / box.width))}
        />
      </button>
      <figcaption class="quiet">{T.imagesCropHint}</figcaption>
    </figure>
  );
}

function distance(a: PointerEvent, b: PointerEvent): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
