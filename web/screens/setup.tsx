import { useState } from "preact/hooks";
import type { PowerMode } from "../../src/playing/power.ts";
import { Card } from "../parts/card.tsx";
import { Choice, TextField } from "../parts/fields.tsx";
import { SetupTabs } from "../parts/setup-tabs.tsx";
import { Strip } from "../parts/strip.tsx";
import { Wifi } from "../parts/wifi.tsx";
import { post } from "../state/api.ts";
import { device, learn, status } from "../state/node.ts";
import { attempt, say } from "../state/toasts.ts";
import * as T from "../strings.ts";

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
