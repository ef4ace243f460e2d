import { useEffect, useState } from "preact/hooks";
import { get, post } from "../state/api.ts";
import { attempt, say } from "../state/toasts.ts";
import * as T from "../strings.ts";
import { Card } from "./card.tsx";
import { TextField } from "./fields.tsx";

interface WifiStatus {
  apSsid: string;
  apIp: string;
  staConnected: boolean;
  staIp: string;
  savedSsid: string;
}

interface Network {
  ssid: string;
  /** dBm. */
  rssi: number;
  secure: boolean;
}

const SCAN_MS = 1500;

/** The networks that a poi can join. Where it has no Wi-Fi of its own there is nothing to choose. */
export function Wifi() {
  const [status, setStatus] = useState<WifiStatus | undefined>(undefined);
  const [networks, setNetworks] = useState<readonly Network[] | undefined>(undefined);
  const [chosen, setChosen] = useState<Network | undefined>(undefined);
  const look = () => get<WifiStatus>("/api/wifi/status").then(setStatus, () => {});
  useEffect(() => void look(), []);
  if (status === undefined) return null;
  const scan = async () => {
    const found = await get<{ scanning: boolean; networks: Network[] }>("/api/wifi/scan");
    setNetworks(found.networks);
    if (found.scanning) setTimeout(() => void attempt(scan), SCAN_MS);
  };
  const join = (ssid: string, password: string) =>
    attempt(async () => {
      await post("/api/wifi/connect", { ssid, password });
      say(T.wifiJoining(ssid));
      setChosen(undefined);
      await look();
    });
  const leave = () => attempt(() => post("/api/wifi/disconnect", {}).then(look));
  return (
    <Card title={T.wifiTitle}>
      <p class={status.staConnected ? "pill good" : "pill"} dir="auto">
        {status.staConnected ? T.wifiJoined(status.savedSsid, status.staIp) : T.wifiAlone(status.apSsid)}
      </p>
      <ul class="lines">
        {networks?.map((network) => (
          <li key={network.ssid}>
            <button
              type="button"
              onClick={() => (network.secure ? setChosen(network) : void join(network.ssid, ""))}
            >
              <Bars rssi={network.rssi} />
              <span class="grow" dir="auto">
                {network.ssid}
              </span>
              {!network.secure && <small>{T.wifiOpen}</small>}
            </button>
            {chosen?.ssid === network.ssid && (
              <Password onJoin={(password) => void join(network.ssid, password)} />
            )}
          </li>
        ))}
      </ul>
      <div class="row">
        {status.staConnected && (
          <button type="button" onClick={() => void leave()}>
            {T.wifiLeave}
          </button>
        )}
        <button type="button" onClick={() => void attempt(scan)}>
          {T.wifiScan}
        </button>
      </div>
    </Card>
  );
}

function Password({ onJoin }: { onJoin(password: string): void }) {
  const [password, setPassword] = useState("");
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        onJoin(password);
      }}
    >
      <TextField label={T.wifiPassword} type="password" value={password} onInput={setPassword} />
      <button type="submit" class="main">
        {T.wifiJoin}
      </button>
    </form>
  );
}

/** Four bars from -85 dBm to -55 dBm. */
function Bars({ rssi }: { rssi: number }) {
  const count = Math.min(4, Math.max(1, Math.ceil((rssi + 85) / 10)));
  return (
    <span role="img" aria-label={T.wifiBars(count)}>
      {"▂▄▆█".slice(0, count)}
    </span>
  );
}
