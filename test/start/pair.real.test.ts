import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import sharp from "sharp";
import { afterChange, RunningPoi } from "./running-poi.ts";

const LEFT = 0;
const RIGHT = 1;

let poi: RunningPoi;
let rightId: string;

before(async () => {
  poi = await RunningPoi.start();
  await poi.meet();
  rightId = (await poi.get(RIGHT, "/api/device/config")).deviceId;
  // Nothing happens between them but what a test asks for.
  for (const node of [LEFT, RIGHT]) await poi.post(node, "/api/device/config", { autoSync: false });
});

after(async () => poi?.stop());

const sync = (node = LEFT) => poi.post(node, "/api/sync/execute", { peerId: "auto" });

/** A picture with a colour for each corner. */
function drawing(width: number, height: number): ReturnType<typeof sharp> {
  const corner = (background: string, left: number, top: number) => ({
    input: { create: { width: width / 2, height: height / 2, channels: 3 as const, background } },
    left,
    top,
  });
  return sharp({ create: { width, height, channels: 3, background: "#ff0000" } }).composite([
    corner("#00ff00", width / 2, 0),
    corner("#0000ff", 0, height / 2),
    corner("#ffffff", width / 2, height / 2),
  ]);
}

async function upload(node: number, path: string, body: FormData | Uint8Array, type?: string) {
  const headers = type === undefined ? {} : { "Content-Type": type };
  const response = await fetch(poi.url(node) + path, { method: "POST", body, headers });
  return {
    status: response.status,
    json: (await response.json()) as Record<string, unknown> & { id: string },
  };
}

function asForm(bytes: Uint8Array, name: string): FormData {
  const form = new FormData();
  form.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  return form;
}

async function pixels(node: number, id: string): Promise<Buffer> {
  const response = await fetch(`${poi.url(node)}/api/images/${id}/pixels`);
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

/** What both show must be the same. */
async function agree(): Promise<void> {
  for (const kind of ["images", "patterns", "sequences", "settings"]) {
    const [left, right] = await Promise.all([LEFT, RIGHT].map((node) => poi.get(node, `/api/${kind}`)));
    assert.deepEqual(left, right);
  }
}

describe("a running pair", () => {
  it("takes a PNG on the left one, and after a sync the right one has the same pixels", async () => {
    const png = await drawing(64, 64).png().toBuffer();
    const { status, json } = await upload(LEFT, "/api/image", asForm(png, "corners.png"));
    assert.equal(status, 200);
    assert.deepEqual([json["name"], json["width"], json["height"]], ["corners", 32, 32]);
    const done = await sync();
    assert.deepEqual([done.itemsSynced, done.imagesAdded, done.peers.length], [1, 1, 1]);
    const [left, right] = await Promise.all([pixels(LEFT, json.id), pixels(RIGHT, json.id)]);
    assert.deepEqual(left, right);
    assert.deepEqual(
      await poi.get(RIGHT, `/api/images/${json.id}`),
      await poi.get(LEFT, `/api/images/${json.id}`),
    );
    const at = (x: number, y: number) => [...right.subarray(3 * (32 * y + x), 3 * (32 * y + x) + 3)];
    assert.deepEqual(
      [at(1, 1), at(30, 1), at(1, 30), at(30, 30)],
      [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [255, 255, 255],
      ],
    );
    const columns = Buffer.alloc(right.length);
    for (let x = 0; x < 32; x++)
      for (let y = 0; y < 32; y++)
        right.copy(columns, 3 * (32 * x + y), 3 * (32 * y + x), 3 * (32 * y + x) + 3);
    assert.equal(json["hash"], createHash("sha256").update(columns).digest("hex"));
  });

  it("takes pictures of every format, in a form and as they are, up to 8 megapixels", async () => {
    const small = drawing(64, 32);
    const files: [string, Buffer][] = [
      ["a.png", await small.clone().png().toBuffer()],
      ["a.jpg", await small.clone().jpeg().toBuffer()],
      ["a.gif", await small.clone().gif().toBuffer()],
      // The name says nothing, the bytes do.
      ["a.txt", await small.clone().png({ palette: true }).toBuffer()],
      ["large.jpg", await drawing(3264, 2448).jpeg({ quality: 40 }).toBuffer()],
    ];
    for (const [name, bytes] of files) {
      for (const [path, body] of [
        ["/api/images", asForm(bytes, name)],
        [`/api/images?name=${name}`, bytes],
      ] as const) {
        const { status, json } = await upload(LEFT, path, body);
        assert.equal(status, 201, `${name}: ${JSON.stringify(json)}`);
        assert.equal(json["width"], name === "large.jpg" ? 43 : 64);
        const { length } = await pixels(LEFT, json.id);
        assert.equal(length, json["size"]);
        await poi.delete(LEFT, `/api/images/${json.id}`);
      }
    }
  });

  it("refuses what is no picture, or too large, and keeps nothing of it", async () => {
    const big = await sharp({ create: { width: 4000, height: 2200, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    const png = await drawing(64, 64).png().toBuffer();
    const refused: [string, Uint8Array, number, RegExp][] = [
      ["big.png", big, 413, /at most 8388608 pixels, got 4000 × 2200/],
      ["half.png", png.subarray(0, png.length >> 1), 400, /PNG/],
      ["words.png", Buffer.from("this is no picture"), 415, /PNG, JPEG/],
      [
        "vector.svg",
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        415,
        /PNG, JPEG/,
      ],
    ];
    for (const [name, bytes, wanted, message] of refused) {
      const { status, json } = await upload(LEFT, "/api/images", asForm(bytes, name));
      assert.equal(status, wanted, JSON.stringify(json));
      assert.match(String(json["error"]), message);
    }
    assert.deepEqual(readdirSync(join(poi.folder(LEFT), "uploads")), []);
  });

  it("loses nothing but the upload of a client that vanishes, and takes the next ones", async () => {
    for (let i = 0; i < 3; i++) {
      const socket = connect(poi.port, "127.0.0.1");
      const head =
        "POST /api/images HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: 50000\r\n\r\n";
      socket.write(head);
      socket.write(Buffer.alloc(20_000));
      const path = join(poi.folder(LEFT), "uploads");
      await afterChange(
        path,
        async () => readdirSync(path).some((name) => statSync(join(path, name)).size > 0),
        5000,
      );
      socket.destroy();
      await afterChange(path, async () => readdirSync(path).length === 0, 5000);
    }
    const { status, json } = await upload(LEFT, "/api/images", await drawing(64, 64).png().toBuffer());
    assert.equal(status, 201);
    await poi.delete(LEFT, `/api/images/${json.id}`);
  });

  it("exchanges patterns, sequences and settings of both sides", async () => {
    const made = await poi.post(LEFT, "/api/patterns", { name: "Mine", type: 9, color1: "#112233" });
    await poi.post(RIGHT, "/api/pattern", { index: 4, speed: 201 });
    await poi.post(RIGHT, "/api/sequences", { name: "Show", steps: [{ image: "heart", ms: 400 }] });
    await poi.post(LEFT, "/api/brightness", { brightness: 77 });
    await poi.post(RIGHT, "/api/framerate", { framerate: 1234 });
    const done = await sync(RIGHT);
    assert.deepEqual(
      [done.patternsAdded, done.sequencesAdded, done.settingsUpdated, done.conflicts],
      [2, 1, 2, 0],
    );
    await agree();
    assert.equal((await poi.get(RIGHT, `/api/patterns/${made.id}`)).name, "Mine");
    assert.equal((await poi.get(LEFT, "/api/patterns/fire")).speed, 201);
    const status = await poi.get(LEFT, "/api/status");
    assert.deepEqual([status.brightness, status.framerate], [77, 1234]);
  });

  it("lists edits on both sides at once on both, plays the same one, and resolving on one settles both", async () => {
    await poi.post(LEFT, "/api/brightness", { brightness: 10 });
    await poi.post(RIGHT, "/api/brightness", { brightness: 20 });
    assert.equal((await sync()).conflicts, 1);
    await agree();
    for (const node of [LEFT, RIGHT]) {
      const { conflicts } = await poi.get(node, "/api/sync/conflicts");
      assert.deepEqual(
        conflicts.map(({ key, versions }: { key: string; versions: { value: number }[] }) => [
          key,
          versions.map(({ value }) => value),
        ]),
        [["setting/brightness", [20, 10]]],
      );
      assert.equal((await poi.get(node, "/api/status")).brightness, 20);
    }
    await poi.post(LEFT, "/api/sync/resolve", { key: "setting/brightness", choice: "mine" });
    await sync();
    await agree();
    for (const node of [LEFT, RIGHT]) {
      assert.deepEqual((await poi.get(node, "/api/sync/conflicts")).conflicts, []);
      assert.equal((await poi.get(node, "/api/status")).brightness, 10);
    }
  });

  it("deletes on both what is deleted on one, pixels and all", async () => {
    const { json } = await upload(LEFT, "/api/images", await drawing(48, 32).gif().toBuffer());
    await sync();
    const blob = join(poi.folder(RIGHT), "blobs", String(json["hash"]));
    assert.ok(statSync(blob).size > 0);
    await poi.delete(RIGHT, `/api/images/${json.id}`);
    await sync(RIGHT);
    await sync(LEFT);
    for (const node of [LEFT, RIGHT]) {
      const response = await fetch(`${poi.url(node)}/api/images/${json.id}`);
      assert.equal(response.status, 404);
      assert.ok(!readdirSync(join(poi.folder(node), "blobs")).includes(String(json["hash"])));
    }
    await agree();
  });

  it("knows a peer by its address as well", async () => {
    await poi.delete(LEFT, `/api/peers/${rightId}`);
    const known = await poi.post(LEFT, "/api/peers", { address: `127.0.0.1:${poi.port + 1}` });
    assert.deepEqual([known.deviceId, known.deviceName], [rightId, "Right Poi"]);
    const done = await poi.post(LEFT, "/api/sync/execute", { peerId: rightId.toLowerCase() });
    assert.equal(done.status, "ok");
  });

  it("syncs by itself within two intervals", async () => {
    for (const node of [LEFT, RIGHT])
      await poi.post(node, "/api/device/config", { autoSync: true, syncInterval: 1000 });
    for (let i = 0; i < 2; i++) {
      await poi.post(i % 2, "/api/brightness", { brightness: 100 + i });
      const other = 1 - (i % 2);
      const arrived = async () => (await poi.get(other, "/api/status")).brightness === 100 + i;
      await afterChange(poi.folder(other), arrived, 2200);
    }
  });
});
