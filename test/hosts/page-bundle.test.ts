import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { bundlePage, MAX_PAGE_BYTES, packPage, pageOf } from "../../hosts/node/page-bundle.ts";

const STYLE = "p{color:red}";

describe("The page", () => {
  it("is packed into a twentieth less than gzip makes of its bundle, with a policy of what it is after that", async () => {
    const parts = await bundlePage();
    const packed = await packPage(parts);
    const page = gunzipSync(packed).toString();
    const [, script] = /<script>(.*)<\/script>/s.exec(page)!;
    assert.ok(page.includes(`script-src 'sha256-${hash(script!)}';style-src 'sha256-${hash(parts.style)}'`));
    assert.ok(packed.length < 0.95 * gzipSync(pageOf(parts), { level: 9 }).length);
  });

  it("keeps reading a signal for its own sake: who reads it follows it", async () => {
    const script = "(()=>{const s={get value(){return self.read()}};self.look=()=>{s.value}})()";
    assert.match(gunzipSync(await packPage({ script, style: STYLE })).toString(), /\.value/);
  });

  it("is refused where it is too large", async () => {
    const script = `x="${randomBytes(MAX_PAGE_BYTES).toString("base64")}"`;
    await assert.rejects(
      packPage({ script, style: STYLE }),
      /at most 35840 bytes gzipped, got \d+\. Make web/,
    );
  });

  it("shows what a script says as it says it", () => {
    assert.ok(pageOf({ script: "'$&'", style: "" }).includes("<script>'$&'</script>"));
  });
});

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
