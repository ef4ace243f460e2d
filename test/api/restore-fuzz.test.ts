import assert from "node:assert/strict";
import fc from "fast-check";
import { RestoreSink } from "../../src/api/restore.ts";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { JSON_POISON, mutated } from "../bytes/mutated.ts";
import { everything, type LabStore, StoreLab } from "../store/store-lab.ts";
import { ApiLab } from "./api-lab.ts";

/** Inputs; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/api/restore-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 2000);

/** Inputs after which a store is new: what faults bring into one would fill it. */
const INPUTS_A_STORE = 200;

/** The lines of a backup that hold a picture with its pixels, a setting, a pattern and a deletion. */
function seed(): Uint8Array {
  const lab = new ApiLab();
  const node = lab.node();
  const { id } = node.upload("tiny", 1, 2, 32);
  node.post("/api/brightness", { brightness: 77 });
  node.put("/api/patterns/fire", { speed: 3 });
  node.delete("/api/images/heart");
  const lines = node.ask({ path: "/api/backup" }).text.split("\n");
  const { blob } = JSON.parse(lines.find((line) => line.includes(`"${id}"`))!.replace(/,$/, "")).versions[0];
  const wanted = [id, "brightness", '"fire"', '"heart"', `{"blob":"${blob}`];
  const kept = lines.filter(
    (line, i) => i === 0 || i >= lines.length - 2 || wanted.some((text) => line.includes(text)),
  );
  return new Uint8Array(Buffer.from(kept.join("\n")));
}

describe("a backup that is none", () => {
  it("is refused in a sentence where it breaks, and what came of it is a store that opens as it was", function () {
    this.timeout(0);
    const whole = seed();
    const lab = new StoreLab("restore");
    let store: LabStore | undefined;
    let count = 0;
    let restored = 0;
    const inputs = fc.tuple(
      mutated([whole], JSON_POISON, whole.length, 2),
      fc.integer({ min: 1, max: 2000 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(inputs, ([bytes, pieceBytes, replace]) => {
        if (store === undefined || count++ % INPUTS_A_STORE === 0)
          store = lab.make("store", lab.disk(`${count}`));
        const exchange = { json: () => restored++ } as unknown as HttpExchange;
        const sink = new RestoreSink(store, exchange, replace);
        try {
          for (let at = 0; at < bytes.length; at += pieceBytes)
            sink.onBytes(bytes.subarray(at, at + pieceBytes));
          sink.onEnd();
        } catch (error) {
          assert.ok(error instanceof PoiError && error.message.endsWith("."), `${error}`);
          sink.onAbort();
        }
        if (count % INPUTS_A_STORE !== 0) return;
        const before = everything(store);
        assert.deepEqual(everything(store.reboot()), before);
      }),
      { numRuns },
    );
    assert.ok(restored > numRuns / 100, "some are whole");
  });
});
