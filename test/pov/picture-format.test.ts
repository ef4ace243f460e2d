import assert from "node:assert/strict";
import fc from "fast-check";
import { FORMAT_BYTES, pictureFormat, unsupportedPicture } from "../../src/pov/picture-format.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("the format of a picture file", () => {
  it("shows in its first bytes", () => {
    assert.equal(pictureFormat(bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")), "png");
    assert.equal(pictureFormat(bytes("\xff\xd8\xff\xe0")), "jpeg");
    assert.equal(pictureFormat(bytes("GIF87a")), "gif");
    assert.equal(pictureFormat(bytes("GIF89a")), "gif");
    assert.equal(pictureFormat(bytes("BM")), "bmp");
    assert.equal(pictureFormat(bytes("GIF88a")), undefined);
    assert.equal(pictureFormat(bytes("\x89PNG")), undefined);
  });

  it("is told to the user where it is another", () => {
    const said = (text: string) => unsupportedPicture(bytes(text)).message;
    assert.equal(
      said("RIFF\x10\0\0\0WEBPVP8 "),
      "A picture must be PNG, JPEG, BMP, GIF or raw .rgb, got WebP: save it as PNG.",
    );
    assert.match(said(""), /got an empty file/);
    assert.match(said("\0\0\0\x18ftypheic"), /got HEIC or a film/);
    assert.match(said("\0\0\0\x18ftypavif"), /got AVIF/);
    assert.match(said("II*\0"), /got TIFF/);
    assert.match(said("<svg xmlns="), /got SVG/);
    assert.match(said("%PDF-1.7"), /got PDF/);
    assert.match(said("hello"), /got something else/);
    assert.equal(unsupportedPicture(bytes("hello")).code, "unsupported-type");
  });

  it("is looked for in any bytes without harm", () => {
    const law = fc.property(fc.uint8Array({ maxLength: FORMAT_BYTES }), (head) => {
      pictureFormat(head);
      unsupportedPicture(head);
    });
    fc.assert(law, { numRuns: 1000 });
  });
});
