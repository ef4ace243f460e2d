import { budgetSuite } from "../xs/budget.ts";

/** A hundred columns of 32 LEDs: at most 72,000 as a pattern is born, where the look-up of colours takes 40,000. */
function columns(program: string, what: string, computrons: number) {
  return { program, what: `100 columns of ${what}`, computrons, slots: 0, chunkBytes: 0 };
}

budgetSuite("test/patterns/patterns.xs.ts", [
  columns("rainbow", "rainbow", 64_000),
  columns("wave", "wave", 66_000),
  columns("gradient", "gradient", 65_000),
  columns("sparkle", "sparkle", 61_000),
  columns("fire", "fire", 72_000),
  columns("comet", "comet", 62_000),
  columns("breathing", "breathing", 64_000),
  columns("strobe", "strobe", 22_000),
  columns("meteor", "meteor", 66_000),
  columns("wipe", "wipe", 46_000),
  columns("plasma", "plasma", 71_000),
  columns("vuMeter", "VU meter", 55_000),
  columns("pulse", "pulse", 54_000),
  columns("audioRainbow", "audio rainbow", 63_000),
  columns("centreBurst", "centre burst", 61_000),
  columns("audioSparkle", "audio sparkle", 72_000),
  columns("splitSpin", "split spin", 72_000),
  columns("theaterChase", "theater chase", 35_000),
  columns("densestSparkle", "sparkle at its densest", 78_000),
  columns("widestComets", "four comets with long tails", 80_000),
  columns("finestStrobe", "strobe in eight rings", 60_000),
  columns("mostMeteors", "four meteors", 80_000),
  columns("loudestBars", "VU meter without gaps, loud", 88_000),
  columns("loudestRays", "audio rainbow, loud", 75_000),
  columns("loudestBurst", "centre burst without spikes, loud", 87_000),
  columns("loudestSparks", "audio sparkle, loud", 82_000),
  columns("mostBulbs", "every second bulb", 58_000),
  { program: "prepareRainbow", what: "prepare rainbow: hues", computrons: 65_000 },
  {
    program: "prepareGradient",
    what: "prepare gradient: a blend of light",
    computrons: 58_000,
  },
  { program: "preparePulse", what: "prepare pulse: a fade", computrons: 26_000 },
]);
