import assert from "node:assert/strict";
import type { HostOptions } from "../../sim/sim-host.ts";
import { ClockedDecoder } from "../../sim/strip/clocked-decoder.ts";
import { SK9822_FACTS } from "../../sim/strip/led-facts.ts";
import type { SimStripOptions } from "../../sim/strip/sim-strip.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { indexOf } from "../../src/store/slots.ts";
import { ApiLab, type ApiNode } from "../api/api-lab.ts";

/** LEDs of the strips, where nothing else is said. */
export const LEDS = 8;

/** One column as the LEDs show it. */
export interface ShownColumn {
  /** When its last LED changed, in microseconds of the world and of the node's group time. */
  atUs: number;
  groupUs: number;
  /** Words from the first LED of the wire to the last. */
  words: Uint32Array;
}

/** What one node's LEDs show, decoded from the bytes on their bus. */
export class Eye {
  readonly node: ApiNode;
  readonly leds: number;
  /** Columns since `clear`. */
  columns: ShownColumn[] = [];
  private readonly words: Uint32Array;

  constructor(node: ApiNode) {
    this.node = node;
    this.leds = node.node.file.config.leds;
    this.words = new Uint32Array(this.leds);
    this.open();
  }

  /** Looks at the strip of this boot. */
  open(): void {
    const listener = (led: number, atUs: number, word: number) => this.show(led, atUs, word);
    const decoder = new ClockedDecoder(SK9822_FACTS, this.leds, listener);
    this.node.host.strip.tap = (bytes, startUs, byteUs) => decoder.write(bytes, startUs, byteUs);
  }

  clear(): void {
    this.columns = [];
  }

  /** Lets time pass and returns the columns that were shown in it. */
  watch(ms: number): ShownColumn[] {
    this.clear();
    this.node.lab.world.runForMs(ms);
    return this.columns;
  }

  /** What the LEDs show now. */
  get now(): Uint32Array {
    return this.words;
  }

  /** Light of all LEDs now, 3 numbers an LED, 0 to 1. */
  get light(): number[] {
    return Array.from(this.words).flatMap(lightOf);
  }

  /** Whether all LEDs are dark now. */
  get isDark(): boolean {
    return this.light.every((share) => share === 0);
  }

  private show(led: number, atUs: number, word: number): void {
    this.words[led] = word;
    if (led !== this.leds - 1) return;
    const { host, node } = this.node;
    const behindUs = (host.world.nowUs - atUs) * (1 + host.driftPpm / 1e6);
    this.columns.push({ atUs, groupUs: node.clock.nowUs() - behindUs, words: this.words.slice() });
  }
}

/** Red, green and blue of a SK9822's word, 0 to 1. */
export function lightOf(word: number): number[] {
  const current = ((word >>> 24) & 31) / 31;
  return [word & 255, (word >>> 8) & 255, (word >>> 16) & 255].map((pwm) => (pwm / 255) * current);
}

/** The one channel that shines, on all LEDs alike: 0 to 2; -1 where all are dark. */
export function hueOf(words: Uint32Array): number {
  const lit = Array.from(words, (word) =>
    lightOf(word)
      .map((share) => share > 0)
      .indexOf(true),
  );
  for (const each of lit) assert.equal(each, lit[0], "a torn column");
  return lit[0]!;
}

export type Color = readonly [number, number, number];
export const RED: Color = [255, 0, 0];
export const GREEN: Color = [0, 255, 0];
export const BLUE: Color = [0, 0, 255];

/** Nodes with strips of few LEDs. */
export class LightLab extends ApiLab {
  /** A node that shows light, and an eye on it. */
  lit(
    start: Partial<LocalConfig> = {},
    strip: Omit<SimStripOptions, "patterns"> = { gapUs: [0, 100] },
    host: HostOptions = {},
  ): [ApiNode, Eye] {
    const node = this.node({ leds: LEDS, ...start }, { strip, ...host });
    return [node, new Eye(node)];
  }
}

/** Uploads a picture of one column a colour; returns its id. */
export function uploadColors(
  node: ApiNode,
  name: string,
  colors: readonly Color[],
  rows: number = LEDS,
): string {
  const rgb = new Uint8Array(3 * colors.length * rows);
  for (let row = 0; row < rows; row++) {
    for (const [column, color] of colors.entries()) rgb.set(color, 3 * (row * colors.length + column));
  }
  return uploadPixels(node, name, rgb, rows);
}

/** Uploads raw pixels, row by row; returns the id. */
export function uploadPixels(node: ApiNode, name: string, rgb: Uint8Array, rows: number): string {
  const path = `/api/images?name=${name}_${rgb.length / 3 / rows}x${rows}.rgb`;
  const answer = node.ask({ method: "POST", path, body: rgb, type: "application/octet-stream" });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

const MODES = ["", "image", "pattern", "sequence"];

export function choose(node: ApiNode, kind: "image" | "pattern" | "sequence", id: string): void {
  node.post("/api/mode", { mode: MODES.indexOf(kind), index: indexOf(node.node.store, kind, id) });
}

/** Makes a sequence and plays it. */
export function play(node: ApiNode, steps: readonly object[], loop = true): void {
  const { id } = node.post("/api/sequences", { name: "Steps", steps, loop }, 201);
  choose(node, "sequence", id);
}
