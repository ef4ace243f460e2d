import assert from "node:assert/strict";
import { type File, FilesError } from "../../src/ports/files.ts";
import type { ImageDecoding, Images } from "../../src/ports/images.ts";
import type { PoiError } from "../../src/ports/poi-error.ts";
import { encodeBmp } from "../pov/bmp-encoder.ts";
import { MemoryFiles } from "../pov/memory-files.ts";

/** An implementation under test and the means to let its time pass. */
export interface ImagesHarness {
  images: Images;
  /** Lets time pass until the promise is settled. */
  settle(promise: Promise<unknown>): Promise<void>;
  /** Runs a function on the next turn, before what is asked for afterwards. */
  soon(callback: () => void): void;
  /** Lets time pass until nothing can come any more of decodings that were started before. */
  idle(): Promise<void>;
}

/** What one decoding said, in order. */
export interface Heard {
  events: string[];
  width: number;
  height: number;
  rgb: number[];
  bands: number;
  error: PoiError | undefined;
}

/** Starts a decoding and listens; `during` is told of each event and may cancel. */
export function listen(
  images: Images,
  path: string,
  during: (event: string, decoding: ImageDecoding) => void = () => {},
  maxPixels = 1_000_000,
): { heard: Heard; ended: Promise<void>; decoding: ImageDecoding } {
  const heard: Heard = { events: [], width: 0, height: 0, rgb: [], bands: 0, error: undefined };
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let returned = false;
  const say = (event: string): void => {
    assert.ok(returned, "nothing may be said during the call");
    if (event !== heard.events.at(-1)) heard.events.push(event);
    during(event, decoding);
    if (event === "done" || event === "error") end();
  };
  const decoding = images.decode({
    path,
    maxPixels,
    onSize(width, height) {
      heard.width = width;
      heard.height = height;
      say("size");
    },
    onRows(rgb) {
      assert.ok(rgb.length > 0 && rgb.length % (heard.width * 3) === 0, "whole rows");
      for (const value of rgb) heard.rgb.push(value);
      heard.bands++;
      say("rows");
      rgb.fill(99);
    },
    onDone: () => say("done"),
    onError(error) {
      heard.error = error;
      say("error");
    },
  });
  returned = true;
  return { heard, ended, decoding };
}

const pixel = (x: number, y: number) => ((x % 256) << 16) | ((y % 256) << 8) | 7;

function picture(width: number, height: number): Buffer {
  return encodeBmp({ width, height, bits: 24, value: pixel });
}

function assertPicture(heard: Heard, width: number, height: number): void {
  assert.deepEqual([heard.width, heard.height], [width, height]);
  assert.equal(heard.rgb.length, width * height * 3);
  for (let i = 0; i < width * height; i += 7) {
    const value = pixel(i % width, Math.floor(i / width));
    assert.deepEqual(heard.rgb.slice(i * 3, i * 3 + 3), [value >> 16, (value >> 8) & 255, 7]);
  }
}

/** What every implementation of the Images port holds to. All of them take BMP. */
export function describeImages(name: string, make: (files: MemoryFiles) => ImagesHarness): void {
  describe(`${name} as Images`, () => {
    let files: MemoryFiles;
    let harness: ImagesHarness;

    beforeEach(() => {
      files = new MemoryFiles();
      harness = make(files);
    });

    afterEach(async () => {
      await harness.idle();
      assert.deepEqual(files.opened, [], "every file is closed");
    });

    it("says the size, then the rows from the top, then that it is done", async () => {
      files.stored.set("a", picture(20, 10));
      const { heard, ended } = listen(harness.images, "a");
      assert.deepEqual(heard.events, []);
      await harness.settle(ended);
      assert.deepEqual(heard.events, ["size", "rows", "done"]);
      assertPicture(heard, 20, 10);
    });

    it("gives a large picture in bands, and others their turn between them", async () => {
      files.stored.set("large", picture(300, 400));
      files.stored.set("small", picture(2, 2));
      let smaller: Promise<void> | undefined;
      const { heard, ended } = listen(harness.images, "large", (event) => {
        if (event === "size") smaller = listen(harness.images, "small").ended;
      });
      await harness.settle(ended);
      await harness.settle(smaller!);
      assert.ok(heard.bands >= 4, `${heard.bands} bands`);
      assertPicture(heard, 300, 400);
    });

    it("decodes several that were asked for at once", async () => {
      files.stored.set("a", picture(5, 4));
      files.stored.set("b", picture(3, 6));
      const all = ["a", "b", "none", "a"].map((path) => listen(harness.images, path));
      for (const { ended } of all) await harness.settle(ended);
      assertPicture(all[0]!.heard, 5, 4);
      assertPicture(all[1]!.heard, 3, 6);
      assert.deepEqual(all[2]!.heard.events, ["error"]);
      assertPicture(all[3]!.heard, 5, 4);
    });

    const refused = async (path: string, maxPixels?: number): Promise<Heard> => {
      const { heard, ended } = listen(harness.images, path, () => {}, maxPixels);
      await harness.settle(ended);
      await harness.idle();
      assert.deepEqual(heard.events.at(-1), "error");
      assert.ok(!heard.events.includes("done"));
      return heard;
    };

    it("refuses what is larger than asked, before any row", async () => {
      files.stored.set("a", picture(10, 10));
      const { error, events } = await refused("a", 99);
      assert.deepEqual(events, ["error"]);
      assert.equal(error?.code, "too-large");
      assert.match(error?.message ?? "", /at most 99 pixels, got 10 × 10 = 100: make it smaller/);
    });

    it("refuses what is no picture, naming the formats that are", async () => {
      files.stored.set("text", Buffer.from("<html>hello</html>"));
      files.stored.set("empty", Buffer.alloc(0));
      for (const path of ["text", "empty"]) {
        const { error, events } = await refused(path);
        assert.deepEqual(events, ["error"]);
        assert.equal(error?.code, "unsupported-type");
        assert.match(
          error?.message ?? "",
          /must be PNG, JPEG, BMP, GIF or raw \.rgb, got .*: save it as PNG/,
        );
      }
    });

    it("refuses a damaged picture", async () => {
      files.stored.set("cut", picture(10, 10).subarray(0, 300));
      files.stored.set("two", Buffer.from("BM"));
      for (const path of ["cut", "two"]) {
        const { error } = await refused(path);
        assert.equal(error?.code, "bad-request");
        assert.match(error?.message ?? "", /must be whole, got a damaged one .*: save or send it again/);
      }
    });

    it("says so when the file is missing, and when it cannot be read to its end", async () => {
      assert.equal((await refused("none")).error?.code, "unavailable");
      files.stored.set("a", picture(300, 400));
      const open = files.open.bind(files);
      files.open = (path, mode) => failing(open(path, mode), 200);
      const { error, events } = await refused("a");
      assert.equal(error?.code, "unavailable");
      assert.deepEqual(events, ["size", "rows", "error"]);
    });

    it("says nothing after it was cancelled between two bands", async () => {
      files.stored.set("a", picture(300, 400));
      const { heard } = listen(harness.images, "a", (event, decoding) => {
        if (event === "rows") harness.soon(() => decoding.cancel());
      });
      await harness.idle();
      assert.deepEqual([heard.events, heard.bands], [["size", "rows"], 1]);
    });

    for (const moment of ["the call", "size", "rows", "done", "error"]) {
      it(`says nothing after it was cancelled at ${moment}`, async () => {
        files.stored.set("a", picture(300, 400));
        const path = moment === "error" ? "none" : "a";
        const { heard, decoding } = listen(harness.images, path, (event, decoding) => {
          if (event === moment) decoding.cancel();
        });
        if (moment === "the call") decoding.cancel();
        await harness.idle();
        const expected = {
          "the call": [],
          size: ["size"],
          rows: ["size", "rows"],
          done: ["size", "rows", "done"],
          error: ["error"],
        }[moment];
        assert.deepEqual(heard.events, expected);
        if (moment === "rows") assert.equal(heard.bands, 1);
        decoding.cancel();
        decoding.cancel();
      });
    }
  });
}

/** A file whose reads fail from the `nth` on. */
function failing(file: File, nth: number): File {
  let reads = 0;
  return {
    get size() {
      return file.size;
    },
    read(into, position) {
      if (++reads >= nth) throw new FilesError("io", "a bad block");
      return file.read(into, position);
    },
    write: (bytes, position) => file.write(bytes, position),
    truncate: (size) => file.truncate(size),
    flush: () => file.flush(),
    close: () => file.close(),
  };
}
