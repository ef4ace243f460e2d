import { budgetSuite } from "../xs/budget.ts";

/** What plays is the strip's affair, on the other core: the node has nothing to do. What it costs is that of letting time pass. */
const REST = { computrons: 180, slots: 8, chunkBytes: 0, keptSlots: 0, keptChunkBytes: 0 };

budgetSuite("test/playing/playing.xs.ts", [
  { program: "restDark", what: "10 s in the dark", ...REST },
  { program: "restPicture", what: "10 s of a picture", ...REST },
  { program: "restPattern", what: "10 s of a pattern", ...REST },
  { program: "showPattern", what: "show a pattern", computrons: 162_000, slots: 1080, keptSlots: 36 },
  {
    program: "showPicture",
    what: "show a picture of 32 columns",
    computrons: 425_000,
    slots: 6160,
    keptSlots: 40,
  },
  { program: "showFrame", what: "show a live frame", computrons: 13_800, slots: 256, keptSlots: 69 },
  { program: "showSequence", what: "show a sequence", computrons: 513_000, slots: 9490, keptSlots: 87 },
  {
    program: "playSequence",
    what: "5 s of a sequence: a picture and a pattern",
    computrons: 811_000,
    slots: 13_450,
    keptSlots: 27,
  },
  {
    program: "holdsLight",
    what: "a node at rest that shows a pattern",
    keptSlots: 3120,
    keptChunkBytes: 49_000,
  },
]);
