import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, RunningPoi, type RunOptions, temporaryFolder, uniqueGroup } from "./running-poi.ts";

describe("npm start", () => {
  const running: RunningPoi[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
    for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
  });

  const launch = async (options: RunOptions) => {
    const poi = await RunningPoi.launch(options);
    running.push(poi);
    return poi;
  };
  const start = async (options: RunOptions) => {
    const poi = await launch(options);
    await poi.ready();
    return poi;
  };
  const folder = () => {
    const made = temporaryFolder();
    folders.push(made);
    return made;
  };

  it("runs a pair, a line each with its address, and ends by Ctrl-C with a goodbye and nothing left", async () => {
    const data = folder();
    const group = uniqueGroup();
    const [poi, watcher] = await Promise.all([start({ npm: true, data, group }), start({ nodes: 1, group })]);
    assert.deepEqual(poi.lines.slice(0, 3), [
      `Left Poi    ${poi.url(0)}`,
      `Right Poi   ${poi.url(1)}`,
      `In the dark ${poi.lightUrl}`,
    ]);
    const configs = await Promise.all([poi.get(0, "/api/device/config"), poi.get(1, "/api/device/config")]);
    for (const [i, { deviceId, ...config }] of configs.entries()) {
      assert.match(deviceId, /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/);
      assert.deepEqual(config, {
        deviceName: ["Left Poi", "Right Poi"][i],
        syncGroup: group,
        syncGroups: [group],
        autoSync: true,
        syncInterval: 30_000,
        leds: 32,
      });
    }
    assert.notEqual(configs[0].deviceId, configs[1].deviceId);
    const mine = configs.map(({ deviceId }) => deviceId);
    // Each question listens for a second.
    const seesOfMine = async (count: number) => {
      for (let i = 0; i < 8; i++) {
        const { peers } = await watcher.post(0, "/api/sync/discover", {});
        const seen = peers.filter(({ deviceId }: { deviceId: string }) => mine.includes(deviceId));
        if (seen.length === count) return true;
      }
      return false;
    };
    assert.ok(await seesOfMine(2), "both are found");
    const pids = [poi.pid(0), poi.pid(1)];
    const { ms } = await poi.end("SIGINT");
    assert.ok(ms < 2000, `it took ${ms} ms`);
    assert.deepEqual(pids.map(isAlive), [false, false]);
    assert.ok(await seesOfMine(0), "both said goodbye");
    assert.deepEqual(readdirSync(data), ["left-poi", "right-poi"]);
    for (const each of readdirSync(data)) assert.ok(!existsSync(join(data, each, "lock")));
    assert.deepEqual(await endedBy(watcher, "SIGINT"), [0, null]);
  });

  it("keeps who they are, their names, groups and content, and takes what it is told anew", async () => {
    const data = folder();
    // Somebody was killed here, and another program has its number now.
    mkdirSync(join(data, "left-poi"));
    writeFileSync(join(data, "left-poi", "lock"), `${process.pid}\n`);
    const first = await start({ data, nodes: 1, group: uniqueGroup() });
    assert.ok(first.pid(0) !== process.pid && isAlive(first.pid(0)));
    const before = await first.get(0, "/api/device/config");
    await first.post(0, "/api/device/config", { deviceName: "Star", syncInterval: 7000 });
    await first.post(0, "/api/brightness", { brightness: 11 });
    assert.deepEqual(await endedBy(first, "SIGTERM"), [0, null]);
    const group = uniqueGroup();
    const second = await start({ data, nodes: 1, group, args: ["--leds", "64"] });
    assert.deepEqual(second.lines, [`Star        ${second.url(0)}`, `In the dark ${second.lightUrl}`]);
    assert.deepEqual(await second.get(0, "/api/device/config"), {
      ...before,
      deviceName: "Star",
      syncInterval: 7000,
      syncGroup: group,
      syncGroups: [group],
      leds: 64,
    });
    assert.equal((await second.get(0, "/api/status")).brightness, 11);
  });

  it("says in a sentence what it cannot do, exits 1, and leaves alone what runs already", async () => {
    const data = folder();
    const first = await start({ data, nodes: 1 });
    const { port } = first;
    const refused: [RunOptions, RegExp][] = [
      [
        { args: ["--nodes", "0"] },
        /'--nodes <n>' argument '0' is invalid\. It must be a whole number from 1 to 64\./,
      ],
      [{ args: ["--colour", "red"] }, /unknown option '--colour'/],
      [
        { nodes: 1, group: "a,b" },
        /^A group's name must be up to 32 bytes of text without commas, got "a,b"\. Choose/m,
      ],
      [
        { nodes: 1, port },
        /^Port \d+ is taken\. End the program that has it, or choose another one with --port\.$/m,
      ],
      [
        { nodes: 1, data },
        /left-poi is in use by process \d+\. End that one, or choose another folder with --data\.$/m,
      ],
    ];
    await Promise.all(
      refused.map(async ([options, message]) => {
        const poi = await launch(options);
        const { code } = await poi.end();
        const said = poi.lines.join("\n");
        assert.match(said, message);
        assert.equal(code, 1, said);
        if (options.data === undefined) assert.ok(!existsSync(join(poi.folder(0), "lock")), said);
        if (options.group !== undefined) assert.ok(!existsSync(join(poi.folder(0), "node.json")));
      }),
    );
    const help = await launch({ args: ["--help"] });
    assert.equal((await help.end()).code, 0);
    assert.match(help.lines[0]!, /^Example: npm start -- /);
    for (const option of ["--nodes", "--port", "--data", "--group", "--leds", "--lan"])
      assert.ok(help.lines.some((line) => line.trim().startsWith(option)));
    assert.equal((await first.get(0, "/api/status")).connected, true);
    // A poi ends with the command, also where that is killed.
    const pid = first.pid(0);
    first.child.kill("SIGKILL");
    await first.end();
    assert.equal(isAlive(pid), false);
  });
});

async function endedBy(poi: RunningPoi, signal: NodeJS.Signals): Promise<[number | null, string | null]> {
  const { code, signal: by, ms } = await poi.end(signal);
  assert.ok(ms < 2000, `it took ${ms} ms`);
  return [code, by];
}
