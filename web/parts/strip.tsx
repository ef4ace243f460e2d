import { useEffect, useState } from "preact/hooks";
import { FULL_LIGHT, nearestCode } from "../../src/pov/light.ts";
import { toHexColor } from "../light/color.ts";
import { get, post } from "../state/api.ts";
import { makeSender } from "../state/sender.ts";
import { attempt, complain, say } from "../state/toasts.ts";
import * as T from "../strings.ts";
import { Card } from "./card.tsx";
import { Select, Slider } from "./fields.tsx";
import { TrimButton } from "./trim.tsx";

/** How a strip is built: see GET /api/strip. */
interface StripView {
  leds: number;
  chip: keyof typeof T.setupChips;
  order: string;
  limitMa: number;
  /** The most light of red, green and blue. */
  balance: readonly number[];
}

const ORDERS = ["rgb", "rbg", "grb", "gbr", "brg", "bgr"];
/** The light of a white that is tried out: a quarter, so that each colour may become four times as bright. */
const TRIED_LIGHT = FULL_LIGHT / 4;
const tests = makeSender<string[]>((pixels) => post("/api/live", { pixels }));

/** How the LEDs are built in. The poi starts again with what is saved, so nothing is sent before. */
export function Strip() {
  const [saved, setSaved] = useState<StripView | undefined>(undefined);
  const [strip, setStrip] = useState<StripView | undefined>(undefined);
  const look = (view: StripView) => {
    setSaved(view);
    setStrip(view);
  };
  useEffect(() => void get<StripView>("/api/strip").then(look, complain), []);
  if (saved === undefined || strip === undefined) return null;
  const { chip, order, leds, limitMa, balance } = strip;
  const set = (part: Partial<StripView>) => setStrip({ ...strip, ...part });
  const save = () =>
    attempt(async () => {
      look(await post("/api/strip", { chip, order, leds, limitMa, balance }, { repeat: true }));
      say(T.restarting);
    });
  const test = (color: string) => tests.set(Array(saved.leds).fill(color));
  const setBalance = (next: readonly number[]) => {
    set({ balance: next });
    // What the strip does by itself is in it already.
    const [r, g, b] = next.map((most, i) => codeOf(most / Math.max(1, saved.balance[i]!)));
    test(toHexColor({ r: r!, g: g!, b: b! }));
  };
  const orders = ["", ...ORDERS.map((each) => (chip.endsWith("w") ? `${each}w` : each))];
  return (
    <Card title={T.setupStrip}>
      <Select
        label={T.setupChip}
        value={chip}
        options={T.setupChips}
        onInput={(next) => set({ chip: next, order: "" })}
      />
      <Select
        label={T.setupOrder}
        value={order}
        options={Object.fromEntries(orders.map((each) => [each, each.toUpperCase() || T.setupUsual]))}
        onInput={(next) => set({ order: next })}
      />
      <p class="quiet">{T.setupTest}</p>
      <div class="row">
        {Object.entries(T.setupTests).map(([color, name]) => (
          <button key={color} type="button" onClick={() => test(color)}>
            {name}
          </button>
        ))}
      </div>
      <details>
        <summary>{T.setupWhite}</summary>
        <div class="stack">
          <p class="quiet">{T.setupWhiteHint}</p>
          {Object.values(T.setupTests).map((name, i) => (
            <Slider
              key={name}
              label={name}
              value={balance[i]!}
              max={255}
              shown={T.playPercent(balance[i]! / 255)}
              onInput={(most) => setBalance(balance.map((each, j) => (j === i ? most : each)))}
            />
          ))}
        </div>
      </details>
      <Slider
        label={T.setupLeds}
        value={leds}
        min={1}
        max={288}
        shown={String(leds)}
        onInput={(next) => set({ leds: next })}
      />
      <Slider
        label={T.setupLimit}
        value={limitMa}
        min={100}
        max={6000}
        step={50}
        shown={`${limitMa} mA`}
        onInput={(next) => set({ limitMa: next })}
      />
      <button type="button" class="main" onClick={() => void save()}>
        {T.save}
      </button>
      <TrimButton />
    </Card>
  );
}

/** What is sent for a colour that is to have so much of its light. */
function codeOf(share: number): number {
  return nearestCode(2 * Math.min(FULL_LIGHT, TRIED_LIGHT * share));
}
