import assert from "node:assert/strict";
import { RunningPoi } from "./running-poi.ts";

describe("npm start -- --engine xs", function () {
  this.timeout(60_000);
  let poi: RunningPoi;

  before(async () => {
    poi = await RunningPoi.start({ args: ["--engine", "xs"] });
  });

  after(async () => poi?.stop());

  it("runs a pair on the device's engine that finds each other and shares an edit", async () => {
    await poi.meet();
    await poi.post(0, "/api/brightness", { brightness: 77 });
    await poi.post(1, "/api/sync/execute", {});
    assert.equal((await poi.get(1, "/api/status")).brightness, 77);
    const { host } = await poi.get(0, "/api/diagnostics");
    assert.ok(
      JSON.stringify(host ?? (await poi.get(0, "/api/diagnostics"))).includes("slots"),
      "slots are told",
    );
  });
});
