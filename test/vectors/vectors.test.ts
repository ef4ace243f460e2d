/** The same vectors on Node and on XS. To add some, write a file beside these: see vector-files.ts. */
import assert from "node:assert/strict";
import { moduleName } from "../xs/bundle.ts";
import { fromPlain, toPlain, toPlainError } from "../xs/inside/plain.ts";
import { startXs, type Xs, XsError } from "../xs/xs.ts";
import { readVectorFiles, type Vector, vectorTitle } from "./vector-files.ts";

const files = readVectorFiles();

for (const file of files) {
  describe(`vectors of ${file.name}`, () => {
    it("name their source and what is expected", () => {
      assert.ok(file.source.length > 0 && file.cases.length > 0);
      for (const vector of file.cases)
        assert.notEqual(vector.gives === undefined, vector.throws === undefined);
    });

    describe("on Node", () => {
      let exports: Record<string, (...args: unknown[]) => unknown>;
      before(async () => {
        exports = await import(`../../${file.module}`);
      });
      for (const vector of file.cases) {
        it(vectorTitle(vector), () => assert.deepEqual(callOnNode(exports, vector), expected(vector)));
      }
    });
  });
}

describe("vectors on XS", () => {
  let xs: Xs;
  before(async () => {
    xs = await startXs({ programs: files.filter((file) => file.isBridge).map((file) => file.module) });
  });
  after(() => xs?.close());
  for (const file of files) {
    describe(file.name, () => {
      for (const vector of file.cases) {
        it(vectorTitle(vector), async () => {
          assert.deepEqual(await callOnXs(xs, moduleName(file.module), vector), expected(vector));
        });
      }
    });
  }
});

function expected(vector: Vector): unknown {
  return vector.throws === undefined ? { gives: vector.gives } : { throws: vector.throws };
}

function callOnNode(exports: Record<string, (...args: unknown[]) => unknown>, vector: Vector): unknown {
  const callee = exports[vector.call];
  assert.ok(callee !== undefined, `no export ${vector.call}`);
  try {
    return { gives: toPlain(callee(...vector.args.map(fromPlain))) };
  } catch (error) {
    return toPlainError(error);
  }
}

async function callOnXs(xs: Xs, module: string, vector: Vector): Promise<unknown> {
  try {
    return { gives: toPlain((await xs.call(module, vector.call, ...vector.args.map(fromPlain))).value) };
  } catch (error) {
    if (error instanceof XsError) return { throws: error.thrown };
    throw error;
  }
}
