import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { lockFaults, longFiles, machinePaths, strangers } from "./file-laws.ts";
import { makeTree, readTree } from "./tree.ts";

const tree = readTree();

function json(path: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(readFileSync(path, "utf8"));
}

describe("files", () => {
  it("at the top level are those of the layout", () => {
    const ignored = readdirSync(".").filter((entry) => entry.endsWith(".log"));
    assert.deepEqual(strangers(readdirSync(".").filter((entry) => !ignored.includes(entry))), []);
    assert.deepEqual(strangers(["src", "utils", "todo.txt"]), ["utils", "todo.txt"]);
  });

  it("are at most 400 lines long, tests 600", () => {
    assert.deepEqual(longFiles(tree), []);
    const lines = (count: number) => "x\n".repeat(count);
    const files = {
      "src/a.ts": lines(401),
      "src/b.ts": lines(400),
      "test/c.ts": lines(600),
      "test/d.ts": lines(601),
    };
    assert.equal(longFiles(makeTree(files)).length, 2);
  });

  it("have functions of at most 70 lines, which the linter holds outside of tests", () => {
    const { linter, overrides } = json("biome.json");
    const rule = linter.rules.complexity.noExcessiveLinesPerFunction;
    assert.deepEqual([rule.level, rule.options.maxLines], ["error", 70]);
    for (const override of overrides) {
      const changed = override.linter?.rules?.complexity?.noExcessiveLinesPerFunction !== undefined;
      if (changed) assert.deepEqual(override.includes, ["test/**", "bench/**"]);
    }
  });

  it("name no folder of somebody's computer", () => {
    assert.deepEqual(machinePaths(tree), []);
    // Put together here, so that this file does not name one.
    const folders = ["work", "home", "root"].map((name) => `/${name}/me`);
    for (const folder of folders) {
      assert.equal(machinePaths(makeTree({ "docs/a.md": `see \`${folder}\`` })).length, 1);
    }
    const temporary = ["", "tmp", "x"].join("/");
    assert.equal(machinePaths(makeTree({ "src/a.ts": `open("${temporary}")` })).length, 1);
    const harmless = "https://example.org/home/x ./root/x src/work/x";
    assert.deepEqual(machinePaths(makeTree({ "docs/a.md": harmless })), []);
  });

  it("of the lock name every platform's packages and no registry", () => {
    assert.deepEqual(lockFaults(json("package-lock.json")), []);
    assert.equal(/registry\.[a-z]/.test(readFileSync("package-lock.json", "utf8")), false);
    const packages = {
      "node_modules/a": { version: "1.0.0", optionalDependencies: { "a-mac": "1.0.0" } },
      "node_modules/b": { version: "1.0.0", resolved: "https://registry.example/b.tgz" },
    };
    assert.equal(lockFaults({ packages }).length, 2);
  });

  it("of the settings keep src/ free of every platform's types", () => {
    const settings = json("src/tsconfig.json").compilerOptions;
    assert.deepEqual([settings.lib, settings.types], [["ES2022"], []]);
    assert.equal(json("tsconfig.json").compilerOptions.strict, true);
  });
});
