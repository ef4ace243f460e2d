import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { encodeBmp } from "../pov/bmp-encoder.ts";
import { ApiLab, type ApiNode, noise } from "./api-lab.ts";
import { type Ask, form, requestBytes } from "./raw-http.ts";

const BINARY = "application/octet-stream";

let lab: ApiLab;
let node: ApiNode;

beforeEach(() => {
  lab = new ApiLab();
  node = lab.node();
});

afterEach(() => lab.check());

/** Files that an upload may leave behind: all but those of the pictures that a node is born with. */
const leftovers = () =>
  [...node.disk().keys()].filter((path) => path.startsWith("uploads/") || path.startsWith("parts/"));

const blobs = () => [...node.disk().keys()].filter((path) => path.startsWith("blobs/")).length;

/** A picture of one colour a pixel, as BMP. */
function bmp(width: number, height: number, pixel: (x: number, y: number) => number): Uint8Array {
  return encodeBmp({ width, height, bits: 24, value: pixel });
}

function raw(width: number, height: number, seed = 1): Ask {
  const path = `/api/images?name=image_${width}x${height}.rgb`;
  return { method: "POST", path, body: noise(3 * width * height, seed), type: BINARY };
}

const columnsOf = (rows: Uint8Array, width: number, height: number): Uint8Array => {
  const columns = new Uint8Array(rows.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      columns.set(rows.subarray(3 * (y * width + x), 3 * (y * width + x) + 3), 3 * (x * height + y));
  return columns;
};

describe("an uploaded picture", () => {
  it("of raw pixels comes back as it was, and is known by the hash of its columns", () => {
    const rows = noise(3 * 40 * 32, 5);
    for (const ask of [
      { path: "/api/images?name=image_40x32.rgb", body: rows, type: BINARY },
      { path: "/api/images", ...form("image_40x32.rgb", rows) },
      { path: "/api/images?name=image_40x32.rgb", body: rows },
    ]) {
      const { status, json } = node.ask({ method: "POST", ...ask });
      assert.equal(status, 201);
      assert.deepEqual([json.name, json.width, json.height, json.size], ["image_40x32", 40, 32, 3840]);
      assert.equal(
        json.hash,
        createHash("sha256")
          .update(columnsOf(rows, 40, 32))
          .digest("hex"),
      );
      const pixels = node.ask({ path: `/api/images/${json.id}/pixels` });
      assert.equal(pixels.headers.get("content-type"), BINARY);
      assert.deepEqual([pixels.headers.get("x-width"), pixels.headers.get("x-height")], ["40", "32"]);
      assert.deepEqual(pixels.body, rows);
    }
    assert.equal(blobs(), 5, "the same pixels are stored once");
    assert.deepEqual(leftovers(), []);
  });

  it("is fitted to the LEDs, 400 columns at the most, upright", () => {
    // The left half green, the right half blue, the top row white.
    const pixel = (x: number, y: number) => (y === 0 ? 0xffffff : x < 32 ? 0x00ff00 : 0x0000ff);
    const { status, json } = node.ask({
      path: "/api/image",
      ...form("Half and half.bmp", bmp(64, 64, pixel)),
    });
    assert.equal(status, 200);
    assert.deepEqual([json.name, json.width, json.height], ["Half and half", 32, 32]);
    const { body } = node.ask({ path: `/api/images/${json.id}/pixels` });
    const at = (x: number, y: number) => Array.from(body.subarray(3 * (32 * y + x), 3 * (32 * y + x) + 3));
    assert.deepEqual(
      [at(0, 5), at(31, 5), at(0, 31)],
      [
        [0, 255, 0],
        [0, 0, 255],
        [0, 255, 0],
      ],
    );
    assert.ok(at(3, 0)[0]! > 100, "the white row is on top");
    const wide = node.ask({
      path: "/api/images",
      body: bmp(1000, 10, () => 0xff0000),
      type: "image/bmp",
    }).json;
    assert.deepEqual([wide.width, wide.height], [400, 32]);
    const long = lab.node({ leds: 144 });
    assert.deepEqual(
      [long.upload("tall", 1, 20, 20).height, long.get("/api/images").images.at(-1).width],
      [144, 144],
    );
  });

  it("is shown at once where it came to /api/image, and only there", () => {
    node.post("/api/mode", { mode: 2, index: 5 });
    node.upload();
    assert.equal(node.get("/api/status").mode, 2);
    const { json } = node.ask({ path: "/api/image", ...form("image_8x32.rgb", noise(768, 2)) });
    const { mode, index, count } = node.get("/api/status");
    assert.deepEqual([mode, index, count], [1, json.index, 5]);
  });

  it("is called by the form's name, else after its file, in as much as can be shown", () => {
    const named = (filename: string, fields = {}) =>
      node.ask({
        path: "/api/images",
        ...form(
          filename,
          bmp(4, 4, () => 0),
          fields,
        ),
      }).json.name;
    assert.equal(named("sunset.bmp"), "sunset");
    assert.equal(named("sunset.bmp", { name: "Evening" }), "Evening");
    assert.equal(named("my.holiday.bmp"), "my.holiday");
    assert.equal(named("C:\\\\pictures\\\\cat.bmp"), "cat");
    assert.equal(named("../../etc/passwd"), "passwd");
    assert.equal(named(".bmp"), ".bmp");
    assert.equal(named("Sun\u202eset.bmp"), "Sunset");
    assert.equal(named(`${"ä".repeat(60)}.bmp`), "ä".repeat(32));
    const path = "/api/images?name=";
    const raws = (query: string) => node.ask({ path: path + query, body: bmp(4, 4, () => 0) }).json.name;
    assert.equal(raws("Caf%C3%A9.bmp"), "Café");
    assert.equal(raws(""), "Picture");
    assert.equal(raws("__proto__"), "__proto__");
  });

  it("can be given other pixels, and keeps its id, index and name", () => {
    const before = node.upload("a", 1);
    const { body } = raw(16, 32, 9);
    const path = `/api/images/${before.id}/pixels?name=other_16x32.rgb`;
    const { status, json } = node.ask({ method: "PUT", path, body: body!, type: BINARY });
    assert.equal(status, 200);
    assert.deepEqual([json.id, json.index, json.name, json.width], [before.id, 3, "a_8x32", 16]);
    assert.deepEqual(node.ask({ path: `/api/images/${before.id}/pixels` }).body, body);
    assert.equal(blobs(), 5, "the old pixels are gone");
    assert.equal(node.ask({ method: "PUT", path: "/api/images/none/pixels", body: body! }).status, 404);
  });

  it("is not sent again to who has it", () => {
    const { id } = node.upload();
    const path = `/api/images/${id}/pixels`;
    const etag = node.ask({ path }).headers.get("etag")!;
    const again = node.ask({ path, lines: [`If-None-Match: ${etag}`] });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
    node.ask({ method: "PUT", path: `${path}?name=x_8x32.rgb`, body: noise(768, 3), type: BINARY });
    assert.equal(node.ask({ path, lines: [`If-None-Match: ${etag}`] }).status, 200);
  });

  it("survives a power cut once it is answered", () => {
    const { id, hash } = node.upload();
    node.reboot();
    const view = node.get(`/api/images/${id}`);
    assert.deepEqual([view.hash, view.complete], [hash, true]);
  });
});

describe("an upload that cannot be taken", () => {
  const cases: [string, Ask, number, RegExp][] = [
    [
      "too few bytes",
      { ...raw(8, 32), body: noise(767, 1) },
      400,
      /^image_8x32\.rgb must hold 768 bytes .* got 767/,
    ],
    ["too many bytes", { ...raw(8, 32), body: noise(769, 1) }, 400, /got 769/],
    ["no bytes", { ...raw(8, 32), body: "" }, 400, /got 0/],
    [
      "no size in the name",
      { ...raw(8, 32), path: "/api/images?name=a.rgb" },
      400,
      /must carry its size in its name/,
    ],
    ["no pixels", { ...raw(8, 32), path: "/api/images?name=a_0x5.rgb" }, 400, /must have pixels, got 0 × 5/],
    [
      "over 8 megapixels",
      { ...raw(1, 1), path: "/api/images?name=a_4000x4000.rgb" },
      413,
      /at most 8388608 pixels/,
    ],
    [
      "a side too long",
      { ...raw(1, 1), path: "/api/images?name=a_99999x1.rgb" },
      413,
      /at most 32768 columns/,
    ],
    ["no picture", { path: "/api/images", body: "hello", type: BINARY }, 415, /.+/],
    ["nothing at all", { path: "/api/images", body: "", type: BINARY }, 415, /.+/],
    [
      "half a BMP",
      { path: "/api/images", body: bmp(9, 9, () => 1).subarray(0, 99), type: "image/bmp" },
      400,
      /.+/,
    ],
    ["a form without a file", formOf({ name: "x" }), 400, /^The form must hold a file, got none\./],
    [
      "a form without a boundary",
      { path: "/api/images", body: "x", type: "multipart/form-data" },
      400,
      /boundary/,
    ],
    [
      "a form with a bad name",
      named("image_8x32.rgb", "a\u0007b"),
      400,
      /^name must be text without control/,
    ],
    ["a form that is cut", cutForm(), 400, /^The form must end with its boundary/],
  ];
  for (const [what, ask, status, message] of cases) {
    it(`because it has ${what} is refused, leaves nothing behind and frees its place`, () => {
      const disk = node.disk();
      // As often as there are places, and once more.
      for (let i = 0; i < 3; i++) {
        const answer = node.ask({ method: "POST", ...ask });
        assert.equal(answer.status, status, answer.text);
        assert.match(answer.json.error, message);
      }
      assert.deepEqual(node.disk(), disk);
      node.upload();
    });
  }

  it("because its client vanished leaves nothing behind and frees its place", () => {
    const disk = node.disk();
    for (const [ask, count] of [
      [raw(40, 32), 1000],
      [raw(40, 32), 3000],
      [
        {
          path: "/api/images",
          ...form(
            "a.bmp",
            bmp(64, 64, () => 7),
          ),
        },
        5000,
      ],
      [
        {
          path: "/api/images",
          ...form(
            "a.bmp",
            bmp(64, 64, () => 7),
          ),
        },
        200,
      ],
    ] as const) {
      const call = node.call(ask, count);
      lab.world.runForMs(500);
      call.abort();
      lab.world.runForMs(500);
      assert.deepEqual(node.disk(), disk);
    }
    node.upload();
  });

  it("because its client went silent is ended after 15 s", () => {
    const disk = node.disk();
    const call = node.call(raw(40, 32), 1000);
    lab.world.runForMs(14_000);
    assert.ok(!call.isClosed);
    const { status, json } = call.answer();
    assert.equal(status, 408);
    assert.match(json.error, /must not pause for more than 15 s/);
    assert.deepEqual(node.disk(), disk);
  });

  it("because the power went away leaves nothing behind", () => {
    node.call(raw(400, 32), 20_000);
    node.call(
      {
        path: "/api/images",
        ...form(
          "a.bmp",
          bmp(64, 64, () => 7),
        ),
      },
      9000,
    );
    lab.world.runForMs(500);
    assert.ok(leftovers().length > 0, "something was on its way");
    node.reboot();
    assert.deepEqual(leftovers(), []);
    assert.equal(node.get("/api/images").images.length, 3);
  });

  it("because two are on their way already is told to wait", () => {
    const first = node.call(raw(40, 32, 1), 1000);
    const second = node.call(raw(40, 32, 2), 1000);
    lab.world.runForMs(100);
    const disk = node.disk();
    const third = node.ask(raw(8, 32, 3));
    assert.equal(third.status, 503);
    assert.equal(third.json.error, "2 pictures are being taken in already. Try again in a moment.");
    assert.equal(
      node.ask({
        path: "/api/images",
        ...form(
          "a.bmp",
          bmp(4, 4, () => 7),
        ),
      }).status,
      503,
    );
    assert.deepEqual(node.disk(), disk);
    for (const [call, seed] of [
      [first, 1],
      [second, 2],
    ] as const) {
      call.send(requestBytes(raw(40, 32, seed)).subarray(1000));
      assert.equal(call.answer().status, 201);
    }
    assert.deepEqual(
      [first, second].map((call) => call.answer().json.index),
      [3, 4],
    );
    node.upload("c", 3);
  });

  it("because the disk is full is told so, and leaves the space as it was", () => {
    lab = new ApiLab();
    const small = lab.node({}, { diskBytes: 64 * 1024 });
    const { free } = small.get("/api/storage/info");
    const full = /^No space is left on the poi\. Delete pictures, then try again\./;
    for (const ask of [
      raw(400, 32),
      {
        path: "/api/images",
        ...form(
          "a.bmp",
          bmp(200, 200, () => 7),
        ),
      },
      { path: "/api/images", body: bmp(200, 200, () => 7), type: "image/bmp" },
    ]) {
      const { status, json } = small.ask({ method: "POST", ...ask });
      assert.equal(status, 507);
      assert.match(json.error, full);
      assert.equal(small.get("/api/storage/info").free, free);
    }
    assert.equal(small.get("/api/images").images.length, 3);
    small.upload();
  });

  it("because of any write that fails is told so, and the next one is taken", () => {
    for (const code of ["full", "io"] as const) {
      for (let nth = 1; ; nth++) {
        node.host.files.failOperation(nth, code);
        const before = node.host.files.counters.operations;
        const { status } = node.ask(raw(80, 32, 77));
        const operations = node.host.files.counters.operations - before;
        if (status !== 201) assert.equal(status, code === "full" ? 507 : 503, `operation ${nth}`);
        // It may be there where the last flush failed, or what failed was only tidied up: then it is whole.
        const { images } = node.get("/api/images");
        assert.ok(images.length === 3 || images[3].complete, `operation ${nth}`);
        assert.equal(images.length === 4 || status !== 201, true, `operation ${nth}`);
        node.host.files.failOperation(0, code);
        if (images.length === 4) node.delete(`/api/images/${images[3].id}`);
        if (operations < nth) break;
      }
      const { id } = node.ask(raw(80, 32, 78)).json;
      assert.equal(node.get(`/api/images/${id}`).complete, true);
      node.delete(`/api/images/${id}`);
    }
    assert.equal(blobs(), 4);
    assert.deepEqual(leftovers(), []);
  });
});

describe("a picture that goes while it is on its way", () => {
  it("up: other pixels of it are refused, and gone", () => {
    const { id } = node.upload();
    const ask = { ...raw(40, 32, 2), method: "PUT", path: `/api/images/${id}/pixels?name=a_40x32.rgb` };
    const call = node.call(ask, 1000);
    lab.world.runForMs(100);
    node.delete(`/api/images/${id}`);
    call.send(requestBytes(ask).subarray(1000));
    assert.equal(call.answer().status, 404);
    assert.equal(blobs(), 4);
    assert.deepEqual(leftovers(), []);
  });

  it("down: what was begun is sent to its end", () => {
    const { id } = node.upload("big", 1, 400, 32);
    const call = node.call({ path: `/api/images/${id}/pixels` });
    lab.world.runForMs(3);
    node.delete(`/api/images/${id}`);
    const { status, body } = call.answer();
    assert.equal(status, 200);
    assert.deepEqual(body, noise(3 * 400 * 32, 1));
  });
});

describe("pictures as files", () => {
  it("are listed, loaded and deleted by name, as clients of a card reader do", () => {
    assert.deepEqual(node.get("/api/sd/list"), {
      files: ["Smiley.pov", "Rainbow gradient.pov", "Heart.pov"],
    });
    node.post("/api/sd/load", { filename: "Heart.pov" });
    assert.deepEqual([node.get("/api/status").mode, node.get("/api/status").index], [1, 2]);
    node.post("/api/sd/delete", { filename: "Smiley.pov" });
    assert.deepEqual(node.get("/api/sd/list").files, ["Rainbow gradient.pov", "Heart.pov"]);
    node.post("/api/sd/delete", { filename: "Smiley.pov" }, 404);
  });

  it("of one name have their ids behind it, and the name of the upload means the latest", () => {
    const first = node.upload("image", 1);
    const second = node.upload("image", 2);
    const { files } = node.get("/api/sd/list");
    assert.deepEqual(files.slice(-2), ["image_8x32.pov", `image_8x32 ${second.id}.pov`]);
    node.post("/api/sd/load", { filename: "image_8x32.rgb" });
    assert.equal(node.get("/api/status").index, second.index);
    node.post("/api/sd/load", { filename: "image_8x32.pov" });
    assert.equal(node.get("/api/status").index, first.index);
  });

  it("take the space that is told", () => {
    const { total, used, free } = node.get("/api/storage/info");
    assert.deepEqual(node.get("/api/sd/info"), { present: true, totalSpace: total, freeSpace: free });
    assert.equal(used + free, total);
    node.upload("big", 1, 400, 32);
    assert.ok(node.get("/api/storage/info").free <= free - 38_400);
  });
});

function formOf(fields: Record<string, string>): Ask {
  const { type, body } = form("", new Uint8Array(0), fields);
  return { path: "/api/images", type, body };
}

function named(filename: string, name: string): Ask {
  return { path: "/api/images", ...form(filename, noise(768, 1), { name }) };
}

function cutForm(): Ask {
  const { type, body } = form("image_8x32.rgb", noise(768, 1));
  return { path: "/api/images", type, body: body.subarray(0, -6) };
}
