import assert from "node:assert/strict";
import { sourceFiles } from "../xs/bundle.ts";
import { unfrozen } from "./frozen-laws.ts";

const REMEDY = 'tables and generators of src/ are made by "frozen" (src/bytes/frozen.ts)';

describe("what src/ holds at its top level", () => {
  it("is frozen", async () => {
    assert.deepEqual(await unfrozen(sourceFiles()), [], REMEDY);
  });

  it("that is not is told: a list, an object in one, a generator's prototype", async () => {
    const found = await unfrozen(["test/style/unfrozen.ts"]);
    assert.deepEqual(found.sort(), [
      "test/style/unfrozen LIST",
      "test/style/unfrozen PAIRS.0",
      "test/style/unfrozen numbers.prototype",
    ]);
  });
});
