import type { Control, Pace, Pattern } from "../../src/patterns/pattern.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { MAX_SPEED, MIN_SPEED, realSpeed } from "../../src/patterns/tempo.ts";
import { PATTERN_VIEW } from "./pattern-show.ts";

/** The sheet's path from docs/. */
export const PATTERN_SHEET = "patterns/sheet.png";

/** docs/patterns.md: what each pattern shows, and its controls, as the code declares them. */
export function patternPage(): string {
  const { leds, revolutionsPerSecond, columnsPerSecond } = PATTERN_VIEW;
  return `# Patterns

![Photos of all patterns in the dark](${PATTERN_SHEET})

One turn of each, with the colours, the speed and the controls that a poi is born with: ${leds} LEDs, ${revolutionsPerSecond} turns a second,
${columnsPerSecond.toLocaleString("en")} columns a second, and the beat that audio patterns make up where they hear no music: photos from
the bytes that the LEDs get. This page and its picture are made by \`npm run sim -- sheet\`.

Every pattern has two colours and a speed from ${MIN_SPEED} to ${MAX_SPEED}, and below them what it declares itself. Speed is a tempo: each 43 steps double it.
What happens as often a second as the poi turns stands still in the air, once around the circle; twice as often, it is there twice.
All poi of a group show the same at the same moment, whatever their length and column rate: a pattern is a function of group time
and of a seed that they share.

\`POST /api/pattern\` takes the controls by their names: \`{"index":0,"type":0,"speed":60,"controls":{"twist":80}}\`.

${PATTERNS.map(section).join("\n")}`;
}

function section(pattern: Pattern, type: number): string {
  const { name, about, pace, speed, controls } = pattern;
  const rows = [
    ...[pattern.color1, pattern.color2].flatMap((value, i) => colorRow(i, pattern.colorLabels[i]!, value)),
    row("speed", pace.label, speeds(pattern), `${speed} (${amount(pace, speed)} ${pace.unit})`),
    ...Object.entries(controls).map(([key, control]) => controlRow(key, control)),
  ];
  return `## ${type} ${name}

${about}

| name | | from … to | at first |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function colorRow(i: number, label: string, value: number): string[] {
  return label === "" ? [] : [row(`color${i + 1}`, label, "colour", hex(value))];
}

function controlRow(name: string, control: Control): string {
  if (control.kind === "toggle") return row(name, control.label, "yes or no", control.initial ? "yes" : "no");
  if (control.kind === "color") return row(name, control.label, "colour", hex(control.initial));
  const { label, from, to, initial, unit } = control;
  return row(name, label, `${from} … ${to} ${unit}`.trim(), `${initial}`);
}

function row(name: string, label: string, range: string, initial: string): string {
  return `| \`${name}\` | ${label} | ${range} | ${initial} |`;
}

function speeds({ pace }: Pattern): string {
  return `${MIN_SPEED} … ${MAX_SPEED} (${amount(pace, MIN_SPEED)} … ${amount(pace, MAX_SPEED)} ${pace.unit})`;
}

/** A speed in its pace's unit, in two digits. */
function amount(pace: Pace, speed: number): number {
  return Number(realSpeed(speed, pace).toPrecision(2));
}

function hex(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}
