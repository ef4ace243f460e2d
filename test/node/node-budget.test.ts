import { budgetSuite } from "../xs/budget.ts";

budgetSuite("test/node/node.xs.ts", [
  { program: "holds200", what: "a node at rest with 200 items", keptSlots: 5800, keptChunkBytes: 54_000 },
  { program: "holdsNothing", what: "a node at rest with what it is born with" },
]);
