import { useState } from "preact/hooks";
import type { PeerEvent } from "../../src/api/event-views.ts";
import { Card } from "../parts/card.tsx";
import { Conflicts } from "../parts/conflicts.tsx";
import { Choice, Select, Toggle } from "../parts/fields.tsx";
import { History } from "../parts/history.tsx";
import { TrimButton } from "../parts/trim.tsx";
import { call, post } from "../state/api.ts";
import { device, independent, learn, mates, peers, status } from "../state/node.ts";
import { attempt, say } from "../state/toasts.ts";
import * as T from "../strings.ts";

const KINDS = ["Images", "Patterns", "Sequences", "Settings"] as const;
const SYNC_MS = 120_000;

interface SyncAnswer {
  itemsSynced: number;
  conflicts: number;
}

export function Poi() {
  return (
    <div class="columns">
      <div class="stack">
        <h1>{T.screens.poi}</h1>
        <Me />
        {[...mates.value, ...peers.value.filter((peer) => !mates.value.includes(peer))].map((peer) => (
          <Peer key={peer.deviceId} peer={peer} />
        ))}
        {peers.value.length === 0 && <p class="quiet">{T.poiAlone}</p>}
        <button type="button" onClick={() => void discover()}>
          {T.poiLook}
        </button>
      </div>
      <div class="stack">
        <Conflicts />
        <Sync />
        <History />
      </div>
    </div>
  );
}

function Me() {
  const { deviceName = "", syncGroups = [] } = device.value ?? {};
  const { battery, signal } = status.value ?? {};
  return (
    <Card title={deviceName}>
      <p class="pill good">
        {T.poiHere} {T.poiHealth(battery?.charge, signal)} {battery && T.poiVolts(battery.mv)}{" "}
        <Groups names={syncGroups} />
      </p>
      <div class="row">
        <button type="button" onClick={() => void blink("/api/blink")}>
          {T.poiBlink}
        </button>
        <TrimButton />
      </div>
      <Toggle
        label={T.poiIndependent}
        hint={T.poiIndependentHint}
        value={independent.value}
        onInput={(on) => void setIndependent(on)}
      />
    </Card>
  );
}

function Peer({ peer }: { peer: PeerEvent }) {
  const { deviceId, deviceName, ipAddress, port, groups, online, inSync, seenAgoS, charge, signal } = peer;
  const name = deviceName || deviceId;
  const isMate = mates.value.includes(peer);
  const tone = online && isMate ? (inSync ? "good" : "behind") : "";
  const words = online ? (isMate ? T.poiSynced[`${inSync}`] : T.poiStranger) : T.poiOffline;
  return (
    <Card title={name}>
      <p class={`pill ${tone}`}>
        {words} {!online && seenAgoS !== null && T.poiSeen(T.ago(seenAgoS))} {T.poiHealth(charge, signal)}{" "}
        <Groups names={groups} />
      </p>
      <div class="row">
        <button type="button" disabled={!online} onClick={() => void blink(`/api/peers/${deviceId}/blink`)}>
          {T.poiBlink}
        </button>
        {online ? (
          <a class="button" href={`http://${ipAddress}:${port}/`}>
            {T.poiOpen}
          </a>
        ) : (
          <button type="button" onClick={() => void forget(peer)}>
            {T.poiForget}
          </button>
        )}
      </div>
    </Card>
  );
}

function Groups({ names }: { names: readonly string[] }) {
  const said = names.filter((name) => name !== "").join(", ");
  return <bdi>{said === "" ? T.poiNoGroup : T.poiGroup(said)}</bdi>;
}

function Sync() {
  const [direction, setDirection] = useState<keyof typeof T.poiDirections>("bidirectional");
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const { autoSync = false, syncInterval = 30_000 } = device.value ?? {};
  const sync = async () => {
    setBusy(true);
    const kinds = Object.fromEntries(KINDS.map((kind) => [`sync${kind}`, !leftOut.includes(kind)]));
    const done = await attempt(() =>
      post<SyncAnswer>("/api/sync/execute", { peerId: "auto", direction, ...kinds }, { timeoutMs: SYNC_MS }),
    );
    setBusy(false);
    if (done) say(done.itemsSynced === 0 ? T.poiNothingNew : T.poiMoved(done.itemsSynced, done.conflicts));
  };
  return (
    <Card title={T.poiSync}>
      <Choice label={T.poiDirection} value={direction} options={T.poiDirections} onInput={setDirection} />
      <div class="switches">
        {KINDS.map((kind) => (
          <Toggle
            key={kind}
            label={T.poiKinds[kind]}
            value={!leftOut.includes(kind)}
            onInput={(on) => setLeftOut(on ? leftOut.filter((each) => each !== kind) : [...leftOut, kind])}
          />
        ))}
      </div>
      <button type="button" class="main" disabled={busy} onClick={() => void sync()}>
        {busy ? T.poiSyncing : T.poiNow}
      </button>
      <Toggle label={T.poiAuto} value={autoSync} onInput={(on) => void configure({ autoSync: on })} />
      {autoSync && (
        <Select
          label={T.poiInterval}
          value={String(syncInterval)}
          options={intervals(syncInterval)}
          onInput={(next) => void configure({ syncInterval: Number(next) })}
        />
      )}
    </Card>
  );
}

function intervals(now: number): Record<string, string> {
  const list = [5000, 10_000, 30_000, 60_000, 300_000, 3_600_000, now];
  return Object.fromEntries(list.map((ms) => [ms, T.poiEvery(T.ago(ms / 1000))]));
}

async function configure(change: object): Promise<void> {
  const config = await attempt(() => post<object>("/api/device/config", change, { repeat: true }));
  if (config) learn({ device: { ...device.value!, ...config } });
}

async function setIndependent(on: boolean): Promise<void> {
  const syncMode = on ? "independent" : "mirror";
  await attempt(() => post("/api/multipoi/syncmode", { mode: syncMode }, { repeat: true }));
}

async function blink(path: string): Promise<void> {
  await attempt(() => post(path, {}));
}

async function discover(): Promise<void> {
  const found = await attempt(() => post<{ peersFound: number }>("/api/sync/discover", {}));
  if (found) say(T.poiFound(found.peersFound));
}

async function forget({ deviceId, deviceName }: PeerEvent): Promise<void> {
  await attempt(async () => {
    await call("DELETE", `/api/peers/${deviceId}`, undefined, { repeat: true });
    say(T.poiForgotten(deviceName));
  });
}
