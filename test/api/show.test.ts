import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { PLAIN_WIFI, Wifi } from "../../sim/wifi.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";

describe("/api/show and /api/clock", () => {
  let lab: ApiLab;
  let poi: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    poi = lab.node();
  });

  afterEach(() => lab.check());

  it("refuse what is wrong with rule, value and remedy, and change nothing", () => {
    const before = poi.get("/api/show");
    const wrong: [object, RegExp][] = [
      [{}, /^A command must say what is to be shown/],
      [{ startIn: 100 }, /got none of them/],
      [{ image: "heart", pattern: "wave" }, /shows one thing, got image and pattern\. Send one of/],
      [{ mode: 1, dark: true }, /got mode and dark/],
      [
        { image: "nothing" },
        /image must name content of this poi, got the image "nothing"\. GET \/api\/images/,
      ],
      [{ image: 7 }, /got the image "7"/],
      [{ sequence: "none" }, /got the sequence "none"\. GET \/api\/sequences/],
      [{ dark: false }, /dark must be true, got false/],
      [{ mode: 4 }, /mode must be a whole number from 0 to 3, got 4/],
      [{ mode: 1, index: -1 }, /index must be a whole number from 0/],
      [{ brightness: 256 }, /brightness must be a whole number from 0 to 255, got 256/],
      [{ blackout: 1 }, /blackout must be true or false, got 1/],
      [{ image: "heart", startIn: 60_001 }, /startIn must be a whole number from 0 to 60000, got 60001/],
      [{ image: "heart", startIn: 1, startAt: 1 }, /startAt or a startIn, got both/],
      [
        { image: "heart", startAt: 90_000 },
        /at most a day ago and 60 seconds ahead of now \(.*got 90000\. GET/,
      ],
      [{ image: "heart", startAt: "soon" }, /startAt must be a group time.*got "soon"/],
      [{ image: "heart", startAt: -90_000_000 }, /got -90000000/],
      [{ image: "heart", to: "left" }, /to must be the id of a poi, got "left"\. GET \/api\/sync\/status/],
      [{ nudge: 0.5 }, /nudge must be a whole number from -60000 to 60000, got 0\.5/],
      [{ nudge: 5, image: "heart" }, /A nudge stands alone/],
    ];
    for (const [command, message] of wrong) assert.match(poi.post("/api/show", command, 400).error, message);
    assert.match(poi.post("/api/show", { mode: 1, index: 77 }, 404).error, /no image with index 77/);
    assert.match(poi.post("/api/show", { dark: true, to: "0A:00:00:00:00:99" }, 404).error, /no poi/);
    assert.match(poi.post("/api/show", { nudge: 5 }, 409).error, /^Nothing plays/);
    assert.deepEqual({ ...poi.get("/api/show"), now: 0 }, { ...before, now: 0 });
  });

  it("begin 400 ms ahead where nothing is said, when it is said otherwise, and say so", () => {
    const ahead = (command: object): number => {
      const { now } = poi.get("/api/clock");
      return poi.post("/api/show", command).startAt - now;
    };
    assert.ok(Math.abs(ahead({ image: "heart" }) - 400) < 20);
    assert.ok(Math.abs(ahead({ mode: 2, startIn: 60_000 }) - 60_000) < 20);
    assert.ok(Math.abs(ahead({ dark: true, startIn: 0 })) < 20);
    assert.equal(poi.post("/api/show", { image: "heart", startAt: 1.25 }).startAt, 1.25);
    // Before the group's time began: at its beginning.
    assert.equal(poi.post("/api/show", { image: "heart", startAt: -5000 }).startAt, 0);
  });

  it("stand any JSON", () => {
    const prng = new Prng("commands");
    const values = [null, true, 0, -1, 1e300, "", "heart", [], {}, [[]], { id: 1 }, "0A:00:00:00:00:01"];
    const keys = [
      "image",
      "mode",
      "index",
      "brightness",
      "blackout",
      "startAt",
      "startIn",
      "to",
      "nudge",
      "dark",
    ];
    for (let i = 0; i < 300; i++) {
      const command: Record<string, unknown> = {};
      for (const key of keys) if (prng.below(3) === 0) command[key] = values[prng.below(values.length)];
      const { status } = poi.ask({ method: "POST", path: "/api/show", json: command });
      assert.ok(status < 500, JSON.stringify(command));
    }
  });

  it("tell how well a poi alone knows the time: it is the time", () => {
    const { now, ...clock } = poi.get("/api/clock");
    assert.ok(now >= 0);
    assert.match(clock.show, /^[0-9a-f]{8}$/);
    assert.deepEqual(clock, {
      locked: true,
      source: "own",
      counter: false,
      sourceId: null,
      show: clock.show,
      offsetUs: 0,
      errorUs: 0,
      p50Us: null,
      p99Us: null,
      skewPpm: 0,
      roundTripUs: null,
      lossPercent: null,
      heard: 0,
      inShow: 0,
      peers: [],
    });
  });

  it("tell of the others, and what their time cost", () => {
    const other = lab.node({ deviceName: "Other" });
    lab.meet(poi, other);
    lab.world.runForMs(10_000);
    const [mine, theirs] = [poi.get("/api/clock"), other.get("/api/clock")];
    assert.equal(mine.show, theirs.show);
    const follower = mine.source === "group" ? mine : theirs;
    assert.equal(follower.sourceId, (mine.source === "group" ? other : poi).deviceId);
    assert.ok(follower.p50Us <= follower.p99Us && follower.p99Us < 2000);
    assert.ok(follower.roundTripUs >= 2000 && follower.roundTripUs < 6000);
    assert.equal(follower.lossPercent, 0);
    assert.ok(Math.abs(follower.skewPpm) < 100);
    assert.deepEqual([mine.heard, mine.inShow], [1, 1]);
    const [peer] = mine.peers;
    assert.equal(peer.deviceName, "Other");
    assert.ok(peer.inShow && peer.locked && peer.heardAgoS <= 5);
    assert.ok(Math.abs(mine.now - theirs.now) < 100);
  });

  it("tell within some seconds that another poi came or went, whichever of them it is", () => {
    for (const [count, cameS, goneS] of [
      [2, 4, 8],
      [3, 15, 20],
    ] as const) {
      const lab = new ApiLab();
      const all = Array.from({ length: count }, () => lab.node());
      lab.world.network.wifi = new Wifi(PLAIN_WIFI, lab.world.prng.fork("wifi"));
      const settle = (nodes: readonly ApiNode[]): number => {
        const fromUs = lab.world.nowUs;
        const isRight = (node: ApiNode): boolean => {
          const { heard, inShow, peers } = node.get("/api/clock");
          const there = peers.filter((peer: { inShow: boolean }) => peer.inShow).length;
          return [heard, inShow, there].every((found) => found === nodes.length - 1);
        };
        while (!nodes.every(isRight) && lab.world.nowUs < fromUs + 60e6) lab.world.runForMs(250);
        return (lab.world.nowUs - fromUs) / 1e6;
      };
      const came = [settle(all)];
      const gone: number[] = [];
      all[0]!.post("/api/show", { pattern: "rainbow" });
      for (const leaver of all) {
        lab.world.runForMs(60_000);
        leaver.host.crash();
        gone.push(settle(all.filter((node) => node !== leaver)));
        leaver.reboot();
        came.push(settle(all));
      }
      assert.ok(Math.max(...came) < cameS, `of ${count} there after ${came} s`);
      assert.ok(Math.max(...gone) < goneS, `of ${count} gone after ${gone} s`);
      lab.check();
    }
  });
});

describe("a timeline's cues", () => {
  let lab: ApiLab;
  let poi: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    poi = lab.node();
  });

  afterEach(() => lab.check());

  const post = (cues: unknown, status: number) => poi.post("/api/sequences", { id: "t", cues }, status);

  it("come back in order of time, each as it is", () => {
    const cues = [
      { at: 2000, dark: true },
      { at: 0, image: "heart", to: "0a0000000001" },
      { at: 86_400_000, pattern: "wave" },
    ];
    const wanted = [{ at: 0, image: "heart", to: "0A:00:00:00:00:01" }, cues[0], cues[2]];
    const { name, loop, steps, ...rest } = post(cues, 201);
    assert.deepEqual(
      { name, loop, steps, cues: rest.cues },
      { name: "Timeline", loop: false, steps: [], cues: wanted },
    );
    assert.deepEqual(poi.get("/api/sequences/t").cues, wanted);
    assert.deepEqual(poi.put("/api/sequences/t", { name: "Show" }).cues, wanted);
    assert.equal(poi.put("/api/sequences/t", { cues: [cues[0]] }).cues.length, 1);
    const many = Array.from({ length: 255 }, (_, i) => ({ at: i * 10, image: "rainbow-gradient" }));
    assert.equal(poi.put("/api/sequences/t", { cues: many }).cues.length, 255);
  });

  it("are refused where one is wrong, and where a sequence has steps", () => {
    const wrong: [unknown, RegExp][] = [
      [[], /cues must be a list of 1 to 255 cues, got 0/],
      ["all", /got "all"/],
      [Array(256).fill({ at: 0, dark: true }), /got 256/],
      [
        [
          { at: 0, dark: true },
          { at: -1, dark: true },
        ],
        /cues\[1\]\.at must be a whole number from 0 to 86400000, got -1/,
      ],
      [[{ image: "heart" }], /cues\[0\]\.at/],
      [[{ at: 0 }], /must name one image or one pattern by its id, or say "dark": true, got \{"at":0\}/],
      [[{ at: 0, image: "heart", dark: true }], /Send one of them/],
      [[{ at: 0, dark: 1 }], /cues\[0\] must name/],
      [[{ at: 0, image: "gone" }], /got the image "gone"/],
      [[{ at: 0, dark: true, to: "x" }], /cues\[0\]\.to must be the id of a poi/],
    ];
    for (const [cues, message] of wrong) assert.match(post(cues, 400).error, message);
    const steps = [{ image: "heart", ms: 1 }];
    const both = poi.post("/api/sequences", { id: "t", cues: [{ at: 0, dark: true }], steps }, 400);
    assert.match(both.error, /^A sequence has steps, a timeline has cues/);
    poi.post("/api/sequences", { id: "s", steps }, 201);
    assert.match(
      poi.put("/api/sequences/s", { cues: [{ at: 0, dark: true }] }, 400).error,
      /^A sequence has steps/,
    );
  });
});

describe("/api/multipoi of older firmware", () => {
  let lab: ApiLab;
  let left: ApiNode;
  let right: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    [left, right] = lab.pair({ autoSync: true });
    lab.world.runForMs(3000);
  });

  afterEach(() => lab.check());

  it("tells of the pair", () => {
    left.post("/api/mode", { mode: 1, index: 2 });
    const { localMac, peers, ...status } = left.get("/api/multipoi/status");
    assert.equal(localMac, left.deviceId);
    assert.deepEqual(status, {
      syncMode: "mirror",
      localName: "Left Poi",
      hasPairedPeer: true,
      autoPair: true,
    });
    assert.deepEqual(peers, [
      { name: "Right Poi", mac: right.deviceId, state: 2, online: true, mode: 1, index: 2, brightness: 128 },
    ]);
  });

  it("tells one poi by its number or id, in all the ways of peercmd", () => {
    const tell = (command: object, status = 200) => left.post("/api/multipoi/peercmd", command, status);
    const shows = () => {
      const { mode, index, brightness } = right.get("/api/status");
      return [mode, index, brightness];
    };
    tell({ peer: 0, cmd: "mode", mode: 1, index: 1 });
    assert.deepEqual(shows(), [1, 1, 128]);
    tell({ peer: right.deviceId, cmd: "brightness", brightness: 7 });
    assert.deepEqual(shows(), [1, 1, 7]);
    const colors = { color1: { r: 1, g: 2, b: 3 }, color2: { r: 0, g: 0, b: 0 } };
    tell({ peer: 0, cmd: "pattern", type: 6, ...colors, speed: 9, index: 3 });
    assert.deepEqual(shows(), [2, 3, 7]);
    assert.equal(right.get("/api/patterns").patterns[3].speed, 9);
    tell({ peer: 0, cmd: "framerate", framerate: 500 });
    assert.equal(right.get("/api/status").framerate, 500);
    assert.equal(left.get("/api/status").mode, 0);
    assert.match(
      tell({ peer: 1, cmd: "mode", mode: 1 }, 400).error,
      /there are 1.*got 1\. GET \/api\/multipoi\/status/,
    );
    assert.match(tell({ peer: 0, cmd: "dance" }, 400).error, /cmd must be "mode"/);
    assert.match(tell({ peer: 0, cmd: "mode", mode: 9 }, 400).error, /mode must be/);
    right.host.crash();
    assert.match(
      tell({ peer: 0, cmd: "mode", mode: 1 }, 503).error,
      /Right Poi does not answer.*Check that it is on/,
    );
  });

  it("says what it shows itself where it is independent, and takes commands to itself alone", () => {
    right.post("/api/multipoi/syncmode", { mode: "independent" });
    left.post("/api/show", { image: "heart", startIn: 0 });
    right.post("/api/show", {
      pattern: "fire",
      brightness: 9,
      blackout: true,
      startIn: 0,
      to: right.deviceId,
    });
    lab.world.runForMs(1000);
    const { content, blackout, own } = right.get("/api/show");
    assert.deepEqual([content.id, blackout], ["heart", false]);
    assert.deepEqual([own.content.kind, own.content.id], ["pattern", "fire"]);
    assert.deepEqual([own.brightness, own.blackout], [9, true]);
    right.post("/api/multipoi/syncmode", { mode: "mirror" });
    assert.equal("own" in right.get("/api/show"), false);
  });

  it("mirrors or not, and still does after a power cut", () => {
    assert.deepEqual(right.post("/api/multipoi/syncmode", { mode: "independent" }), {
      status: "ok",
      syncMode: "independent",
    });
    right.reboot();
    assert.equal(right.get("/api/multipoi/status").syncMode, "independent");
    assert.match(
      right.post("/api/multipoi/syncmode", { mode: "both" }, 400).error,
      /"mirror", "independent"/,
    );
  });

  it("pairs by the name of a group, and unpairs by leaving it", () => {
    assert.equal(left.post("/api/multipoi/unpair", {}).syncGroup, "");
    assert.equal(left.get("/api/multipoi/status").hasPairedPeer, false);
    assert.equal(left.post("/api/multipoi/pair", {}).syncGroup, "pair");
    assert.equal(left.post("/api/multipoi/pair", {}).syncGroup, "pair");
    left.post("/api/multipoi/unpair", { index: 0 });
    assert.equal(right.get("/api/device/config").syncGroup, "");
    left.post("/api/multipoi/unpair", {});
    lab.world.runForMs(3000);
    assert.match(left.post("/api/multipoi/pair", {}, 409).error, /Name it: POST \/api\/device\/config/);
  });
});
