import assert from "node:assert/strict";
import { ErrorRecord } from "../../src/clock/error-record.ts";
import type { LocalUs } from "../../src/ports/clock.ts";

describe("ErrorRecord", () => {
  it("has nothing to say at first, and after it was cleared", () => {
    const record = new ErrorRecord();
    assert.equal(record.quantile(0.5, 0 as LocalUs), undefined);
    record.add(0 as LocalUs, 5);
    record.clear();
    assert.equal(record.quantile(0.5, 0 as LocalUs), undefined);
  });

  it("tells half and 99 % of the last errors, of either sign", () => {
    const record = new ErrorRecord();
    for (let i = 0; i < 200; i++) record.add(i as LocalUs, i % 2 === 0 ? i : -i);
    assert.equal(record.quantile(0.5, 200 as LocalUs), 168);
    assert.equal(record.quantile(0.99, 200 as LocalUs), 199);
  });

  it("forgets after a minute", () => {
    const record = new ErrorRecord();
    record.add(0 as LocalUs, 1000);
    record.add(30_000_000 as LocalUs, 10);
    assert.equal(record.quantile(0.99, 60_000_000 as LocalUs), 1000);
    assert.equal(record.quantile(0.99, 60_000_001 as LocalUs), 10);
    assert.equal(record.quantile(0.99, 91_000_000 as LocalUs), undefined);
  });
});
