import assert from "node:assert/strict";
import { forbiddenWords, mutableTopLevels, regularExpressions } from "./source-laws.ts";
import { makeTree, readTree } from "./tree.ts";

const tree = readTree();

describe("src/", () => {
  it("reads no clock, chance, timer or other global of a platform", async () => {
    assert.deepEqual(await forbiddenWords(tree), []);
  });

  it("that does is told, and a name of its own is not taken for one", async () => {
    const broken = {
      "src/net/a.ts": "export const now = () => Date.now();",
      "src/net/b.ts": "export const chance = () => Math.random();",
      "src/net/c.ts": 'export function f(): void { console.log("x"); }',
      "src/net/d.ts": "export const g = (f: () => void) => setTimeout(f, 1);",
      "src/net/e.ts": "export const h = () => new globalThis.Date();",
    };
    assert.equal((await forbiddenWords(makeTree(broken))).length, Object.keys(broken).length);
    const right = {
      "src/net/a.ts":
        "/** Date */ export function f(process: number, o: { Date: number }): number { return process + o.Date; }",
      "src/net/b.ts": 'export const text = "new Date()";',
    };
    assert.deepEqual(await forbiddenWords(makeTree(right)), []);
  });

  it("and what hosts it on the device have no regular expression", async () => {
    assert.deepEqual(await regularExpressions(tree), []);
    const broken = {
      "src/net/a.ts": "export const DIGITS = /^[0-9]+$/;",
      "src/net/b.ts": "export function f(text: string): boolean { return /a/.test(text); }",
      "src/net/c.ts": 'export const g = (text: string): string => text.replace(/"/g, "");',
      "hosts/moddable/d.ts": 'export const h = new RegExp("a");',
    };
    assert.equal((await regularExpressions(makeTree(broken))).length, Object.keys(broken).length);
    const right = {
      "src/net/a.ts": 'export const half = (a: number[]) => a[0]! / 2 / (1 / 3); // = /a/ "=/"',
    };
    assert.deepEqual(await regularExpressions(makeTree(right)), []);
  });

  it("has nothing at the top level of a module but what stays as it is", async () => {
    assert.deepEqual(await mutableTopLevels(tree), []);
  });

  it("that has is told", async () => {
    const broken = {
      "src/net/a.ts": "let count = 0;\nexport const next = () => count++;",
      "src/net/b.ts": "export let count = 0;",
      "src/net/c.ts": "export class C {\n  static count = 0;\n}",
      "src/net/d.ts": "import { f } from './e.ts';\nf();",
      "src/net/e.ts": "if (1) {\n}\nexport {};",
    };
    assert.equal((await mutableTopLevels(makeTree(broken))).length, Object.keys(broken).length);
    const right = {
      "src/net/a.ts":
        "const TABLE = [\n  1,\n];\nexport class C {\n  static readonly x = 1;\n  static of(): C {\n    return new C();\n  }\n}",
      "src/net/b.ts": "export const page = `\nlet x = 1;\n`;\nexport async function f(): Promise<void> {}",
    };
    assert.deepEqual(await mutableTopLevels(makeTree(right)), []);
  });
});
