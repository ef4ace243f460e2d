import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { colorOf, numberOf, toHexColor } from "../light/color.ts";
import { type Disc, HAND, MARGIN, makeDisc, TURNS_PER_S } from "../light/disc.ts";
import { type Brush, blank, COLUMNS, columnAt, dab } from "../light/drawing.ts";
import { type Pixels, pictureShow } from "../light/show.ts";
import { Choice, ColorField, Slider } from "../parts/fields.tsx";
import { call, newId } from "../state/api.ts";
import { leds } from "../state/node.ts";
import { play } from "../state/play.ts";
import { makeSender } from "../state/sender.ts";
import { complain } from "../state/toasts.ts";
import { sendPicture } from "../state/uploads.ts";
import * as T from "../strings.ts";

const COLORS = [0xff2020, 0xff8000, 0xffe000, 0x20ff40, 0x00e0ff, 0x2050ff, 0xc030ff, 0xffffff, 0x000000];
const SIZES = { s: 0.03, m: 0.07, l: 0.15 } as const;
/** Live mode ends where no frame comes for 2 s. */
const STAY_MS = 900;
/** A finger that is up for so long has ended its stroke. */
const REST_MS = 800;
const MOST_UNDO = 20;

const frames = makeSender((pixels: Uint8Array) => call("PUT", "/api/live", pixels), 30);

/** A disc to draw on. The LEDs show the spoke under the finger at once, and the whole drawing once it is lifted. */
export function Live() {
  const [color, setColor] = useState(0xff8000);
  const [size, setSize] = useState<keyof typeof SIZES>("m");
  const [times, setTimes] = useState(1);
  const { picture, draw, begin, end, undo, clear } = useDrawing(leds.value);
  const { r, g, b } = colorOf(color);
  const brush: Brush = { color: [r, g, b], size: SIZES[size], times };
  return (
    <div class="columns">
      <div class="center">
        <Board
          picture={picture}
          onStart={begin}
          onEnd={end}
          onDab={(turn, radius) => draw(turn, radius, brush)}
        />
        <p class="quiet">{T.liveAbout}</p>
      </div>
      <div class="card">
        <fieldset class="swatches">
          <legend class="hidden">{T.liveColor}</legend>
          {COLORS.map((each, i) => (
            <button
              key={each}
              type="button"
              aria-label={T.liveColors[i]}
              aria-pressed={each === color}
              style={{ background: toHexColor(colorOf(each)) }}
              onClick={() => setColor(each)}
            />
          ))}
          <ColorField label={T.liveOwn} value={{ r, g, b }} onInput={(own) => setColor(numberOf(own))} />
        </fieldset>
        <Choice label={T.liveSize} value={size} options={T.liveSizes} onInput={setSize} />
        <Slider label={T.liveTimes} value={times} min={1} max={12} shown={`${times} ×`} onInput={setTimes} />
        <div class="row">
          <button type="button" onClick={undo}>
            {T.undo}
          </button>
          <button type="button" onClick={clear}>
            {T.liveFresh}
          </button>
        </div>
      </div>
    </div>
  );
}

interface BoardProps {
  picture: Pixels;
  onStart(): void;
  onDab(turn: number, radius: number): void;
  onEnd(): void;
}

function Board({ picture, onStart, onDab, onEnd }: BoardProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const disc = useRef<Disc | undefined>(undefined);
  const cursor = useRef({ turn: 0, radius: 0.7 });
  const [down, setDown] = useState(false);
  useEffect(() => {
    disc.current ??= makeDisc(canvas.current!, 640);
    disc.current.load(pictureShow(picture, COLUMNS * TURNS_PER_S));
    disc.current.paintStill(1e6);
  }, [picture]);
  const dabAt = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width } = canvas.current!.getBoundingClientRect();
    const right = (clientX - left) / width - 0.5;
    const below = (clientY - top) / width - 0.5;
    const out = (Math.hypot(right, below) / (0.5 - MARGIN) - HAND) / (1 - HAND);
    onDab(Math.atan2(right, -below) / (2 * Math.PI), Math.min(1, Math.max(0, out)));
  };
  const stop = () => {
    if (down) onEnd();
    setDown(false);
  };
  const key = (event: KeyboardEvent) => {
    const at = cursor.current;
    const turns = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const outs = { ArrowDown: -1, ArrowUp: 1 }[event.key];
    if (turns) at.turn = (at.turn + turns / 48) % 1;
    else if (outs) at.radius = Math.min(1, Math.max(0, at.radius + outs / 16));
    else if (event.key !== " ") return;
    event.preventDefault();
    onStart();
    onDab(at.turn, at.radius);
    onEnd();
  };
  return (
    <button
      type="button"
      class="board"
      aria-label={T.liveBoard}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDown(true);
        onStart();
        dabAt(event);
      }}
      onPointerMove={(event) => {
        if (down) for (const each of event.getCoalescedEvents?.() ?? [event]) dabAt(each);
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
      onKeyDown={key}
    >
      <canvas ref={canvas} class="disc" />
    </button>
  );
}

/** The drawing, on its way to the LEDs. */
function useDrawing(leds: number) {
  const [picture, setPicture] = useState(() => blank(leds));
  const now = useRef(picture);
  const past = useRef<Uint8Array[]>([]);
  const id = useRef(newId());
  const timers = useMemo(() => ({ stay: 0, rest: 0 }), []);
  const show = (next: Pixels) => {
    now.current = next;
    setPicture(next);
  };
  const store = () => {
    clearTimeout(timers.rest);
    timers.rest = window.setTimeout(() => {
      sendPicture({ id: id.current, name: T.liveUntitled, pixels: now.current })
        .then((made) => made && play("image", made))
        .catch(complain);
    }, REST_MS);
  };
  return {
    picture,
    begin() {
      clearTimeout(timers.rest);
      past.current = [...past.current.slice(-MOST_UNDO), now.current.rgb.slice()];
    },
    draw(turn: number, radius: number, brush: Brush) {
      show(dab(now.current, turn, radius, brush));
      frames.set(columnAt(now.current, turn));
      clearInterval(timers.stay);
      timers.stay = window.setInterval(() => frames.set(columnAt(now.current, turn)), STAY_MS);
    },
    end() {
      clearInterval(timers.stay);
      store();
    },
    undo() {
      const rgb = past.current.pop();
      if (rgb === undefined) return;
      show({ ...now.current, rgb });
      store();
    },
    clear() {
      past.current = [];
      id.current = newId();
      show(blank(leds));
    },
  };
}
