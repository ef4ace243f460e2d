import assert from "node:assert/strict";
import { Stage } from "../../sim/scenario/stage.ts";
import { SETTING_KEYS } from "../../src/api/settings.ts";

/** A value for each setting that it does not have at first. */
const VALUES: Record<string, unknown> = { brightness: 7, framerate: 555, powerMode: "balanced" };

describe("settings of whole nodes", () => {
  it("are kept over a power cut, and reach the other poi, each of them", () => {
    const stage = new Stage({ seed: 1 });
    const left = stage.addNode();
    const right = stage.addNode();
    for (const node of stage.nodes) node.boot();
    assert.deepEqual(Object.keys(VALUES), SETTING_KEYS);
    for (const key of SETTING_KEYS) {
      stage.user.send(left, {
        label: key,
        method: "PUT",
        path: `/api/settings/${key}`,
        contentType: "application/json",
        body: JSON.stringify({ value: VALUES[key] }),
        expect: [{ op: "put", kind: "setting" }],
      });
    }
    stage.runForMs(1000);
    assert.equal(stage.user.counters.edits, SETTING_KEYS.length);
    left.crash();
    left.boot();
    assert.ok(stage.runUntilTrue(() => stage.agree(stage.nodes), 60_000));
    stage.checkConverged(stage.nodes);
    const shown = stage.ask(right, "/api/settings") as { settings: { key: string; value: unknown }[] };
    assert.deepEqual(Object.fromEntries(shown.settings.map(({ key, value }) => [key, value])), VALUES);
  });
});
