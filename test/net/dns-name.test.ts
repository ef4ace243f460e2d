import assert from "node:assert/strict";
import {
  copyName,
  encodeName,
  firstLabel,
  nameText,
  parentOf,
  sameName,
  skipName,
} from "../../src/net/dns-name.ts";
import { packet } from "./dns-vectors.ts";

describe("DNS names", () => {
  it("are labels behind their lengths", () => {
    assert.deepEqual(
      encodeName(["Left Poi", "_tcp", "local"]),
      packet(`08 "Left Poi" 04 "_tcp" 05 "local" 00`),
    );
    assert.deepEqual(encodeName([]), packet("00"));
  });

  it("hold dots, spaces and any script inside a label", () => {
    const name = encodeName(["Poi v1.2 – 火の輪 🔥", "local"]);
    assert.equal(firstLabel(name, 0), "Poi v1.2 – 火の輪 🔥");
    assert.equal(nameText(name), "Poi v1\\.2 – 火の輪 🔥.local");
  });

  it("refuse labels of 0 and 64 bytes, counted as UTF-8, and names past 255 bytes", () => {
    assert.throws(() => encodeName([""]), /label/);
    assert.throws(() => encodeName(["火".repeat(22)]), /label/);
    assert.doesNotThrow(() => encodeName(["火".repeat(21)]));
    assert.throws(() => encodeName(Array(4).fill("a".repeat(63))), /name/);
  });

  it("are equal whatever the case of ASCII letters, and of those only", () => {
    const same = (a: string, b: string) => sameName(encodeName([a, "local"]), 0, encodeName([b, "LOCAL"]), 0);
    assert.ok(same("Left Poi", "lEFT pOI"));
    assert.ok(!same("Left Poi", "Left Poj"));
    assert.ok(!same("Left Poi", "Left Po"));
    assert.ok(!same("É", "é"), "not ASCII");
    assert.ok(!same("a[", "a{"), "0x5b and 0x7b differ in the same bit as letters do");
    assert.ok(!same("a@", "a`"), "0x40 and 0x60 too");
  });

  it("are followed through pointers", () => {
    // 12: "local"; 19: "_tcp" + pointer to 12; 26: "x" + pointer to 19
    const bytes = packet(`${"00".repeat(12)} 05 "local" 00 04 "_tcp" c00c 01 "x" c013`);
    assert.equal(skipName(bytes, 26, bytes.length), 30);
    assert.equal(nameText(bytes, 26), "x._tcp.local");
    assert.deepEqual(copyName(bytes, 26), encodeName(["x", "_tcp", "local"]));
    assert.ok(sameName(bytes, 26, encodeName(["X", "_TCP", "local"]), 0));
    assert.ok(sameName(bytes, parentOf(bytes, 26), encodeName(["_tcp", "local"]), 0));
    assert.equal(parentOf(encodeName([]), 0), -1);
  });

  it("show malformed UTF-8 as a replacement character", () => {
    assert.equal(nameText(packet("03 61ff62 00")), "a\ufffdb");
  });
});
