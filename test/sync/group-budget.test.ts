import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/sync/group.xs.ts", [
  {
    program: "hearsBeacon",
    what: "hear a beacon of a hundred, and a moment that both heard",
    computrons: 2750,
    slots: 0,
  },
  { program: "hearsStranger", what: "hear the beacon of a node that is new", computrons: 3000, slots: 0 },
  { program: "answersQuestion", what: "answer a question for the time", computrons: 3100, slots: 0 },
  {
    program: "answersWithCounter",
    what: "the same, and tell the access point's counter",
    computrons: 3600,
    slots: 0,
  },
  {
    program: "takesAnswer",
    what: "take an answer, and lay the line through 120 samples",
    computrons: 52_000,
    slots: 47,
  },
  {
    program: "takesCounter",
    what: "take an answer with a counter, and lay the line through 120 samples",
    computrons: 55_000,
    slots: 47,
  },
  {
    program: "readsCounter",
    what: "read the access point's counter ten times a second, for a second",
    computrons: 9300,
  },
  { program: "holds100", what: "be in a group of a hundred", keptSlots: 1240, keptChunkBytes: 29_500 },
]);
