import { Afterglow } from "./afterglow.ts";
import { Disc } from "./disc.ts";
import type { LightWrite, PoiView } from "./light-frames.ts";
import type { Spin } from "./spin.ts";

const SIZE = 420;
/** How often the figures below a disc are told. */
const TELL_US = 500_000;

/** One poi on the page: its disc of light, its name, and what its strip does. */
export class PoiFigure {
  readonly element = document.createElement("figure");
  private readonly view: PoiView;
  private readonly glow: Afterglow;
  private readonly disc: Disc;
  private readonly context: CanvasRenderingContext2D;
  private readonly pixels: ImageData;
  private readonly doing = document.createElement("small");
  private readonly waiting: LightWrite[] = [];
  private toldUs = 0;
  private toldColumns = 0;
  private toldMas = 0;

  constructor(poi: number, view: PoiView, spin: Spin) {
    this.view = view;
    this.glow = new Afterglow(view.strip, spin);
    this.disc = new Disc(SIZE, view.strip.cells);
    const canvas = document.createElement("canvas");
    canvas.width = SIZE;
    canvas.height = SIZE;
    canvas.dataset["poi"] = `${poi}`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `What ${view.name} paints in the air`);
    this.context = canvas.getContext("2d", { willReadFrequently: true })!;
    this.pixels = this.context.createImageData(SIZE, SIZE);
    const name = document.createElement("a");
    name.href = view.url;
    name.textContent = view.name;
    const caption = document.createElement("figcaption");
    caption.append(name, this.doing);
    this.element.append(canvas, caption);
  }

  /** Whether it shows this poi as it is now. */
  isOf(view: PoiView): boolean {
    return JSON.stringify(view) === JSON.stringify(this.view);
  }

  write(write: LightWrite): void {
    this.waiting.push(write);
  }

  /** Draws what was there until a moment. */
  draw(us: number, fadeUs: number): void {
    const { glow, disc, context, pixels, waiting } = this;
    let taken = 0;
    while (taken < waiting.length && waiting[taken]!.startUs <= us) glow.write(waiting[taken++]!);
    waiting.splice(0, taken);
    glow.until(us);
    disc.paint(glow, us, fadeUs, pixels.data);
    context.putImageData(pixels, 0, 0);
    if (us - this.toldUs > TELL_US) this.tell(us);
  }

  private tell(us: number): void {
    const { chip, leds } = this.view.strip;
    const { columns, shown } = this.glow;
    const seconds = (us - this.toldUs) / 1e6;
    const mas = shown.chargeMas(us);
    const perS = Math.round((columns - this.toldColumns) / seconds);
    const ma = Math.round((mas - this.toldMas) / seconds);
    if (this.toldUs > 0) {
      this.doing.textContent = `${leds} ${chip.toUpperCase()} · ${perS.toLocaleString("en")} columns/s · ${ma} mA`;
    }
    this.toldUs = us;
    this.toldColumns = columns;
    this.toldMas = mas;
  }
}
