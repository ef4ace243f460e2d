import assert from "node:assert/strict";
import { SK6812_RGBW_FACTS, SK9822_FACTS } from "../../../sim/strip/led-facts.ts";
import { ShownLight } from "../../../sim/strip/shown-light.ts";

describe("ShownLight", () => {
  it("a clocked LED's light is current times PWM, in the order of the wire", () => {
    const shown = new ShownLight({ facts: SK9822_FACTS, leds: 2, order: "bgr", channelMa: 20, quietMa: 1 });
    shown.show(1, 0, 0xe0000000 + (31 << 24) + 0xff0033);
    assert.deepEqual([...shown.light], [0, 0, 0, 0, 51 / 255, 0, 1, 0]);
    shown.show(0, 0, 0xe1ff00ff);
    assert.deepEqual([...shown.light.subarray(0, 4)], [1 / 31, 0, 1 / 31, 0]);
    assert.ok(Math.abs(shown.nowMa - (2 + 20 * 1.2 + (20 * 2) / 31)) < 1e-9);
  });

  it("a LED of one wire has as many colours as bytes", () => {
    const shown = new ShownLight({
      facts: SK6812_RGBW_FACTS,
      leds: 1,
      order: "grbw",
      channelMa: 20,
      quietMa: 1,
    });
    shown.show(0, 0, 0x00ff6633);
    assert.deepEqual([...shown.light], [1, 0, 0.4, 0.2]);
  });

  it("adds up the current over time", () => {
    const shown = new ShownLight({ facts: SK9822_FACTS, leds: 1, order: "bgr", channelMa: 20, quietMa: 1 });
    shown.show(0, 1e6, 0xffffffff);
    shown.show(0, 3e6, 0xe0000000);
    assert.ok(Math.abs(shown.chargeMas(4e6) - (1 + 2 * 61 + 1)) < 1e-9);
    assert.equal(shown.mostMa, 61);
    assert.equal(shown.nowMa, 1);
  });
});
