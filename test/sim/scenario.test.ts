import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mixedOptions } from "../../sim/scenario/mix.ts";
import { Scenario, type ScenarioOptions } from "../../sim/scenario/scenario.ts";

const OPTIONS: ScenarioOptions = { seed: 11, nodes: 3, minutes: 1, faults: "wild" };

describe("a scenario", () => {
  it("is the same run for the same seed, and another for another", () => {
    const first = new Scenario(OPTIONS).run();
    const second = new Scenario(OPTIONS).run();
    assert.deepEqual(second, first);
    assert.notEqual(new Scenario({ ...OPTIONS, seed: 12 }).run().hash, first.hash);
  });

  it("keeps its users busy and breaks what its faults name", () => {
    const { user, syncs, crashes, faults } = new Scenario({ ...OPTIONS, minutes: 3 }).run();
    assert.ok(user.edits > 30 && syncs.syncs > 20, JSON.stringify({ user, syncs }));
    assert.ok(crashes > 0 && faults.diskFaults > 0, JSON.stringify({ crashes, faults }));
  });

  it("ends with the oracle's words where a promise is broken", () => {
    const broken = new Scenario({ ...OPTIONS, faults: "none" });
    broken.stage.world.scheduler.call(30_000_000, () => {
      for (const { node } of broken.stage.nodes) node!.file.config.autoSync = false;
    });
    assert.equal(broken.run().failure?.oracle, "stores converge");

    const throwing = new Scenario({ ...OPTIONS, faults: "none" });
    throwing.stage.world.scheduler.call(30_000_000, () => {
      throwing.stage.nodes[0]!.node!.ports.timers.after(1, () => {
        throw new Error("a mistake");
      });
    });
    assert.equal(throwing.run().failure?.oracle, "no uncaught exception");
  });

  it("of a mixed lot has 2 to 20 nodes and all kinds of faults", () => {
    const lot = Array.from({ length: 2000 }, (_, seed) => mixedOptions(seed));
    const sizes = lot.map(({ nodes }) => nodes);
    assert.deepEqual([Math.min(...sizes), Math.max(...sizes)], [2, 20]);
    assert.equal(new Set(lot.map(({ faults }) => faults)).size, 7);
  });
});

/** What a command line of the simulator prints, and its status. */
async function runCommand(...words: string[]): Promise<{ text: string; status: unknown }> {
  const child = fork("sim/main.ts", words, { execArgv: ["--import", "tsx"], silent: true });
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  return { text, status };
}

describe("npm run sim", () => {
  it("runs seeds in processes side by side and says what came of them, with status 0", async () => {
    const options = "--seed 5 --seeds 4 --nodes 2 --minutes 1 --jobs 2";
    const { text, status } = await runCommand(...options.split(" "));
    assert.match(text, /seed 5 to 8\n4 runs, 0 failed/);
    assert.match(text, /× real time/);
    assert.match(text, /all is well/);
    assert.equal(status, 0);
  });

  it("takes options behind the name of a command for that command's", async () => {
    const { text, status } = await runCommand("scale", "--nodes", "3", "--quiet", "1", "--json");
    const { nodes, edit } = JSON.parse(text);
    assert.deepEqual([nodes, edit.reached, status], [3, 3, 0]);
  });
});
