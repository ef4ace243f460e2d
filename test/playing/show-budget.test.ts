import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/playing/show.xs.ts", [
  { program: "takeKnown", what: "hear a scene that is known", computrons: 10_200, slots: 136 },
  { program: "takeNew", what: "hear a scene that is new", computrons: 17_900, slots: 664 },
  { program: "firstLook", what: "begin with the last of 255 cues", computrons: 809_000, slots: 51_700 },
  { program: "nextCue", what: "go on to the last of 255 cues", computrons: 52_600, slots: 3_370 },
]);
