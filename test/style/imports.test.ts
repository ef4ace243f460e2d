import assert from "node:assert/strict";
import { breaksOfDirection, circles, unusedFiles } from "./import-laws.ts";
import { importsOf, makeTree, readTree } from "./tree.ts";

const tree = readTree();

describe("imports", () => {
  it("are found in every form", () => {
    const text = [
      'import a from "./a.ts";',
      "import type {",
      "  B,",
      '} from "../b.ts";',
      'import "./c.ts";',
      'export * from "./d.ts";',
      'const e = await import("./e.ts");',
      '// import x from "./x.ts";',
      ' * import y from "./y.ts";',
      'import fs from "node:fs";',
    ].join("\n");
    const found = ["src/net/a.ts", "src/b.ts", "src/net/c.ts", "src/net/d.ts", "src/net/e.ts", "node:fs"];
    assert.deepEqual(importsOf("src/net/file.ts", text), found);
  });

  it("of src/ point down and stay inside", () => assert.deepEqual(breaksOfDirection(tree), []));

  it("that point up, sideways or out are told", () => {
    const broken = {
      "src/bytes/a.ts": 'import { B } from "../ports/clock.ts";',
      "src/ports/b.ts": 'import { C } from "../store/c.ts";',
      "src/net/c.ts": 'import type { D } from "../store/c.ts";',
      "src/store/d.ts": 'import fs from "node:fs";',
      "src/api/e.ts": 'import { F } from "../../hosts/node/f.ts";',
      "src/utils/g.ts": "",
    };
    assert.equal(breaksOfDirection(makeTree(broken)).length, Object.keys(broken).length);
    const right = {
      "src/bytes/a.ts": 'import { assert } from "../ports/assert.ts";',
      "src/store/b.ts": 'import { a } from "../bytes/a.ts";\nimport { c } from "./c.ts";',
      "src/node/c.ts": 'import { b } from "../store/b.ts";',
    };
    assert.deepEqual(breaksOfDirection(makeTree(right)), []);
  });

  it("make no circle anywhere", () => assert.deepEqual(circles(tree), []));

  it("that make a circle are told, in src/ those of types too", () => {
    const circle = (folder: string, first: string) => {
      const files = { "a.ts": 'import { b } from "./b.ts";', "b.ts": `${first} from "./c.ts";` };
      const all = { ...files, "c.ts": 'import { a } from "./a.ts";' };
      return makeTree(
        Object.fromEntries(Object.entries(all).map(([name, text]) => [`${folder}/${name}`, text])),
      );
    };
    assert.deepEqual(circles(circle("sim", "import { c }")), ["sim/a.ts → sim/b.ts → sim/c.ts → sim/a.ts"]);
    assert.deepEqual(circles(circle("sim", "import type { C }")), []);
    assert.equal(circles(circle("src", "import type { C }")).length, 1);
  });

  it("reach every file of src/ from a host, the simulator or the page", () => {
    assert.deepEqual(unusedFiles(tree), []);
  });

  it("that miss a file are told, even when a test has it", () => {
    const files = {
      "hosts/node/main.ts": 'import { n } from "../../src/node/n.ts";',
      "src/node/n.ts": "",
      "src/net/lost.ts": "",
      "test/net/lost.test.ts": 'import { l } from "../../src/net/lost.ts";',
    };
    assert.deepEqual(unusedFiles(makeTree(files)), ["src/net/lost.ts"]);
  });
});
