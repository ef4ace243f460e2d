import assert from "node:assert/strict";
import { cleanPath, percentDecode, percentEncode, queryValue } from "../../src/net/url.ts";

describe("paths and queries", () => {
  it("decodes escapes of UTF-8 and refuses all others", () => {
    assert.equal(percentDecode("a%20%C3%A4%F0%9F%94%A5"), "a ä🔥");
    for (const bad of ["%", "%4", "%zz", "%ff", "%C3", "%c0%80", "%00", "%0a", "%7F", "%ED%A0%80"]) {
      assert.equal(percentDecode(bad), undefined, bad);
    }
  });

  it("what it encodes, it decodes", () => {
    for (const text of ["a b/c?d&e=f#g", "ä🔥", "%41"])
      assert.equal(percentDecode(percentEncode(text)), text);
    assert.equal(percentEncode("a\ud800"), "a%EF%BF%BD");
  });

  it("a clean path has no way up and no hidden separator", () => {
    assert.equal(cleanPath("/a/b"), "/a/b");
    assert.equal(cleanPath("/a//b/"), "/a//b/");
    assert.equal(cleanPath("/a%20b/.c"), "/a b/.c");
    for (const bad of [
      "/..",
      "../a",
      ".",
      "/.",
      "/a/../b",
      "/%2e%2e/",
      "/a%2fb",
      "/a%5Cb",
      "/a\\b",
      "/%00",
      "/%",
      "/a/.%2E",
    ]) {
      assert.equal(cleanPath(bad), undefined, bad);
    }
  });

  it("finds the first value of a name", () => {
    const query = "page=2&kind=image%20%2B&kind=other&flag&empty=&a+b=c+d&bad=%zz&=x&&last=1=2";
    assert.equal(queryValue(query, "page"), "2");
    assert.equal(queryValue(query, "kind"), "image +");
    assert.equal(queryValue(query, "flag"), "");
    assert.equal(queryValue(query, "empty"), "");
    assert.equal(queryValue(query, "a b"), "c d");
    assert.equal(queryValue(query, "bad"), undefined);
    assert.equal(queryValue(query, "last"), "1=2");
    assert.equal(queryValue(query, "none"), undefined);
    assert.equal(queryValue("", "page"), undefined);
    assert.equal(queryValue("xpage=1", "page"), undefined);
  });
});
