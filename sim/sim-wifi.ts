import { assert } from "../src/ports/assert.ts";
import type { Timer, Timers } from "../src/ports/timers.ts";
import type { AccessPointOptions, HeardNetwork, Wifi, WifiEvents } from "../src/ports/wifi.ts";

/** A network of somebody else. */
export interface AirNetwork {
  ssid: string;
  /** "" for one that is open to all. */
  password: string;
  rssi: number;
  /** What it gives to a station. */
  address: string;
}

/** Usual times of an ESP32: to join and be given an address, to find that a network is not there, to listen on 13 channels. */
const JOIN_MS = 1800;
const FAIL_MS = 3000;
const SCAN_MS = 2500;

/** A node's radio in the virtual world. Which networks are in reach is the scenario's to say. */
export class SimWifi implements Wifi {
  /** What is in reach; to be changed at any time. */
  readonly air: AirNetwork[] = [];
  /** The node's own network as it is now; undefined while it is not open. */
  accessPoint: AccessPointOptions | undefined;
  /** Names of the networks that it was told to join, in order. */
  readonly tried: string[] = [];
  private readonly timers: Timers;
  private events: WifiEvents | undefined;
  private joined: AirNetwork | undefined;
  private timer: Timer | undefined;
  private isScanning = false;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  get accessPointAddress(): string {
    return this.accessPoint?.address ?? "";
  }

  get stationAddress(): string {
    return this.joined?.address ?? "";
  }

  openAccessPoint(options: AccessPointOptions): void {
    assert(options.ssid !== "" && options.password.length >= 8, "a name, and 8 characters of password");
    this.accessPoint = options;
  }

  listen(events: WifiEvents | undefined): void {
    this.events = events;
  }

  join(ssid: string, password: string): void {
    this.leave();
    this.tried.push(ssid);
    const found = this.air.find((each) => each.ssid === ssid && each.password === password);
    this.timer = this.timers.after(found === undefined ? FAIL_MS : JOIN_MS, () => {
      if (found === undefined || !this.air.includes(found)) {
        this.events?.onLost();
        return;
      }
      this.joined = found;
      this.events?.onJoined();
    });
  }

  leave(): void {
    this.timer?.cancel();
    this.joined = undefined;
  }

  scan(onDone: (networks: readonly HeardNetwork[]) => void): void {
    assert(!this.isScanning, "one scan at a time");
    this.isScanning = true;
    this.timers.after(SCAN_MS, () => {
      this.isScanning = false;
      onDone(this.air.map(({ ssid, password, rssi }) => ({ ssid, rssi, secure: password !== "" })));
    });
  }

  /** A network goes out of reach; a station in it is told. */
  vanish(ssid: string): void {
    const at = this.air.findIndex((each) => each.ssid === ssid);
    const [network] = this.air.splice(at, at < 0 ? 0 : 1);
    if (network === undefined || this.joined !== network) return;
    this.joined = undefined;
    this.timer = this.timers.after(0, () => this.events?.onLost());
  }
}
