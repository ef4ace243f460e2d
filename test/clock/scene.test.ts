import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Prng } from "../../sim/prng.ts";
import { fromHex, toHex } from "../../src/bytes/hex.ts";
import {
  BY_SETTING,
  CONTENT_KINDS,
  decodeScene,
  EMPTY_SCENE,
  encodeScene,
  MAX_SCENE_BYTES,
  mergeScenes,
  nextStampUs,
  type SceneParts,
  sceneDigest,
} from "../../src/clock/scene.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import { DATAGRAM, HEAD_BYTES, writeHead } from "../../src/sync/datagram.ts";
import { groupTag } from "../../src/sync/hello.ts";

const SHOW = 0xcafe0001;

/** Few values, so that stamps collide and all that breaks ties is needed. */
function drawScene(prng: Prng): SceneParts {
  const stamp = () => ({
    givenUs: 1 + prng.below(3),
    by: 1 + prng.below(2),
    atUs: prng.below(2) as GroupUs,
  });
  const kind = CONTENT_KINDS[prng.below(4)]!;
  const id = kind === "dark" ? "" : ["a", "b"][prng.below(2)]!;
  return {
    content: prng.below(4) === 0 ? EMPTY_SCENE.content : { ...stamp(), kind, id },
    brightness: prng.below(4) === 0 ? EMPTY_SCENE.brightness : { ...stamp(), level: prng.below(257) },
    blackout: prng.below(4) === 0 ? EMPTY_SCENE.blackout : { ...stamp(), level: prng.below(2) },
  };
}

describe("scene", () => {
  it("is as the table says", () => {
    const scene: SceneParts = {
      content: { givenUs: 300, by: 0x0a0000000001, atUs: 400_000 as GroupUs, kind: "image", id: "heart" },
      brightness: EMPTY_SCENE.brightness,
      blackout: { givenUs: 5, by: 7, atUs: 0 as GroupUs, level: 1 },
    };
    const content = ["ac02", "8180808080c002", "80b518", "01", "05", "6865617274"].join("");
    const hex = ["cafe0001", content, "00", "05", "07", "00", "01"].join("");
    assert.equal(toHex(encodeScene(SHOW, scene)), hex);
    assert.deepEqual(decodeScene(fromHex(`ffff${hex}`)!, 2), { show: SHOW, scene });
  });

  it("is in a datagram as docs/protocol.md shows it", () => {
    const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
    const hex = /^```text\n(d5[0-9a-f]+)\n```$/m.exec(page)?.[1] ?? "";
    const head = new Uint8Array(HEAD_BYTES);
    writeHead(head, DATAGRAM.show, groupTag("pair"), 0x0a0000000001);
    assert.equal(hex.slice(0, 2 * HEAD_BYTES), toHex(head));
    const stamp = { givenUs: 2_500_000, by: 0x0a0000000001, atUs: 2_900_000 as GroupUs };
    assert.deepEqual(decodeScene(fromHex(hex)!, HEAD_BYTES), {
      show: SHOW,
      scene: { ...EMPTY_SCENE, content: { ...stamp, kind: "image", id: "heart" } },
    });
  });

  it("comes back as it was, the longest too", () => {
    const prng = new Prng("scenes");
    for (let i = 0; i < 500; i++) {
      const scene = drawScene(prng);
      assert.deepEqual(decodeScene(encodeScene(SHOW, scene), 0), { show: SHOW, scene });
    }
    const stamp = { givenUs: 2 ** 47, by: 2 ** 48 - 1, atUs: (2 ** 47) as GroupUs };
    const scene: SceneParts = {
      content: { ...stamp, kind: "sequence", id: "z".repeat(64) },
      brightness: { ...stamp, level: BY_SETTING },
      blackout: { ...stamp, level: 1 },
    };
    const bytes = encodeScene(SHOW, scene);
    assert.ok(bytes.length <= MAX_SCENE_BYTES && MAX_SCENE_BYTES === 142);
    assert.deepEqual(decodeScene(bytes, 0), { show: SHOW, scene });
  });

  it("is refused where it is cut short, names no kind, or says what cannot be", () => {
    const prng = new Prng("cuts");
    for (let i = 0; i < 100; i++) {
      const bytes = encodeScene(SHOW, drawScene(prng));
      for (let length = 0; length < bytes.length; length++)
        assert.equal(decodeScene(bytes.subarray(0, length), 0), undefined);
    }
    const refused = [
      "cafe0001 010100 00 0161 00 00", // dark with an id
      "cafe0001 010100 01 00 00 00", // an image without one
      "cafe0001 010100 01 0141 00 00", // capitals
      "cafe0001 010100 01 41 00 00", // an id of 65
      "cafe0001 00 010100 8102 00", // brightness 257
      "cafe0001 00 00 010100 02", // blackout 2
      "cafe0001 00 00 8080808080808040 0000 00", // in the year 18,000
    ];
    for (const hex of refused) {
      const bytes = fromHex(hex.replaceAll(" ", ""))!;
      assert.equal(decodeScene(bytes, 0), undefined, hex);
    }
  });

  it("takes any bytes without a throw, and what it takes it can write", () => {
    const prng = new Prng("noise");
    let taken = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = prng.below(2) === 0 ? encodeScene(SHOW, drawScene(prng)) : new Uint8Array(prng.below(40));
      const changes = prng.below(3) + (bytes.length > 0 && bytes[0] === 0 ? bytes.length : 0);
      for (let k = 0; k < changes && bytes.length > 0; k++) bytes[prng.below(bytes.length)] = prng.below(256);
      const decoded = decodeScene(bytes, 0);
      if (decoded === undefined) continue;
      taken++;
      const again = encodeScene(decoded.show, decoded.scene);
      assert.deepEqual(decodeScene(again, 0), decoded);
    }
    assert.ok(taken > 1000, `${taken} were scenes`);
  });

  it("merges to the same in any order, any number of times", () => {
    const prng = new Prng("orders");
    for (let i = 0; i < 2000; i++) {
      const [a, b, c] = [drawScene(prng), drawScene(prng), drawScene(prng)];
      const merged = mergeScenes(mergeScenes(a, b), c);
      assert.deepEqual(mergeScenes(c, mergeScenes(b, a)), merged);
      assert.deepEqual(mergeScenes(a, mergeScenes(b, c)), merged);
      assert.deepEqual(mergeScenes(merged, b), merged);
    }
  });

  it("keeps its parts where nothing later came, so that they are not carried out twice", () => {
    const mine = drawScene(new Prng("mine"));
    const copy = decodeScene(encodeScene(SHOW, mine), 0)!.scene;
    const merged = mergeScenes(mine, copy);
    assert.equal(merged.content, mine.content);
    assert.equal(merged.brightness, mine.brightness);
    assert.equal(merged.blackout, mine.blackout);
  });

  it("stamps a command later than all before, though a clock be behind", () => {
    const scene: SceneParts = {
      ...EMPTY_SCENE,
      blackout: { givenUs: 5000, by: 1, atUs: 0 as GroupUs, level: 1 },
    };
    assert.equal(nextStampUs(EMPTY_SCENE, 0), 3);
    assert.equal(nextStampUs(scene, 4000.7), 5001);
    assert.equal(nextStampUs(scene, 6000.7), 6000);
  });

  it("has a digest that is 0 for the empty one alone, and is one for equal ones", () => {
    const prng = new Prng("digests");
    assert.equal(sceneDigest(SHOW, EMPTY_SCENE), 0);
    const digests = new Map<string, number>();
    for (let i = 0; i < 500; i++) {
      const scene = drawScene(prng);
      const digest = sceneDigest(SHOW, scene);
      const hex = toHex(encodeScene(SHOW, scene));
      assert.equal(digest === 0, hex === "cafe0001000000");
      assert.ok(digest >= 0 && digest <= 0xffff);
      assert.equal(digests.get(hex) ?? digest, digest);
      digests.set(hex, digest);
    }
    const values = new Set(digests.values());
    assert.ok(values.size > digests.size - 5, "few collide");
  });
});
