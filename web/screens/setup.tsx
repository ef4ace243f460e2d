import { useEffect, useState } from "preact/hooks";
import type { PowerMode } from "../../src/playing/power.ts";
import { Card } from "../parts/card.tsx";
import { Choice, Select, Slider, TextField } from "../parts/fields.tsx";
import { SetupTabs } from "../parts/setup-tabs.tsx";
import { TrimButton } from "../parts/trim.tsx";
import { Wifi } from "../parts/wifi.tsx";
import { get, post } from "../state/api.ts";
import { device, learn, status } from "../state/node.ts";
import { attempt, complain, say } from "../state/toasts.ts";
import * as T from "../strings.ts";

/** How a strip is built: see GET /api/strip. */
interface StripView {
  leds: number;
  chip: keyof typeof T.setupChips;
  order: string;
  limitMa: number;
}

export function Setup() {
  return (
    <>
      <SetupTabs />
      <div class="columns">
        <div class="stack">
          {device.value && <Names />}
          <Power />
        </div>
        <div class="stack">
          <Strip />
          <Wifi />
        </div>
      </div>
    </>
  );
}

function Names() {
  const { deviceName, syncGroups } = device.value!;
  const [name, setName] = useState(deviceName);
  const [groups, setGroups] = useState(syncGroups.join(", "));
  const save = () =>
    attempt(async () => {
      const change = { deviceName: name, syncGroups: groups.split(",").map((group) => group.trim()) };
      const config = await post<object>("/api/device/config", change, { repeat: true });
      learn({ device: { ...device.value!, ...config } });
      say(T.saved);
    });
  return (
    <form
      class="card"
      aria-label={T.setupWho}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{T.setupWho}</h2>
      <TextField label={T.name} value={name} onInput={setName} />
      <TextField label={T.setupGroup} value={groups} hint={T.setupGroupHint} onInput={setGroups} />
      <button type="submit" class="main">
        {T.save}
      </button>
    </form>
  );
}

function Power() {
  const { powerMode = "performance" } = status.value ?? {};
  const set = (mode: PowerMode) => void attempt(() => post("/api/power/mode", { mode }, { repeat: true }));
  return (
    <Card title={T.setupPower}>
      <Choice label={T.setupPower} value={powerMode} options={T.setupPowers} onInput={set} />
      <p class="quiet">{T.setupPowerHint}</p>
    </Card>
  );
}

/** How the LEDs are built in. The poi starts again with what is saved, so nothing is sent before. */
function Strip() {
  const [strip, setStrip] = useState<StripView | undefined>(undefined);
  useEffect(() => void get<StripView>("/api/strip").then(setStrip, complain), []);
  if (strip === undefined) return null;
  const { chip, order, leds, limitMa } = strip;
  const set = (part: Partial<StripView>) => setStrip({ ...strip, ...part });
  const save = () =>
    attempt(async () => {
      await post("/api/strip", { chip, order, leds, limitMa }, { repeat: true });
      say(T.restarting);
    });
  const test = (color: string) => attempt(() => post("/api/live", { pixels: Array(leds).fill(color) }));
  const orders = ORDERS.map((each) => (chip.endsWith("w") ? `${each}w` : each));
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
        options={Object.fromEntries(
          ["", ...orders].map((each) => [each, each === "" ? T.setupUsual : each.toUpperCase()]),
        )}
        onInput={(next) => set({ order: next })}
      />
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
      <p class="quiet">{T.setupTest}</p>
      <div class="row">
        {Object.entries(T.setupTests).map(([color, name]) => (
          <button key={color} type="button" onClick={() => void test(color)}>
            {name}
          </button>
        ))}
      </div>
      <TrimButton />
    </Card>
  );
}

const ORDERS = ["rgb", "rbg", "grb", "gbr", "brg", "bgr"];
