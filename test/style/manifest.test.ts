import assert from "node:assert/strict";
import { STRIP_MACHINE } from "../../hosts/moddable/device-bus.ts";
import { deviceModules, readManifest, sourceModules, withModules } from "./manifest.ts";

interface PlatformManifest {
  modules: Record<string, unknown>;
  preload: string[];
  platforms: Record<string, { modules: Record<string, unknown>; preload: string[] }>;
}

const REMEDY = 'manifest.json and src/ differ: run "npm run manifest" and commit what it wrote';

describe("manifest.json", () => {
  it("lists and preloads every module of src/, and none that is not there", () => {
    const manifest = readManifest();
    assert.deepEqual(manifest, withModules(manifest, sourceModules()), REMEDY);
  });

  it("differs when a module, a folder or a line is missing or too many", () => {
    const modules = ["src/bytes/hex", "src/net/url"];
    const right = withModules({ modules: { "hosts/x/*": "./hosts/x/*" }, preload: ["hosts/x/y"] }, modules);
    assert.deepEqual(right, {
      modules: { "hosts/x/*": "./hosts/x/*", "src/bytes/*": "./src/bytes/*", "src/net/*": "./src/net/*" },
      preload: ["hosts/x/y", ...modules],
    });
    assert.deepEqual(withModules(right, modules), right);
    assert.notDeepEqual(withModules(right, [...modules, "src/net/more"]), right);
    assert.notDeepEqual(withModules(right, ["src/bytes/hex"]), right);
    assert.notDeepEqual(withModules({ ...right, preload: [...right.preload, "src/net/gone"] }, modules), {
      ...right,
      preload: [...right.preload, "src/net/gone"],
    });
  });

  it("names every module of hosts/moddable, and preloads all but those that a machine starts with", () => {
    const { modules, preload, platforms } = readManifest() as unknown as PlatformManifest;
    const named = [modules, ...Object.values(platforms).map((platform) => platform.modules)].flatMap(
      Object.keys,
    );
    const loaded = [preload, ...Object.values(platforms).map((platform) => platform.preload)].flat();
    for (const module of deviceModules()) {
      const folder = module.slice(0, module.lastIndexOf("/"));
      assert.ok(named.includes(module) || named.includes(`${folder}/*`), `${module} is in no "modules"`);
      const isStart = /\/(?:start|strip-worker)$/.test(module);
      assert.equal(loaded.includes(module), !isStart, `${module} in "preload"`);
    }
  });

  it("begins at the start of each platform, with a heap of a fixed size", () => {
    const { creation, platforms } = readManifest() as unknown as {
      creation: Record<string, { incremental: number }>;
      platforms: Record<string, { creation?: { main: string }; modules: Record<string, unknown> }>;
    };
    assert.deepEqual([creation["heap"]?.incremental, creation["chunk"]?.incremental], [0, 0]);
    for (const [name, platform] of Object.entries(platforms)) {
      const main = platform.creation?.main ?? "";
      assert.ok(main.endsWith("/start") && main in platform.modules, name);
    }
  });

  it("gives the strip's machine no table of names of its own, in which it would find no module", () => {
    assert.deepEqual(Object.keys(STRIP_MACHINE.keys).sort(), ["incremental", "initial"]);
  });
});
