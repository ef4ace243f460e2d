import { budgetSuite } from "../xs/budget.ts";

/** Nothing may be allocated while a strip plays. */
const NOTHING = { slots: 0, chunkBytes: 0, keptSlots: 0, keptChunkBytes: 0 };

budgetSuite("test/pov/light.xs.ts", [
  { program: "copy16", what: "block of 16 columns of a picture", computrons: 3000, ...NOTHING },
  { program: "copy11", what: "block of 11, at 1,000 a second", computrons: 2400, ...NOTHING },
  { program: "oneWireCopy", what: "block of 7, one wire", computrons: 2500, ...NOTHING },
  {
    program: "nothing16",
    what: "block of 16 of a pattern, its own work left out",
    computrons: 1900,
    ...NOTHING,
  },
  { program: "rainbow16", what: "block of 16 of the rainbow", computrons: 15_200, ...NOTHING },
  {
    program: "watched16",
    what: "block of 16 of the rainbow, its current watched",
    computrons: 16_700,
    ...NOTHING,
  },
  { program: "oneWireRainbow", what: "block of 7 of the rainbow, one wire", computrons: 21_500, ...NOTHING },
  {
    program: "rgbwRainbow",
    what: "block of 7 of the rainbow, one wire with white",
    computrons: 22_000,
    ...NOTHING,
  },
  { program: "zeros", what: "a write of zeros", computrons: 680, ...NOTHING },
  { program: "rest", what: "being asked at rest", computrons: 230, ...NOTHING },
  { program: "loop", what: "a loop with a pattern", keptSlots: 610, keptChunkBytes: 8600 },
  { program: "takePicture", what: "block that takes over a picture", computrons: 3800, slots: 0 },
  { program: "takePattern", what: "block that takes over a pattern", computrons: 17_200, slots: 84 },
  { program: "encodeNoise", what: "encode 1,024 pixels", computrons: 261_000, slots: 31 },
  { program: "encodeFlat", what: "encode 1,024 like pixels", computrons: 156_000 },
  { program: "encodeOneWire", what: "encode 1,024 pixels, one wire", computrons: 276_000 },
  { program: "encodeRgbw", what: "encode 1,024 pixels with white", computrons: 347_000 },
  { program: "measure", what: "add up 1,024 pixels", computrons: 115_000, slots: 8 },
  { program: "publishPattern", what: "publish a pattern", computrons: 118_000, slots: 124 },
  {
    program: "publishTightPattern",
    what: "publish a pattern over its budget",
    computrons: 498_000,
    slots: 225,
  },
  { program: "publishFrame", what: "publish the first live frame", computrons: 52_000, slots: 85 },
]);
