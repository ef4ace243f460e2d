import assert from "node:assert/strict";
import fc from "fast-check";
import { type CodedFormat, FORMATS } from "../../hosts/moddable/pictures/coded-picture.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { MAX_SOURCE_PIXELS, spareFactor } from "../../src/pov/picture-shape.ts";
import { MemoryFiles } from "../pov/memory-files.ts";
import { LABS, LIMIT, motley, patches, photo, png, RESTARTS, raw, SCANS } from "./images-lab.ts";
import { decodeChanged } from "./picture-tool.ts";

/** Of each file; `POVPOI_CHANGED=30000` tries more. */
const CHANGED = Number(process.env["POVPOI_CHANGED"] ?? 1000);

for (const lab of LABS) {
  describe(`pictures that cannot be decoded on ${lab.name}`, () => {
    it("are refused when cut off", async () => {
      const whole = raw(48, 32, (x, y) => [(x * 37 + y * 91) % 256, (x * y) % 256, (x * 59) % 256]);
      const files = await Promise.all([
        whole.clone().png().toBuffer(),
        whole.clone().jpeg().toBuffer(),
        whole.clone().jpeg({ progressive: true }).toBuffer(),
        whole.clone().gif().toBuffer(),
      ]);
      for (const file of files) {
        for (const part of [0.1, 0.5, 0.8]) {
          const heard = await lab.decode(file.subarray(0, Math.floor(file.length * part)));
          if (!lab.isDevice) assert.deepEqual(heard.events, ["error"]);
          assert.equal(heard.events.at(-1), "error");
          assert.equal(heard.error?.code, "bad-request");
          assert.match(
            heard.error?.message ?? "",
            /^The (PNG|JPEG|GIF) picture must be whole, got a damaged one \(it .+\): save or send it again\.$/,
          );
        }
      }
    });

    it("are refused by the name of their format when it is another", async () => {
      for (const [format, name] of [
        ["webp", "WebP"],
        ["tiff", "TIFF"],
      ] as const) {
        const { error } = await lab.decode(await raw(4, 4, motley).toFormat(format).toBuffer());
        assert.equal(error?.code, "unsupported-type");
        assert.match(error?.message ?? "", new RegExp(`got ${name}: save it as PNG`));
      }
      const { error } = await lab.decode(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
      assert.equal(error?.code, "unsupported-type");
    });

    it("are refused by their header when they would swell: none of their pixels is decoded", async () => {
      const swelling = [
        png(30000, 30000, 8, 2, Buffer.alloc(10)),
        png(0x7fffffff, 0x7fffffff, 16, 6, Buffer.alloc(10)),
        png(8388609, 1, 1, 0, Buffer.alloc(10)),
        // A GIF of 65535 × 65535 without a frame.
        Buffer.from("474946383961ffffffff800000000000ffffff2c00000000ffffffff000202440100" + "3b", "hex"),
      ];
      const jpeg = await raw(48, 32, patches).jpeg().toBuffer();
      const sof = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
      jpeg.writeUInt16BE(60000, sof + 5);
      jpeg.writeUInt16BE(60000, sof + 7);
      swelling.push(jpeg);
      for (const bytes of swelling) {
        const before = process.memoryUsage().rss;
        const heard = await lab.decode(bytes);
        assert.deepEqual(heard.events, ["error"]);
        assert.ok(process.memoryUsage().rss - before < 200e6, "memory");
        assert.match(`${heard.error?.code}`, /too-large|bad-request/);
      }
      const { error } = await lab.decode(swelling[0]!);
      assert.equal(error?.code, "too-large");
      assert.match(
        error?.message ?? "",
        /at most 8388608 pixels, got 30000 × 30000 = 900000000: make it smaller/,
      );
    });

    it("are decoded when they swell within the limit: 8 KB of zeros are 8 megapixels of black", async () => {
      const bytes = png(4096, 2048, 1, 0, Buffer.alloc(513 * 2048));
      assert.ok(bytes.length < 9000);
      const files = new MemoryFiles();
      files.stored.set("a", bytes);
      let sum = 0;
      let pixels = 0;
      const { images, settle } = lab.make(files);
      const decoded = new Promise<void>((resolve, reject) => {
        images.decode({
          path: "a",
          maxPixels: MAX_SOURCE_PIXELS,
          mayShrink: (width, height) => spareFactor(width, height, 32),
          onSize: (width, height) => {
            pixels = width * height;
          },
          onRows(rgb) {
            sum += rgb.length;
          },
          onDone: resolve,
          onError: reject,
        });
      });
      await settle(decoded);
      assert.equal(sum, pixels * 3);
      assert.ok(pixels === MAX_SOURCE_PIXELS || (lab.isDevice && pixels > 200_000), `${pixels}`);
    });

    it("never end in anything but rows or a PoiError, however they are changed", async () => {
      const whole = raw(24, 16, motley);
      const seeds = await Promise.all([
        whole.clone().png().toBuffer(),
        whole.clone().png({ palette: true }).toBuffer(),
        whole.clone().jpeg().toBuffer(),
        whole.clone().jpeg({ progressive: true }).toBuffer(),
        whole.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
        whole.clone().gif().toBuffer(),
      ]);
      const change = fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 255 }));
      const changes = fc.array(change, { maxLength: 8 });
      const law = fc.asyncProperty(
        fc.constantFrom(...seeds),
        changes,
        fc.nat({ max: 3000 }),
        async (seed, changes, keep) => {
          const bytes = Buffer.from(keep < 1000 ? seed.subarray(0, keep) : seed);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const heard = await lab.decode(bytes, 100_000);
          if (heard.events.at(-1) === "done") assert.equal(heard.rgb.length, heard.width * heard.height * 3);
          else assert.ok(heard.error instanceof PoiError && heard.events.at(-1) === "error");
        },
      );
      await fc.assert(law, { numRuns: lab.isDevice ? 30 : 150 });
    });
  });
}

describe("the device's decoders", () => {
  it("read and write no memory but their own, whatever the file, and know most damage for what it is", async () => {
    const files: Record<CodedFormat, Uint8Array[]> = {
      png: [
        await photo(24, 16).png().toBuffer(),
        await photo(24, 16).png({ palette: true }).toBuffer(),
        await photo(23, 17).png({ progressive: true }).toBuffer(),
        await photo(24, 16).ensureAlpha(0.5).toColourspace("rgb16").png().toBuffer(),
      ],
      jpeg: [
        await photo(24, 16).jpeg().toBuffer(),
        await photo(33, 17).jpeg({ progressive: true }).toBuffer(),
        await photo(24, 16).toColourspace("cmyk").jpeg().toBuffer(),
        await photo(24, 16).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
        RESTARTS,
        SCANS,
      ],
      gif: [await photo(24, 16).gif().toBuffer()],
    };
    for (const format of FORMATS) {
      for (const bytes of files[format]) {
        const [decoded, damaged] = decodeChanged(bytes, FORMATS.indexOf(format), LIMIT, CHANGED);
        assert.ok(decoded! > CHANGED / 10 && damaged! > CHANGED / 10, `${format}: ${decoded}, ${damaged}`);
      }
    }
  });
});
