import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/net/mdns.xs.ts", [
  { program: "decodePoi", what: "decode a poi's announcement, 229 bytes", computrons: 6800, chunkBytes: 0 },
  { program: "decodePrinter", what: "decode a printer's announcement, 330 bytes", computrons: 9900 },
  { program: "hearNewPoi", what: "find a poi by its announcement", computrons: 24_500, slots: 300 },
  { program: "hearKnownPoi", what: "hear a known poi announce itself again", computrons: 24_500, slots: 140 },
  { program: "hearPrinter", what: "hear a printer's announcement", computrons: 16_700, slots: 42 },
  { program: "answer", what: "answer who looks for poi", computrons: 32_500, slots: 440 },
  { program: "tenQuietMinutes", what: "ten minutes beside one poi", computrons: 380_000 },
  { program: "alone", what: "discovery of a node that is alone", keptSlots: 760, keptChunkBytes: 6900 },
  { program: "onePeer", what: "one poi in the cache", keptSlots: 60, keptChunkBytes: 380 },
  {
    program: "fullCache",
    what: "32 poi in the cache",
    computrons: 970_000,
    keptSlots: 2150,
    keptChunkBytes: 12_300,
  },
]);
