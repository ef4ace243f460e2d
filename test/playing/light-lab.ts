import assert from "node:assert/strict";
import { ClockedDecoder } from "../../sim/strip/clocked-decoder.ts";
import { SK9822_FACTS } from "../../sim/strip/led-facts.ts";
import type { SimStripOptions } from "../../sim/strip/sim-strip.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { ApiLab, type ApiNode } from "../api/api-lab.ts";

/** One column as the LEDs show it: words from the hand to the tip, and when the last LED of it changed. */
export interface ShownColumn {
  /** Microseconds of the world. */
  atUs: number;
  /** Group time of the node. */
  groupUs: number;
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
    const decoder = new ClockedDecoder(SK9822_FACTS, this.leds, (led, atUs, word) =>
      this.show(led, atUs, word),
    );
    this.node.host.strip.tap = (bytes, startUs, byteUs) => decoder.write(bytes, startUs, byteUs);
  }

  clear(): void {
    this.columns = [];
  }

  /** Light of a LED of the last column: red, green and blue, 0 to 1. */
  light(led = 0): number[] {
    return lightOf(this.words[led]!);
  }

  /** Whether all LEDs are dark now. */
  get isDark(): boolean {
    return this.words.every((word) => lightOf(word).every((share) => share === 0));
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

/** Nodes with strips of few LEDs. */
export class LightLab extends ApiLab {
  /** A node that shows light, and an eye on it. */
  lit(
    start: Partial<LocalConfig> = {},
    strip: Omit<SimStripOptions, "patterns"> = { gapUs: [0, 100] },
  ): [ApiNode, Eye] {
    const node = this.node({ leds: 8, ...start }, { strip });
    return [node, new Eye(node)];
  }

  /** Lets time pass. */
  runForMs(ms: number): void {
    this.world.runForMs(ms);
  }
}

export function colorPicture(
  colors: readonly (readonly [number, number, number])[],
  rows: number,
): Uint8Array {
  const rgb = new Uint8Array(3 * colors.length * rows);
  for (let row = 0; row < rows; row++) {
    for (const [column, color] of colors.entries()) rgb.set(color, 3 * (row * colors.length + column));
  }
  return rgb;
}

/** Uploads raw pixels; returns the id. */
export function uploadPicture(node: ApiNode, name: string, rgb: Uint8Array, rows: number): string {
  const path = `/api/images?name=${name}_${rgb.length / 3 / rows}x${rows}.rgb`;
  const answer = node.ask({ method: "POST", path, body: rgb, type: "application/octet-stream" });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}
