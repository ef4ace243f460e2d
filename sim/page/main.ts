/** The simulator's page: all poi as they spin, from the bytes that go over their buses. */
import { FrameReader, type LightFrame } from "./light-frames.ts";
import { PoiFigure } from "./poi-figure.ts";
import { Spin } from "./spin.ts";

/** Bytes come in this late at most: until then they are waited for, so that nothing is painted twice. */
const LATE_US = 150_000;
const AGAIN_MS = 1000;
/** As page.html has it. */
const GAP_PX = 12;
const CAPTION_PX = 48;

const spin = new Spin(2);
const figures = new Map<number, PoiFigure>();
const place = document.getElementById("poi")!;
const state = document.getElementById("state")!;
let fadeUs = 500_000;

slider("speed", "turns/s", (turnsPerS) => spin.change(turnsPerS, nowUs() - LATE_US));
slider("fade", "s", (seconds) => {
  fadeUs = seconds * 1e6;
});
void listen();
requestAnimationFrame(draw);

/** Microseconds since this page was opened: those since 1970 are too many to leave a double the fractions that decoders need. */
function nowUs(): number {
  return performance.now() * 1000;
}

function here(us: number): number {
  return us - performance.timeOrigin * 1000;
}

function slider(id: string, unit: string, changed: (value: number) => void): void {
  const input = document.getElementById(id) as HTMLInputElement;
  const said = document.getElementById(`${id}-said`) as HTMLOutputElement;
  const take = (): void => {
    changed(Number(input.value));
    said.value = `${input.value} ${unit}`;
  };
  input.addEventListener("input", take);
  take();
}

/** Reads what the poi tell, and begins anew where it ends. */
async function listen(): Promise<void> {
  try {
    const response = await fetch("/light");
    const pieces = response.body!.getReader();
    const reader = new FrameReader();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      for (const frame of reader.read(piece.value)) take(frame);
    }
  } catch {
    // It ended: the poi were stopped.
  }
  state.hidden = false;
  state.textContent = "No poi. Run npm start.";
  setTimeout(listen, AGAIN_MS);
}

function take(frame: LightFrame): void {
  const figure = figures.get(frame.poi);
  if ("writes" in frame) {
    for (const write of frame.writes) figure?.write({ ...write, startUs: here(write.startUs) });
  } else if (figure === undefined || !figure.isOf(frame.view)) {
    const made = new PoiFigure(frame.poi, frame.view, spin);
    figure?.element.remove();
    figures.set(frame.poi, made);
    const next = [...figures.keys()].filter((poi) => poi > frame.poi).sort((a, b) => a - b)[0];
    place.insertBefore(made.element, next === undefined ? null : figures.get(next)!.element);
    arrange();
  }
  state.hidden = true;
}

/** All of them fit on the screen, as large as they can be. */
function arrange(): void {
  // The first and the last gap are the padding.
  const width = place.clientWidth - GAP_PX;
  const height = place.clientHeight - GAP_PX;
  const count = figures.size;
  let size = 0;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    size = Math.max(size, Math.min(width / columns - GAP_PX, height / rows - GAP_PX - CAPTION_PX));
  }
  place.style.setProperty("--size", `${Math.max(120, Math.floor(size))}px`);
}

addEventListener("resize", arrange);

function draw(): void {
  const us = nowUs();
  for (const figure of figures.values()) figure.draw(us - LATE_US, fadeUs);
  requestAnimationFrame(draw);
}
