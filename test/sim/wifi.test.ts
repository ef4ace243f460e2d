import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { PLAIN_WIFI, SLEEPY_WIFI, Wifi, type WifiModel } from "../../sim/wifi.ts";

/** No chance: each trip takes as long. */
const EXACT: WifiModel = {
  ...PLAIN_WIFI,
  ...{ queueUs: 0, tailChance: 0, hostUs: 0, busyChance: 0, loss: 0, multicastLoss: 0 },
};
const BYTES = 60;

function make(model: Partial<WifiModel> = {}): Wifi {
  return new Wifi({ ...EXACT, ...model }, new Prng("wifi"));
}

/** Transit times of many packets, far enough apart not to meet. */
function transits(model: WifiModel, from = 0, to = 1, multicast = false): number[] {
  const wifi = new Wifi(model, new Prng("transits"));
  const found: number[] = [];
  for (let i = 1; i <= 3000; i++) {
    const nowUs = i * 1_000_000;
    const us = wifi.arrivalUs(from, to, nowUs, BYTES, multicast);
    if (us >= 0) found.push(us - nowUs);
  }
  return found.sort((a, b) => a - b);
}

describe("Wifi", () => {
  it("takes two trips over the air and the time of programs, less than two milliseconds where nothing waits", () => {
    const times = transits(EXACT);
    assert.equal(times.length, 3000);
    const air = 2 * (EXACT.frameUs + (BYTES * 1e6) / EXACT.bytesPerSecond);
    assert.ok(times[0]! >= EXACT.delayUs + 0.8 * air - 1, String(times[0]));
    assert.ok(times.at(-1)! <= EXACT.delayUs + 1.2 * air + 2 * 128 + 1, String(times.at(-1)));
  });

  it("lets packets wait in queues: some milliseconds, now and then tens", () => {
    const times = transits(PLAIN_WIFI);
    const at = (share: number) => times[Math.floor(share * times.length)]!;
    assert.ok(at(0.5) > 1500 && at(0.5) < 4000, String(at(0.5)));
    assert.ok(at(0.99) > 15_000 && at(0.99) < 40_000, String(at(0.99)));
    assert.ok(times.length > 2930 && times.length < 3000);
  });

  it("is one medium: what many send at once arrives one after the other", () => {
    const wifi = make();
    const times: number[] = [];
    for (let from = 1; from <= 100; from++) times.push(wifi.arrivalUs(from, 0, 1_000_000, BYTES, false));
    times.sort((a, b) => a - b);
    // Two hundred frames of 200 µs and more.
    assert.ok(times.at(-1)! - 1_000_000 > 40_000, String(times.at(-1)));
    assert.equal(new Set(times).size, 100);
  });

  it("takes a multicast over the air once, for all at the same time", () => {
    const wifi = make();
    const times = new Set<number>();
    for (let to = 1; to <= 100; to++) times.add(wifi.arrivalUs(0, to, 1_000_000, BYTES, true));
    assert.equal(times.size, 1);
  });

  it("holds a multicast for each third beacon where stations sleep", () => {
    const wifi = make({ dtim: 3, listen: 2 });
    const everyUs = 3 * EXACT.beaconUs;
    for (let i = 1; i < 100; i++) {
      const us = wifi.arrivalUs(0, 1, i * 1_000_000, BYTES, true);
      const sinceBeaconUs = us % everyUs;
      assert.ok(us - i * 1_000_000 < everyUs + 3000);
      assert.ok(sinceBeaconUs < 3000, String(sinceBeaconUs));
    }
  });

  it("keeps what is for a sleeping station until the beacon it listens to, and nothing while it is awake", () => {
    const wifi = make({ dtim: 3, listen: 2 });
    const most = 2 * EXACT.beaconUs + 5000;
    let longest = 0;
    for (let i = 1; i < 200; i++) {
      const nowUs = i * 1_000_000;
      const us = wifi.arrivalUs(0, 1, nowUs, BYTES, false) - nowUs;
      assert.ok(us < most, String(us));
      longest = Math.max(longest, us);
      const again = wifi.arrivalUs(0, 1, nowUs + us, BYTES, false) - nowUs - us;
      assert.ok(again < 2500, `${again} µs while awake`);
    }
    assert.ok(longest > EXACT.beaconUs);
  });

  it("bursts as power save does: 100 to 250 ms", () => {
    const times = transits(SLEEPY_WIFI);
    assert.ok(times.at(-1)! > 150_000 && times.at(-1)! < 260_000, String(times.at(-1)));
  });

  it("has ways of different length where it is told to", () => {
    const slow = transits({ ...EXACT, asymmetryUs: 3000 }, 1, 0)[0]!;
    const quick = transits({ ...EXACT, asymmetryUs: 3000 }, 0, 1)[0]!;
    assert.ok(slow - quick > 2900 && slow - quick < 3300, String(slow - quick));
  });

  it("loses multicasts more often than what is acknowledged", () => {
    const single = transits(PLAIN_WIFI).length;
    const multicast = transits(PLAIN_WIFI, 0, 1, true).length;
    assert.ok(multicast < single && multicast > 2750 && multicast < 2930, String(multicast));
  });
});
