import { Prng } from "../../sim/prng.ts";
import type { Kind, Value } from "../../src/store/item.ts";

/** What an item says, as JSON; a sequence's steps are among it. */
export type Fields = { readonly [key: string]: Value };

/** One item, as every library of the benchmark gets it. */
export interface BenchItem {
  readonly kind: Kind;
  readonly id: string;
  readonly fields: Fields;
}

/** An edit that a device of its own makes. */
export interface Edit {
  /** Number of the device, from 1. */
  readonly device: number;
  readonly item: BenchItem;
}

/** The setting that the benchmark changes. */
export const CHANGED = "brightness";

const ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const SETTINGS: readonly [string, Value][] = [
  [CHANGED, 128],
  ["framerate", 1000],
  ["power-mode", "balanced"],
  ["gamma", 2.2],
  ["favourite", "pattern"],
  ["auto-advance", true],
  ["advance-ms", 30_000],
  ["crossfade-ms", 250],
  ["current-budget-ma", 900],
  ["night-mode", false],
];
const FIRST_WORDS = [
  ...["Ember", "Neon", "Violet", "Slow", "Deep", "Solar", "Frozen", "Wild", "Quiet", "Electric", "Golden"],
  ...["Lunar", "Crimson", "Hidden", "Twin", "Broken", "Velvet", "Liquid", "Burning", "Silver"],
];
const SECOND_WORDS = [
  ...["Spiral", "Bloom", "Comet", "Tide", "Lattice", "Pulse", "Garden", "Mirror", "Storm", "Ribbon", "Halo"],
  ...["Feather", "Cascade", "Orbit", "Lantern", "Fern", "Cathedral", "Fountain", "Mosaic", "Wing"],
];
const SEQUENCES = ["Opening", "Fire set", "Slow set", "Duet", "Finale"];
const STEPS = 10;

/**
 * The content of a performer: settings (ten at the most), sequences of ten steps (five at the most), patterns for the rest.
 * Ids, names and colours are drawn as users and nodes would, always the same ones.
 */
export function makeItems(count: number): BenchItem[] {
  const prng = new Prng("bench items");
  const settings = SETTINGS.slice(0, Math.max(1, Math.floor(count / 20))).map(([id, value]): BenchItem => {
    return { kind: "setting", id, fields: { value } };
  });
  const sequences = Math.min(SEQUENCES.length, Math.floor(count / 40));
  const patterns: BenchItem[] = [];
  for (let slot = 0; settings.length + sequences + patterns.length < count; slot++) {
    const fields = {
      name: `${prng.pick(FIRST_WORDS)} ${prng.pick(SECOND_WORDS)}`,
      slot,
      type: prng.below(18),
      color1: prng.below(0x1000000),
      color2: prng.below(0x1000000),
      speed: prng.between(1, 255),
    };
    patterns.push({ kind: "pattern", id: makeId(prng), fields });
  }
  const steps = () =>
    Array.from({ length: STEPS }, () => ({
      pattern: prng.pick(patterns).id,
      ms: 100 * prng.between(2, 300),
    }));
  const shows = SEQUENCES.slice(0, sequences).map((name, slot): BenchItem => {
    return { kind: "sequence", id: makeId(prng), fields: { name, slot, loop: true, steps: steps() } };
  });
  return [...patterns, ...shows, ...settings];
}

/** The items as one JSON text. */
export function jsonOf(items: readonly BenchItem[]): string {
  return JSON.stringify(items);
}

/** The changed setting with a new value, 0 to 255. */
export function changedSetting(value: number): BenchItem {
  return { kind: "setting", id: CHANGED, fields: { value } };
}

/** Edits of the settings, each by another device that saw the ones before. */
export function editsInTurn(items: readonly BenchItem[], devices: number): Edit[] {
  const settings = items.filter(({ kind }) => kind === "setting");
  return Array.from({ length: devices }, (_, i) => {
    const { kind, id } = settings[i % settings.length]!;
    return { device: i + 1, item: { kind, id, fields: { value: i } } };
  });
}

/** Edits of all patterns, each by another device that saw none of the others. */
export function editsAtOnce(items: readonly BenchItem[], devices: number): Edit[] {
  const patterns = items.filter(({ kind }) => kind === "pattern");
  return Array.from({ length: devices }, (_, i) => {
    const { kind, id, fields } = patterns[i % patterns.length]!;
    const speed = 1 + ((Number(fields["speed"]) + (i % 250)) % 255);
    return { device: i + 1, item: { kind, id, fields: { ...fields, speed } } };
  });
}

function makeId(prng: Prng): string {
  return Array.from({ length: 10 }, () => ID_CHARACTERS.charAt(prng.below(32))).join("");
}
