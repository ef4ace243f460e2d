/** The kinds of patterns, by their number in the API. */
export interface PatternType {
  /** Also the id of the pattern that nodes are born with. */
  readonly id: string;
  readonly name: string;
  /** Colours of the pattern that nodes are born with, 0xRRGGBB. */
  readonly color1: number;
  readonly color2: number;
  /** 1 to 255. */
  readonly speed: number;
}

/** Slowest and fastest speed of a pattern. */
export const MIN_SPEED = 1;
export const MAX_SPEED = 255;

/** Append only: the place is the number that stored patterns name. */
export const PATTERN_TYPES: readonly PatternType[] = Object.freeze([
  type("rainbow", "Rainbow", 0xff0000, 0x0000ff, 50),
  type("wave", "Wave", 0x0080ff, 0xff00ff, 50),
  type("gradient", "Gradient", 0xff4000, 0x4000ff, 50),
  type("sparkle", "Sparkle", 0xffffff, 0x2020ff, 100),
  type("fire", "Fire", 0xff3000, 0xffd000, 80),
  type("comet", "Comet", 0x00ffff, 0x000040, 90),
  type("breathing", "Breathing", 0xff0080, 0x000000, 40),
  type("strobe", "Strobe", 0xffffff, 0x000000, 120),
  type("meteor", "Meteor", 0xffffff, 0x2040ff, 90),
  type("wipe", "Wipe", 0x00ff40, 0xff0040, 60),
  type("plasma", "Plasma", 0xff00c0, 0x00c0ff, 50),
  type("vu-meter", "VU Meter", 0x00ff00, 0xff0000, 100),
  type("pulse", "Pulse", 0xff2020, 0x200000, 70),
  type("audio-rainbow", "Audio Rainbow", 0xff0000, 0x0000ff, 80),
  type("centre-burst", "Centre Burst", 0xffc000, 0xff0060, 90),
  type("audio-sparkle", "Audio Sparkle", 0xffffff, 0x00ffc0, 120),
  type("split-spin", "Split Spin", 0xff0000, 0x0040ff, 60),
  type("theater-chase", "Theater Chase", 0xffa000, 0x000000, 80),
]);

function type(id: string, name: string, color1: number, color2: number, speed: number): PatternType {
  return Object.freeze({ id, name, color1, color2, speed });
}
