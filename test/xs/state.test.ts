/**
 * On the device modules are loaded when the firmware is built and lie in flash: a write to what they hold at their top level
 * throws there, and nowhere else. Here the vectors run over modules that are frozen as far as a script can, and what cannot
 * be frozen (typed arrays, Maps) is compared.
 */
import assert from "node:assert/strict";
import { readVectorFiles } from "../vectors/vector-files.ts";
import { moduleName } from "./bundle.ts";
import { fromPlain, toPlain } from "./inside/plain.ts";
import { startXs, type Xs, XsError } from "./xs.ts";

const files = readVectorFiles();

describe("modules in flash", () => {
  let xs: Xs;
  before(async () => {
    const programs = files.filter((file) => file.isBridge).map((file) => file.module);
    xs = await startXs({ programs, frozen: true, inspect: true });
  });
  after(() => xs?.close());

  it("pass every vector, and hold afterwards what they held before", async () => {
    const before = await xs.state();
    for (const file of files) {
      for (const vector of file.cases) {
        const run = xs.call(moduleName(file.module), vector.call, ...vector.args.map(fromPlain));
        const outcome = await run.then(
          ({ value }) => ({ gives: toPlain(value) }),
          (error) => ({ throws: error instanceof XsError ? error.thrown : String(error) }),
        );
        const expected = vector.throws === undefined ? { gives: vector.gives } : { throws: vector.throws };
        assert.deepEqual(outcome, expected, `${file.name}: ${vector.call}`);
      }
    }
    assert.deepEqual(await xs.state(), before);
  });

  it("show what they do not export, too", async () => {
    const lines = await xs.state();
    assert.ok(lines.some((line) => line.startsWith("bytes/hex $DIGITS: bytes 16")));
  });
});

describe("src/ on XS", () => {
  it("loads whole", async () => {
    const xs = await startXs();
    await xs.close();
    console.log(
      `src/ as code, which lies in flash on the device: ${xs.code.slots} slots, ${xs.code.chunkBytes} chunk bytes`,
    );
    assert.ok(xs.code.slots > 0);
  });
});

describe("modules with state", () => {
  let xs: Xs;
  before(async () => {
    xs = await startXs({ sources: [], programs: ["test/xs/stateful.xs.ts"], frozen: true });
  });
  after(() => xs?.close());

  for (const name of ["writeMap", "writeBytes"]) {
    it(`are seen to change: ${name}`, async () => {
      const before = await xs.state();
      await xs.call("test/xs/stateful.xs", name);
      assert.notDeepEqual(await xs.state(), before);
    });
  }

  for (const name of ["writeList", "writeStatic"]) {
    it(`throw when they are frozen: ${name}`, async () => {
      await assert.rejects(xs.call("test/xs/stateful.xs", name), XsError);
    });
  }
});
