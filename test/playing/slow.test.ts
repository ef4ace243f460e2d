import assert from "node:assert/strict";
import { Light } from "../../src/playing/light.ts";
import type { Clock, LocalUs } from "../../src/ports/clock.ts";
import { FilesError } from "../../src/ports/files.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { choose, hueOf, LEDS, LightLab, play, uploadPixels } from "./light-lab.ts";

/** A wide picture of one channel. */
function widePicture(channel: number, leds = LEDS): Uint8Array {
  return new Uint8Array(3 * 400 * leds).map((_, i) => (i % 3 === channel ? 255 : 0));
}

/** The clock of a machine on which reading takes time. */
class SlowClock implements Clock {
  aheadUs = 0;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  localUs(): LocalUs {
    return (this.clock.localUs() + this.aheadUs) as LocalUs;
  }

  wallMs(): number | undefined {
    return undefined;
  }
}

describe("light on a small machine", () => {
  it("shows pictures that its memory does not hold side by side, with a moment of darkness between", () => {
    const lab = new LightLab();
    // A wide picture takes 400 columns of 32 bytes.
    const [node, eye] = lab.lit({}, { memory: { arenaBytes: 15_000 } });
    const images = [0, 1].map((channel) => uploadPixels(node, `c${channel}`, widePicture(channel), LEDS));
    for (const channel of [0, 1, 0]) {
      choose(node, "image", images[channel]!);
      eye.watch(100);
      assert.equal(hueOf(eye.now), channel);
    }
    play(
      node,
      images.map((image) => ({ image, ms: 400 })),
    );
    const hues = { dark: 0, other: 0, right: 0 };
    eye.watch(500);
    const { startUs } = node.node.player;
    for (const { groupUs, words } of eye.watch(2000)) {
      const hue = hueOf(words);
      const due = Math.floor((groupUs - startUs) / 400_000) % 2;
      hues[hue === -1 ? "dark" : hue === due ? "right" : "other"]++;
    }
    assert.ok(hues.right > 1800 && hues.other <= 50 && hues.dark < 150, JSON.stringify(hues));
    lab.check();
  });

  it("shows some of the steps that are shorter than their pictures take to be read, each at its time", () => {
    const lab = new LightLab();
    const leds = 288;
    const [node, eye] = lab.lit({ leds });
    const images = [0, 1, 2].map((channel) =>
      uploadPixels(node, `c${channel}`, widePicture(channel, leds), leds),
    );
    const { store, player, clock, file, light, host } = { ...node.node, host: node.host };
    light!.stop();
    const slowClock = new SlowClock(host.clock);
    const { read } = store.blobs;
    store.blobs.read = (...piece) => {
      slowClock.aheadUs += 5000;
      return read.apply(store.blobs, piece);
    };
    const slow = new Light({
      strip: host.strip,
      ports: { timers: host.timers, clock: slowClock },
      clock,
      store,
      player,
      config: file.config,
      battery: undefined,
      settings: () => ({ brightness: 9, framerate: 1000, powerMode: "performance" }),
    });
    player.onChange = slow.changed;
    // Each picture has 200 pieces, and one of them is read in a millisecond.
    play(
      node,
      images.map((image) => ({ image, ms: 50 })),
    );
    eye.watch(1000);
    const { startUs } = player;
    let changes = 0;
    let before = -1;
    for (const { groupUs, words } of eye.watch(5000)) {
      const hue = hueOf(words);
      if (hue !== before && before >= 0) {
        changes++;
        assert.equal(hue, Math.floor((groupUs - startUs) / 50_000 + 0.02) % 3, "a step at its time");
      }
      before = hue;
    }
    assert.ok(changes >= 3, `${changes} steps were seen`);
    slow.stop();
  });

  it("goes on where the disk refuses to tell what is to be shown, and shows it when it does again", () => {
    const lab = new LightLab();
    const [node, eye] = lab.lit();
    play(node, [{ image: uploadPixels(node, "wide", widePicture(1), LEDS), ms: 500 }]);
    eye.watch(200);
    assert.equal(hueOf(eye.now), 1);
    const { store } = node.node;
    const { current } = store;
    const id = node.node.player.id!;
    const { body, blob } = store.current("sequence", id)!;
    for (const error of [new PoiError("unavailable", "damaged"), new FilesError("full", "no disk")]) {
      store.current = () => {
        throw error;
      };
      store.blobs.read = () => {
        throw error;
      };
      store.put("sequence", id, { body: { ...body, name: error.code }, blob });
      store.put("setting", "framerate", { body: { value: 900 } });
      eye.watch(3000);
      assert.ok(eye.isDark);
      store.current = current;
      Reflect.deleteProperty(store.blobs, "read");
      eye.watch(2500);
      assert.equal(hueOf(eye.now), 1);
    }
    lab.check();
  });

  it("shows what its memory holds of a picture, and asks for no more than its share", () => {
    const lab = new LightLab();
    const [node, eye] = lab.lit({}, { memory: { arenaBytes: 8000 } });
    choose(node, "image", uploadPixels(node, "wide", widePicture(0), LEDS));
    const { blobs } = node.node.store;
    const { size } = blobs;
    let looks = 0;
    blobs.size = (hash) => {
      looks++;
      return size.call(blobs, hash);
    };
    eye.watch(1000);
    assert.ok(!eye.isDark);
    looks = 0;
    eye.watch(5000);
    assert.ok(looks <= 10, `${looks} looks in 5 s`);
    choose(node, "pattern", "rainbow");
    eye.watch(200);
    assert.ok(!eye.isDark);
    lab.check();
  });
});
