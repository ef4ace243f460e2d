import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import sinon from "sinon";
import { type PhotoRequest, photo } from "../../../sim/command/photo.ts";

const REQUEST: Omit<PhotoRequest, "out"> = {
  ...{ rps: 2, pair: false, chip: "sk9822", leds: 8, radius: 12, length: 22 },
  ...{ brightness: 255, turns: 0.2, size: 40 },
};

describe("npm run sim -- photo", () => {
  let folder: string;
  let out: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "povpoi-photo-command-"));
    out = join(folder, "photo.png");
  });

  afterEach(() => {
    sinon.restore();
    rmSync(folder, { recursive: true });
  });

  it("writes a PNG, and says what was played and what cannot be shown", async () => {
    const said = sinon.stub(console, "log");
    await photo({ ...REQUEST, pattern: "rainbow", pair: true, chip: "ws2812", out });
    const { format, width, height } = await sharp(out).metadata();
    assert.deepEqual([format, width, height], ["png", 78, 40]);
    const lines = said.args.flat().join("\n");
    assert.match(lines, /78 × 40, 100 ms, 2000 columns a second of at most 1[0-9]{3}, up to \d+ mA/);
    assert.match(lines, /Only 1[0-9]{3} of them are shown/);
  });

  it("says what is wrong, and writes nothing", async () => {
    const curve = join(folder, "curve.csv");
    writeFileSync(curve, "0,fast\n");
    const refused: [Partial<PhotoRequest>, RegExp][] = [
      [{}, /^A photo must be of one thing: say --image FILE or --pattern NAME\.$/],
      [{ image: "a.png", pattern: "fire" }, /of one thing/],
      [{ pattern: "nothing" }, /^The pattern must be one of rainbow, .*, got "nothing"\.$/],
      [{ image: join(folder, "none.png") }, /must be a file that can be read, but there is none\.$/],
      [{ image: curve }, /^A picture must be PNG, JPEG, BMP, GIF .*, got something else: save it as PNG\.$/],
      [{ pattern: "fire", curve }, /^A line of a speed curve must be .*, got "0,fast" in line 1\.$/],
      [{ pattern: "fire", curve: join(folder, "none.csv") }, /^The speed curve must be a file/],
      [{ pattern: "fire", out: join(folder, "no", "photo.png") }, /^The photo must go to a file/],
    ];
    for (const [more, message] of refused) {
      await assert.rejects(photo({ ...REQUEST, out, ...more }), { name: "Error", message });
    }
    await assert.rejects(sharp(out).metadata());
  });
});
