import WiFi from "wifi";
import type { Timers } from "../../../src/ports/timers.ts";
import type { AccessPointOptions, HeardNetwork, Wifi, WifiEvents } from "../../../src/ports/wifi.ts";
import { openSubnet, stationAddress, stayAwake } from "./radio.ts";

const MAX_HEARD = 40;
/** The SDK's number of a station; the access point is added to it when it opens. */
const STATION = 1;
const GUESTS = 4;

/** The ESP32's radio through the SDK's driver, which remembers nothing by itself. */
export class Esp32Wifi implements Wifi {
  private readonly timers: Timers;
  private address = "";
  private events: WifiEvents | undefined;
  /** Told to join, and not yet told to leave. */
  private wanted = false;
  private joined = false;

  /** Turns the radio on: the hardware's random numbers are good from then on. */
  constructor(timers: Timers) {
    this.timers = timers;
    WiFi.mode = STATION;
    stayAwake();
    new WiFi(undefined, (message) => this.hear(message));
  }

  get accessPointAddress(): string {
    return this.address;
  }

  get stationAddress(): string {
    return this.joined ? stationAddress() : "";
  }

  openAccessPoint({ ssid, password, address }: AccessPointOptions): void {
    // The driver tells once that an access point starts, and the interface has to be there by then: so the SDK starts it, beside
    // the station, which its typings leave out.
    const both = { ssid, password, max: GUESTS, station: true };
    WiFi.accessPoint(both);
    openSubnet(address);
    this.address = address;
  }

  listen(events: WifiEvents | undefined): void {
    this.events = events;
  }

  join(ssid: string, password: string): void {
    this.leave();
    this.wanted = true;
    try {
      WiFi.connect(password === "" ? { ssid } : { ssid, password });
    } catch {
      // The driver is busy; it is tried again like a network that is not there.
      this.timers.after(0, () => this.lose());
    }
  }

  leave(): void {
    // The driver tells of the end of the old connection later: nobody is to hear of it.
    if (this.wanted) WiFi.disconnect();
    this.wanted = false;
    this.joined = false;
  }

  scan(onDone: (networks: readonly HeardNetwork[]) => void): void {
    const heard: HeardNetwork[] = [];
    try {
      WiFi.scan({}, (item) => {
        if (item === null) onDone(heard);
        else if (heard.length < MAX_HEARD) {
          heard.push({ ssid: item.ssid, rssi: item.rssi, secure: item.authentication !== "none" });
        }
      });
    } catch {
      this.timers.after(0, () => onDone(heard));
    }
  }

  private hear(message: string): void {
    if (!this.wanted) return;
    if (message === WiFi.gotIP) {
      if (this.joined) return;
      this.joined = true;
      this.events?.onJoined();
    } else if (message === WiFi.disconnected || message === WiFi.lostIP) this.lose();
  }

  private lose(): void {
    if (!this.wanted) return;
    WiFi.disconnect();
    this.wanted = false;
    this.joined = false;
    this.events?.onLost();
  }
}
