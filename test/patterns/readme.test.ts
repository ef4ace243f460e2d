import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("README.md", () => {
  it("shows a pattern as it is", () => {
    const readme = readFileSync("README.md", "utf8");
    const [shown] = /(?<=```ts\n).*?(?=```)/s.exec(readme)!;
    assert.ok(readFileSync("src/patterns/rainbow.ts", "utf8").endsWith(shown));
    assert.match(shown, /^export const RAINBOW = pattern/);
  });
});
