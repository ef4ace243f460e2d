/** A line of a plot, with a name for the legend; points by rising x. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Where a number stands. */
  readonly ticks: readonly number[];
  readonly log?: boolean;
}

const WIDTH = 720;
/** Room for half of the last number below an axis. */
const MARGIN = 20;
const HEIGHT = 300;
const LEFT = 70;
const RIGHT = 20;
const TOP = 34;
const BOTTOM = 48;
const LEGEND_ROW = 16;
/** Keeps names readable over lines. */
const HALO = 'paint-order="stroke" stroke="#fff" stroke-width="4"';
/** Okabe and Ito's colours, which people with colour blindness can tell apart. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/** Plots below one another, as the text of an SVG file. The same figures give the same bytes. */
export function svgOf(plots: readonly Plot[]): string {
  const body = plots.map((plot, i) => `<g transform="translate(0 ${i * HEIGHT})">${drawn(plot)}</g>`);
  const height = plots.length * HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + MARGIN} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${text(plots.map(({ title }) => title).join("; "))}</title>`,
    `<rect width="${WIDTH + MARGIN}" height="${height}" fill="#fff"/>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

function drawn({ title, x, y, series }: Plot): string {
  const right = WIDTH - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const atX = (value: number) => place(x, value, LEFT, right);
  const atY = (value: number) => place(y, value, bottom, TOP);
  const parts = [`<text x="${LEFT}" y="20" font-weight="bold">${text(title)}</text>`];
  for (const tick of x.ticks) {
    const at = fixed(atX(tick));
    parts.push(`<path d="M${at} ${TOP}V${bottom}" stroke="#ddd"/>`);
    parts.push(`<text x="${at}" y="${bottom + 16}" text-anchor="middle">${shown(tick)}</text>`);
  }
  for (const tick of y.ticks) {
    const at = fixed(atY(tick));
    parts.push(`<path d="M${LEFT} ${at}H${right}" stroke="#ddd"/>`);
    parts.push(`<text x="${LEFT - 6}" y="${Number(at) + 4}" text-anchor="end">${shown(tick)}</text>`);
  }
  parts.push(
    `<text x="${(LEFT + right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${text(x.label)}</text>`,
    `<text transform="translate(14 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${text(y.label)}</text>`,
  );
  for (const [i, { name, points }] of series.entries()) {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map(([px, py]) => `${fixed(atX(px))} ${fixed(atY(py))}`).join("L");
    parts.push(`<path d="M${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>`);
    if (series.length === 1) continue;
    const legendY = TOP + LEGEND_ROW * (i + 1);
    parts.push(
      `<text x="${right - 6}" y="${legendY}" text-anchor="end" fill="${colour}" ${HALO}>${text(name)}</text>`,
    );
  }
  return parts.join("\n");
}

/** Where a value stands; what is beyond the axis stands at its end. */
function place({ from, to, log }: Axis, value: number, low: number, high: number): number {
  const inside = Math.min(to, Math.max(from, value));
  const share = log ? Math.log(inside / from) / Math.log(to / from) : (inside - from) / (to - from);
  return low + share * (high - low);
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function shown(value: number): string {
  return value.toLocaleString("en");
}

function text(plain: string): string {
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
