import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/sync/sync.xs.ts", [
  { program: "holds200", what: "make a store of 200 items", keptSlots: 3180, keptChunkBytes: 15_700 },
  { program: "opens200", what: "open a store of 200 items", computrons: 1_420_000 },
  { program: "putsSetting", what: "edit a setting", computrons: 12_400 },
  { program: "digest", what: "the digest of 200 items", computrons: 3000, slots: 11 },
  { program: "merge", what: "merge two edits of a setting", computrons: 3700 },
  { program: "encodesItem", what: "encode a setting", computrons: 5900 },
  { program: "decodesItem", what: "decode a setting", computrons: 4450 },
  { program: "hearsHello", what: "answer HELLO", computrons: 8600 },
  { program: "findsNothing", what: "a sync that finds nothing, both sides", computrons: 21_000 },
  { program: "findsOneSetting", what: "a sync that finds one setting, both sides", computrons: 145_000 },
  { program: "firstMeeting", what: "a first meeting with 200 items, both sides", computrons: 4_590_000 },
]);
