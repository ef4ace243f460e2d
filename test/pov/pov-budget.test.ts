import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/pov/pov.xs.ts", [
  {
    program: "store64x64",
    what: "scale 64 × 64 to 32 rows and store it",
    computrons: 320_000,
    chunkBytes: 20_600,
  },
  { program: "store80KbAsIs", what: "store 80 KB of the strip's height", computrons: 1_080_000 },
  {
    program: "store80KbScaled",
    what: "scale 80 KB to 32 rows and store it",
    computrons: 3_090_000,
    chunkBytes: 26_000,
  },
  {
    program: "store80KbQuartered",
    what: "scale 77 KB to a quarter, 32 rows, and store it",
    computrons: 1_950_000,
    chunkBytes: 31_500,
  },
  {
    program: "rowOfPhoto",
    what: "gather a row of 3,264 pixels",
    computrons: 185_000,
    slots: 0,
    chunkBytes: 0,
  },
  { program: "drawSmiley", what: "draw the smiley", computrons: 1_930_000, chunkBytes: 4_300 },
  { program: "drawRainbow", what: "draw the rainbow", computrons: 585_000, chunkBytes: 6_800 },
  { program: "drawHeart", what: "draw the heart", computrons: 1_410_000, chunkBytes: 4_300 },
]);
