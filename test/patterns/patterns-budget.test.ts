import { budgetSuite } from "../xs/budget.ts";

/** A hundred columns of 32 LEDs, of which each may cost 1,100 with the 100 that are the loop's own. */
function columns(program: string, what: string, computrons: number) {
  return { program, what: `100 columns of ${what}`, computrons, slots: 0, chunkBytes: 0 };
}

budgetSuite("test/patterns/patterns.xs.ts", [
  columns("rainbow", "rainbow", 87_000),
  columns("wave", "wave", 89_000),
  columns("gradient", "gradient", 88_000),
  columns("sparkle", "sparkle", 63_000),
  columns("fire", "fire", 91_000),
  columns("comet", "comet", 69_000),
  columns("breathing", "breathing", 87_000),
  columns("strobe", "strobe", 23_000),
  columns("meteor", "meteor", 69_000),
  columns("wipe", "wipe", 52_000),
  columns("plasma", "plasma", 95_000),
  columns("vuMeter", "VU meter", 64_000),
  columns("pulse", "pulse", 65_000),
  columns("audioRainbow", "audio rainbow", 74_000),
  columns("centreBurst", "centre burst", 71_000),
  columns("audioSparkle", "audio sparkle", 80_000),
  columns("splitSpin", "split spin", 96_000),
  columns("theaterChase", "theater chase", 37_000),
  columns("densestSparkle", "sparkle at its densest", 83_000),
  columns("widestComets", "four comets with long tails", 91_000),
  columns("finestStrobe", "strobe in eight rings", 64_000),
  columns("mostMeteors", "four meteors", 84_000),
  columns("loudestBars", "VU meter without gaps, loud", 109_000),
  columns("loudestRays", "audio rainbow, loud", 95_000),
  columns("loudestBurst", "centre burst without spikes, loud", 111_000),
  columns("loudestSparks", "audio sparkle, loud", 87_000),
  columns("mostBulbs", "every second bulb", 61_000),
  { program: "prepareRainbow", what: "prepare rainbow: hues", computrons: 65_000 },
  {
    program: "prepareGradient",
    what: "prepare gradient: a blend of light",
    computrons: 58_000,
  },
  { program: "preparePulse", what: "prepare pulse: a fade", computrons: 26_000 },
]);
