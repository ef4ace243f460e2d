import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { toHex } from "../../src/bytes/hex.ts";
import { StoreLab } from "../store/store-lab.ts";
import { syncPair } from "./sync-pair.ts";

describe("docs/protocol.md", () => {
  it("shows the bytes that two poi say to each other", () => {
    const lab = new StoreLab("protocol");
    const [left, right] = [lab.make("a"), lab.make("b")];
    const said: Uint8Array[] = [];
    left.put("setting", "brightness", { body: { value: 100 } });
    said.push(...syncPair(left, right, { salt: 0x1234 }).messages);
    said.push(...syncPair(left, right, { salt: 0x1235 }).messages);
    lab.passMs(1000);
    left.put("setting", "brightness", { body: { value: 200 } });
    const news = [left.entry("setting", "brightness")!];
    said.push(...syncPair(left, right, { salt: 0x1236, news }).messages);
    lab.passMs(1000);
    left.put("setting", "brightness", { body: { value: 250 } });
    said.push(...syncPair(left, right, { salt: 0x1237 }).messages);
    const blob = left.blobs.add(Uint8Array.of(1, 2, 3));
    left.put("image", "dot", { body: { name: "Dot", slot: 3, width: 1, height: 1 }, blob });
    said.push(...syncPair(right, left, { salt: 0x1238 }).messages);

    const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
    const shown = [...page.matchAll(/^```\n([0-9a-f\n]+)^```$/gm)].flatMap((block) =>
      block[1]!.trim().split("\n"),
    );
    assert.deepEqual(shown, said.map(toHex));
  });
});
