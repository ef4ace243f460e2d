import assert from "node:assert/strict";
import { runLive } from "../../bench/live/run.ts";

describe("live frames from another process", () => {
  it("come fifty times a second, and none is torn", async () => {
    const { sent, refused, shown, torn, columns } = await runLive({ leds: 32, rate: 50, seconds: 2 });
    assert.equal(refused, 0);
    assert.equal(torn, 0);
    // On a busy computer the client is late, and a frame may stand for the one before.
    assert.ok(sent >= 20 && shown >= 0.7 * sent, `${shown} of ${sent} frames were shown`);
    assert.ok(columns >= 10 * shown, `${columns} columns`);
  }).timeout(30_000);
});
