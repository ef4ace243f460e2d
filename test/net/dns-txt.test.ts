import assert from "node:assert/strict";
import { encodeTxt, isTxt, MAX_TXT_BYTES, txtBytes, txtText } from "../../src/net/dns-txt.ts";
import { packet } from "./dns-vectors.ts";

describe("TXT data", () => {
  it("is one string a key", () => {
    const txt = encodeTxt({
      deviceId: "a1b2",
      paper: "A4",
      passreq: true,
      plugins: "",
      raw: Uint8Array.of(0, 255, 0x3d),
    });
    assert.deepEqual(
      txt,
      packet(`0d "deviceId=a1b2" 08 "paper=A4" 07 "passreq" 08 "plugins=" 07 "raw=" 00ff3d`),
    );
    assert.ok(isTxt(txt, 0, txt.length));
  });

  it("is a single zero byte when there is nothing to say", () => {
    assert.deepEqual(encodeTxt({}), packet("00"));
  });

  it("gives values by key: text, bytes, empty, or none", () => {
    const txt = packet(`0d "deviceId=a1b2" 07 "passreq" 08 "plugins=" 07 "raw=" 00ff3d 0c "name=火🔥"`);
    assert.equal(txtText(txt, "deviceId"), "a1b2");
    assert.equal(txtText(txt, "name"), "火🔥");
    assert.deepEqual(txtBytes(txt, "raw"), Uint8Array.of(0, 255, 0x3d));
    assert.deepEqual(txtBytes(txt, "passreq"), new Uint8Array(0));
    assert.deepEqual(txtBytes(txt, "plugins"), new Uint8Array(0));
    assert.equal(txtBytes(txt, "device"), undefined, "a key that another begins with");
    assert.equal(txtBytes(txt, "deviceIdx"), undefined);
    assert.equal(txtBytes(txt, ""), undefined);
  });

  it("finds keys in any case, and the first of two", () => {
    assert.equal(txtText(packet(`05 "Key=1" 05 "kEY=2"`), "KEY"), "1");
  });

  it("ignores a string without a key", () => {
    const txt = packet(`02 "=1" 00 03 "a=2"`);
    assert.equal(txtText(txt, "a"), "2");
    assert.equal(txtText(txt, ""), undefined);
  });

  it("refuses what does not fit", () => {
    assert.throws(() => encodeTxt({ a: "x".repeat(254) }), /255/);
    assert.doesNotThrow(() => encodeTxt({ a: "x".repeat(253) }));
    assert.throws(
      () => encodeTxt({ a: "x".repeat(250), b: "x".repeat(250) }),
      new RegExp(`${MAX_TXT_BYTES}`),
    );
    assert.throws(() => encodeTxt({ "a=b": "1" }), /ASCII/);
    assert.throws(() => encodeTxt({ é: "1" }), /ASCII/);
  });
});
