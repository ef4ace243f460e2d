import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/net/http.xs.ts", [
  {
    program: "fetchHead",
    what: "parse the head of a page's fetch, 339 bytes",
    computrons: 14_500,
    slots: 42,
  },
  {
    program: "chromiumHead",
    what: "parse the head of a page that Chromium opens, 675 bytes",
    computrons: 24_000,
    slots: 40,
  },
  { program: "get", what: "GET /api/status", computrons: 19_500, slots: 200 },
  { program: "postJson", what: "POST 20 bytes of JSON", computrons: 14_500, slots: 270 },
  { program: "upload", what: "take an upload of 80 KB", computrons: 45_000, slots: 930 },
  { program: "chunks", what: "take 80 KB out of chunks", computrons: 140_000, slots: 600 },
  { program: "form", what: "take a file of 80 KB out of a form", computrons: 200_000, slots: 150 },
  { program: "call", what: "a client's call with 48 bytes each way", computrons: 12_500, slots: 230 },
  { program: "sixIdle", what: "a server with six idle connections", keptSlots: 590, keptChunkBytes: 2_600 },
]);
