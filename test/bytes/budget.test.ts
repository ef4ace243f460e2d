import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/bytes/bytes.xs.ts", [
  { program: "decode512", what: "decode 512 bytes of ASCII", computrons: 150, slots: 2, chunkBytes: 600 },
  {
    program: "encode512",
    what: "encode 512 characters of ASCII",
    computrons: 120,
    slots: 9,
    chunkBytes: 600,
  },
  {
    program: "hexOf32",
    what: "32 bytes as hexadecimal digits",
    computrons: 1_300,
    slots: 0,
    chunkBytes: 840,
  },
  { program: "crc512", what: "CRC-32 of 512 bytes", computrons: 16_000, slots: 0, chunkBytes: 0 },
  {
    program: "writeVarints",
    what: "write 100 varints of 2 bytes",
    computrons: 17_500,
    slots: 0,
    chunkBytes: 0,
  },
  {
    program: "readVarints",
    what: "read 100 varints of 2 bytes",
    computrons: 18_000,
    slots: 0,
    chunkBytes: 0,
  },
]);
