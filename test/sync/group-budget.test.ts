import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/sync/group.xs.ts", [
  {
    program: "hearsBeacon",
    what: "hear a beacon of a hundred, and a moment that both heard",
    computrons: 2750,
    slots: 0,
  },
  { program: "hearsStranger", what: "hear the beacon of a node that is new", computrons: 3000, slots: 0 },
  { program: "answersQuestion", what: "answer a question for the time", computrons: 2500, slots: 0 },
  {
    program: "takesAnswer",
    what: "take an answer, and lay the line through 120 samples",
    computrons: 52_000,
    slots: 47,
  },
  { program: "holds100", what: "be in a group of a hundred", keptSlots: 1240, keptChunkBytes: 26_900 },
]);
