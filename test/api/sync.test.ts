import assert from "node:assert/strict";
import { MESSAGE_TYPE, SESSION_PATH } from "../../src/sync/transport.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";

let lab: ApiLab;
let left: ApiNode;
let right: ApiNode;

beforeEach(() => {
  lab = new ApiLab();
  [left, right] = lab.pair();
});

afterEach(() => lab.check());

const NOTHING = { imagesAdded: 0, patternsAdded: 0, sequencesAdded: 0, settingsUpdated: 0, conflicts: 0 };

/** What a sync answers, without the list of peers. */
const sync = (node: ApiNode, request: object = {}) => {
  const { peers, ...counts } = node.post("/api/sync/execute", request);
  assert.ok(peers.length > 0);
  return counts;
};

const value = (node: ApiNode, key = "brightness") => node.get(`/api/settings/${key}`).value;

describe("what a node says of itself", () => {
  it("is its id, name, groups and how it syncs", () => {
    const config = left.get("/api/device/config");
    assert.match(config.deviceId, /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/);
    assert.deepEqual(config, {
      deviceId: config.deviceId,
      deviceName: "Left Poi",
      syncGroup: "pair",
      syncGroups: ["pair"],
      autoSync: false,
      syncInterval: 30_000,
      leds: 32,
    });
  });

  it("changes as far as it is told, and is kept over a power cut", () => {
    const before = left.get("/api/device/config");
    const { status, ...after } = left.post("/api/device/config", {
      deviceName: " Anna's ",
      syncInterval: 5000,
    });
    assert.equal(status, "ok");
    assert.deepEqual(after, { ...before, deviceName: "Anna's", syncInterval: 5000 });
    left.post("/api/device/config", { syncGroup: "garden", autoSync: true });
    left.reboot();
    assert.deepEqual(left.get("/api/device/config"), {
      ...after,
      syncGroup: "garden",
      syncGroups: ["garden"],
      autoSync: true,
    });
  });

  it("can be sent back as a whole with one field changed", () => {
    const config = left.get("/api/device/config");
    const send = (change: object) => left.post("/api/device/config", { ...config, ...change }).syncGroups;
    assert.deepEqual(send({}), ["pair"]);
    assert.deepEqual(send({ deviceId: left.deviceId.toLowerCase().split(":").join("") }), ["pair"]);
    assert.deepEqual(send({ syncGroups: ["pair", "garden"] }), ["pair", "garden"]);
    const two = left.get("/api/device/config");
    assert.deepEqual(left.post("/api/device/config", { ...two, syncGroup: "lake" }).syncGroups, ["lake"]);
  });

  it("has no group, one, or up to four different ones", () => {
    const groups = (change: object) => left.post("/api/device/config", change).syncGroups;
    assert.deepEqual(groups({ syncGroup: "" }), [""]);
    assert.deepEqual(groups({ syncGroups: ["a", "b", "a", ""] }), ["a", "b"]);
    assert.deepEqual(groups({ syncGroups: ["", ""] }), [""]);
    assert.deepEqual(groups({ syncGroups: ["Ä", "b", "c", "d"] }), ["Ä", "b", "c", "d"]);
    assert.equal(left.get("/api/sync/status").syncGroup, "Ä");
  });

  it("reaches the others by discovery", () => {
    left.post("/api/device/config", { deviceName: "Star", syncGroup: "garden" });
    const seen = () => right.get("/api/sync/status").peers[0];
    assert.ok(lab.world.runUntilTrue(() => seen().deviceName === "Star", 5000));
    assert.deepEqual(seen().groups, ["garden"]);
  });
});

describe("what a node knows of others", () => {
  it("is their id, name, address, groups, and when it saw them", () => {
    const { peers } = left.get("/api/sync/status");
    const [{ lastSeen }] = peers;
    assert.deepEqual(peers, [
      {
        deviceId: right.deviceId,
        deviceName: "Right Poi",
        ipAddress: right.address,
        port: 80,
        groups: ["pair"],
        lastSeen,
        lastSeenAgo: 0,
        online: true,
        manual: false,
      },
    ]);
    assert.ok(Math.abs(lastSeen - lab.world.wallMs) < 100);
  });

  it("tells who is offline 120 s after he fell silent, and since when", () => {
    const peerId = right.deviceId;
    lab.world.runForMs(3_600_000);
    right.host.crash();
    const lostAt = lab.world.wallMs;
    lab.world.runForMs(125_000);
    const [gone] = left.get("/api/sync/status").peers;
    assert.deepEqual([gone.online, gone.deviceName], [false, "Right Poi"]);
    assert.ok(gone.lastSeen >= lostAt && gone.lastSeenAgo > 1000, "not an hour ago, and not now");
    assert.ok(Math.abs(gone.lastSeen + gone.lastSeenAgo - lab.world.wallMs) < 100);
    left.post("/api/sync/execute", {}, 404);
    left.post("/api/sync/execute", { peerId }, 503);
  });

  it("does not claim a time of day that nobody told it", () => {
    lab = new ApiLab();
    const dark = lab.node({}, { wall: "none" });
    const other = lab.node();
    lab.meet(dark, other);
    const [peer] = dark.get("/api/sync/status").peers;
    assert.deepEqual([peer.lastSeen, peer.lastSeenAgo, peer.online], [0, 0, true]);
  });

  it("is still there, and online, when they change their name", () => {
    for (const deviceName of ["Moon", "Star", "Moon"]) {
      right.post("/api/device/config", { deviceName });
      const seen = () => left.get("/api/sync/status").peers[0];
      assert.ok(lab.world.runUntilTrue(() => seen().deviceName === deviceName, 5000));
      lab.world.runForMs(5000);
      assert.deepEqual([seen().deviceName, seen().online], [deviceName, true]);
      assert.equal(left.get("/api/sync/status").peers.length, 1);
    }
  });

  it("is asked anew by discover, which finds a newcomer in a second", () => {
    const third = lab.node({ deviceName: "Third" });
    const { status, peersFound, peers } = left.post("/api/sync/discover", {});
    assert.deepEqual([status, peersFound], ["ok", 2]);
    assert.deepEqual(peers.map(({ deviceName }: { deviceName: string }) => deviceName).sort(), [
      "Right Poi",
      "Third",
    ]);
    assert.deepEqual(Object.keys(peers[0]), ["deviceId", "deviceName", "ipAddress", "port"]);
    assert.equal(left.ask({ method: "POST", path: "/api/sync/discover" }).status, 200, "without a body");
    third.host.crash();
  });

  it("is kept when they leave, until it is told to forget them", () => {
    sync(left);
    right.node.stop();
    assert.ok(
      lab.world.runUntilTrue(() => !left.get("/api/sync/status").peers[0].online, 5000),
      "a goodbye",
    );
    left.reboot();
    assert.equal(left.get("/api/sync/status").peers[0].deviceName, "Right Poi");
    const id = right.node.file.config.deviceId;
    assert.deepEqual(left.delete(`/api/peers/${id.toUpperCase()}`), { status: "ok" });
    assert.deepEqual(left.get("/api/sync/status").peers, []);
    left.delete(`/api/peers/${id}`, 404);
  });
});

describe("a peer that discovery cannot see", () => {
  it("is known by its address, and syncs by itself", () => {
    const far = lab.node({ deviceName: "Far" }, { isMute: true });
    lab.world.runForMs(10_000);
    assert.equal(left.get("/api/sync/status").peers.length, 1);
    const known = left.post("/api/peers", { address: far.address }, 201);
    assert.deepEqual(known, {
      status: "ok",
      deviceId: far.deviceId,
      deviceName: "Far",
      ipAddress: far.address,
      port: 80,
    });
    left.post("/api/brightness", { brightness: 7 });
    const { peers } = left.post("/api/sync/execute", { peerId: far.deviceId });
    assert.deepEqual(peers, [{ deviceId: far.deviceId, deviceName: "Far", outcome: "synced" }]);
    assert.equal(value(far), 7);
    left.reboot();
    assert.equal(left.get("/api/sync/status").peers.at(-1).manual, true);
    left.post("/api/device/config", { autoSync: true, syncInterval: 1000 });
    far.post("/api/brightness", { brightness: 8 });
    assert.ok(lab.world.runUntilTrue(() => value(left) === 8, 70_000));
  });

  it("must be there, be a poi, and be another one", () => {
    const { error } = left.post("/api/peers", { address: "10.0.99.99" }, 503);
    assert.match(error, /^No poi answers at 10\.0\.99\.99:80 \(.*\)\. Check that it is on\./);
    assert.match(
      left.post("/api/peers", { address: `${left.address}:80` }, 400).error,
      /is this poi itself\. Give the address of another one\./,
    );
    const stranger = lab.world.addHost({ name: "stranger" });
    stranger.boot().streams.listen({
      port: 80,
      onConnect: (stream) => {
        const text = 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"deviceId":"router"}';
        stream.write(new TextEncoder().encode(text));
        return { onReadable() {}, onWritable() {}, onClose() {} };
      },
      onError: () => {},
    });
    assert.match(
      left.post("/api/peers", { address: stranger.nic.address }, 400).error,
      /^There is no poi at 10\.[\d.]+:80\. Check the address\./,
    );
    assert.equal(left.get("/api/sync/status").peers.length, 1);
  });
});

describe("a sync that is asked for", () => {
  it("says truly how much it changed, on both sides together", () => {
    assert.deepEqual(sync(left), { status: "ok", itemsSynced: 0, ...NOTHING });
    left.upload("a", 1);
    left.post("/api/patterns", { type: 3 }, 201);
    right.post("/api/patterns", { type: 4 }, 201);
    right.post("/api/brightness", { brightness: 1 });
    right.post("/api/framerate", { framerate: 50 });
    right.post("/api/sequences", { steps: [{ image: "heart", ms: 5 }] }, 201);
    assert.deepEqual(sync(left), {
      status: "ok",
      itemsSynced: 6,
      imagesAdded: 1,
      patternsAdded: 2,
      sequencesAdded: 1,
      settingsUpdated: 2,
      conflicts: 0,
    });
    assert.deepEqual(sync(right), { status: "ok", itemsSynced: 0, ...NOTHING });
    for (const kind of ["images", "patterns", "sequences", "settings"])
      assert.deepEqual(left.get(`/api/${kind}`), right.get(`/api/${kind}`));
  });

  it("brings pictures with all their pixels", () => {
    const { id, hash } = left.upload("big", 1, 400, 32);
    sync(left, { peerId: "auto" });
    const view = right.get(`/api/images/${id}`);
    assert.deepEqual([view.hash, view.complete], [hash, true]);
    const path = `/api/images/${id}/pixels`;
    assert.deepEqual(right.ask({ path }).body, left.ask({ path }).body);
  });

  it("brings deletions, and nothing deleted comes back", () => {
    const { id } = left.upload();
    sync(left);
    right.delete(`/api/images/${id}`);
    right.delete("/api/patterns/fire");
    assert.deepEqual(sync(right), {
      status: "ok",
      itemsSynced: 2,
      ...NOTHING,
      imagesAdded: 1,
      patternsAdded: 1,
    });
    const pixels = [left, right].map((node) =>
      [...node.disk().keys()].filter((path) => path.startsWith("blobs/")),
    );
    assert.deepEqual([pixels[0]!.length, pixels[1]!.length], [4, 4], "their pixels are gone from both disks");
    for (let i = 0; i < 3; i++) {
      for (const node of [left, right]) {
        assert.equal(node.ask({ path: `/api/images/${id}` }).status, 404);
        assert.equal(node.ask({ path: "/api/patterns/fire" }).status, 404);
      }
      sync(i % 2 === 0 ? left : right);
    }
  });

  it("goes one way where it is told so, seen from the one that is asked", () => {
    left.post("/api/brightness", { brightness: 1 });
    right.post("/api/framerate", { framerate: 2 });
    assert.equal(sync(left, { direction: "push" }).itemsSynced, 1);
    assert.deepEqual([value(right), value(left, "framerate")], [1, 1000]);
    left.post("/api/power/mode", { mode: "balanced" });
    assert.equal(sync(left, { direction: "pull" }).itemsSynced, 1);
    assert.deepEqual([value(left, "framerate"), value(right, "powerMode")], [2, "performance"]);
    assert.equal(sync(left, { direction: "bidirectional" }).itemsSynced, 1);
    assert.equal(value(right, "powerMode"), "balanced");
  });

  it("leaves out the kinds that it is told to", () => {
    left.upload();
    left.post("/api/patterns", {}, 201);
    left.post("/api/sequences", { steps: [{ image: "heart", ms: 5 }] }, 201);
    left.post("/api/brightness", { brightness: 1 });
    const all = ["syncImages", "syncPatterns", "syncSequences", "syncSettings"];
    const fields = ["imagesAdded", "patternsAdded", "sequencesAdded", "settingsUpdated"];
    for (let i = 0; i < all.length; i++) {
      const request = Object.fromEntries(all.map((name, j) => [name, i === j]));
      assert.deepEqual(sync(left, request), { status: "ok", itemsSynced: 1, ...NOTHING, [fields[i]!]: 1 });
    }
    assert.deepEqual(sync(left), { status: "ok", itemsSynced: 0, ...NOTHING });
  });

  it("may name its peer by id, in any case, with colons or without", () => {
    const id = right.deviceId;
    for (const peerId of [id, id.toLowerCase(), id.split(":").join(""), id.split(":").join("").toLowerCase()])
      assert.equal(left.post("/api/sync/execute", { peerId }).peers[0].deviceId, id);
  });

  it("is with every poi of the group that is online, and with no other", () => {
    const third = lab.node({ deviceName: "Third", autoSync: false });
    const stranger = lab.node({ deviceName: "Stranger", autoSync: false, groups: ["garden"] });
    lab.meet(left, right, third, stranger);
    left.post("/api/brightness", { brightness: 5 });
    const { peers, itemsSynced } = left.post("/api/sync/execute", {});
    assert.deepEqual(peers.map(({ deviceName }: { deviceName: string }) => deviceName).sort(), [
      "Right Poi",
      "Third",
    ]);
    assert.equal(itemsSynced, 2);
    assert.deepEqual([value(right), value(third), value(stranger)], [5, 5, 128]);
    const { error } = left.post("/api/sync/execute", { peerId: stranger.deviceId }, 503);
    assert.match(
      error,
      /^Stranger: The two poi share no group\. Give both the same group, then sync again\./,
    );
    assert.equal(value(stranger), 128);
  });

  it("says which of several did not go through", () => {
    const third = lab.node({ deviceName: "Third", autoSync: false });
    lab.meet(left, right, third);
    third.host.crash();
    const { status, peers } = left.post("/api/sync/execute", {});
    assert.equal(status, "ok");
    const gone = peers.find(({ deviceName }: { deviceName: string }) => deviceName === "Third");
    assert.equal(gone.outcome, "failed");
    assert.equal(typeof gone.error, "string");
  });

  it("is remembered, on both sides, with what it moved", () => {
    left.upload("a", 1);
    sync(left, { direction: "push" });
    sync(left);
    const { history } = left.get("/api/sync/history");
    assert.equal(history.length, 1, "one that found nothing is not worth remembering");
    const [{ time, bytesIn, bytesOut, durationMs, ...rest }] = history;
    assert.deepEqual(rest, {
      peerId: right.deviceId,
      peerName: "Right Poi",
      role: "asked",
      direction: "push",
      outcome: "synced",
      taken: { image: 0, pattern: 0, sequence: 0, setting: 0, conflicts: 0 },
      given: { image: 1, pattern: 0, sequence: 0, setting: 0, conflicts: 0 },
      blobs: 0,
    });
    assert.ok(Math.abs(time - lab.world.wallMs) < 5000 && bytesOut > 768 && bytesIn > 0 && durationMs > 0);
    lab.world.runForMs(100_000);
    const [answered] = right.get("/api/sync/history").history;
    assert.deepEqual([answered.role, answered.direction, answered.taken.image], ["answered", "pull", 1]);
    left.reboot();
    assert.deepEqual(left.get("/api/sync/history").history, history);
  });

  it("is remembered a hundred times, also for who reads slowly meanwhile", () => {
    for (let i = 0; i < 199; i++) {
      left.node.history.add({ ...RECORD, peerId: right.node.file.config.deviceId, time: i });
    }
    const call = left.call({ path: "/api/sync/history" });
    call.hold();
    lab.world.runForMs(1000);
    for (let i = 199; i < 205; i++) {
      left.node.history.add({ ...RECORD, peerId: right.node.file.config.deviceId, time: i });
    }
    assert.equal(call.answer().status, 200);
    const { history } = left.get("/api/sync/history");
    assert.equal(history.length, 100);
    assert.deepEqual([history[0].time, history[99].time], [204, 105]);
  });
});

describe("a sync session of a peer", () => {
  it("is answered in its own type, and refused in any other", () => {
    const path = `${SESSION_PATH}abc`;
    const answer = left.ask({ path, body: new Uint8Array([1]), type: MESSAGE_TYPE });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, MESSAGE_TYPE]);
    assert.equal(left.ask({ path, body: "{}", type: "application/json" }).status, 415);
  });
});

const NO_COUNTS = { image: 0, pattern: 0, sequence: 0, setting: 0, conflicts: 0 };
const RECORD = {
  peerName: "Right Poi",
  role: "asked",
  direction: "push",
  outcome: "synced",
  taken: NO_COUNTS,
  given: NO_COUNTS,
  blobs: 0,
  bytesIn: 0,
  bytesOut: 0,
  durationMs: 0,
} as const;
