import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/api/api.xs.ts", [
  {
    program: "status",
    what: "GET /api/status of a node with 200 items",
    computrons: 29_300,
    slots: 1_220,
    keptSlots: 37,
  },
  { program: "brightness", what: "POST /api/brightness", computrons: 29_500, slots: 1_600, keptSlots: 37 },
  // The whole group is told: a scene is made of it and sent.
  { program: "mode", what: "POST /api/mode", computrons: 30_900, slots: 890 },
  {
    program: "patternMode",
    what: "POST /api/mode of a pattern, 193 of them",
    computrons: 62_900,
    slots: 890,
  },
  { program: "clock", what: "GET /api/clock", computrons: 10_700, slots: 298 },
  { program: "show", what: "POST /api/show", computrons: 23_200, slots: 420 },
  { program: "pattern", what: "GET /api/patterns/fire", computrons: 26_300, slots: 630 },
  { program: "patterns", what: "GET /api/patterns, 193 of them", computrons: 1_340_000, slots: 91_700 },
  { program: "live", what: "POST /api/live of 32 LEDs", computrons: 64_700, slots: 470 },
  { program: "rawLive", what: "PUT /api/live of 32 LEDs", computrons: 15_000, slots: 295 },
  { program: "upload", what: "POST /api/images of 77 KB", computrons: 1_190_000, slots: 44_000 },
  {
    program: "scaledUpload",
    what: "POST /api/images of 77 KB, scaled to a half",
    computrons: 2_000_000,
    slots: 15_700,
  },
]);
