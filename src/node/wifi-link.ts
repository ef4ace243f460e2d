import type { WifiStatus, WifiView } from "../api/wifi-view.ts";
import { PortalDns } from "../net/portal-dns.ts";
import type { Ports } from "../ports/ports.ts";
import type { Timer } from "../ports/timers.ts";
import type { HeardNetwork, Wifi } from "../ports/wifi.ts";
import { WifiFile } from "../store/wifi-config.ts";

/**
 * A node's place in the air: a network of its own, which is always there, and the first of the networks it was told of that
 * lets it in. A network that is lost or does not answer is tried again, and the others in turn, 1 s later at first and 16 s
 * at last: a radio that looks for networks is away from its own one meanwhile.
 */

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 16_000;
/** A network that says nothing for so long does not let us in. */
const JOIN_LIMIT_MS = 20_000;
/** What was heard holds for so long; then it is listened for again. */
const FRESH_MS = 8000;
const MAX_HEARD = 24;

/** First and count of the networks 192.168.x.0 that a node chooses its own from: routers like 0 to 3. */
const FIRST_SUBNET = 4;
const SUBNETS = 240;

export interface WifiLinkOptions {
  ports: Ports;
  wifi: Wifi;
  deviceId: string;
  /** The node's name in multicast DNS. */
  hostName: string;
  /** The node's addresses changed. */
  onNetworkChange(): void;
}

export class WifiLink implements WifiView {
  /** Networks of the last scan, the strongest first. */
  heard: readonly HeardNetwork[] = [];
  scanning = false;
  private readonly options: WifiLinkOptions;
  private readonly file: WifiFile;
  private readonly portal: PortalDns;
  /** Which of the networks is joined or tried; -1 while none is to be. */
  private at = -1;
  private joined = false;
  private retryMs = FIRST_RETRY_MS;
  private timer: Timer | undefined;
  private heardUs = Number.NEGATIVE_INFINITY;
  private stopped = false;

  /** Opens the node's own network and joins one of others. Throws FilesError. */
  constructor(options: WifiLinkOptions) {
    const { ports, wifi } = options;
    this.options = options;
    this.file = new WifiFile(ports.files, ports.random);
    this.openAccessPoint();
    this.portal = new PortalDns(ports, () => this.address);
    wifi.listen({ onJoined: () => this.onJoined(), onLost: () => this.onLost() });
    if (this.file.networks.length > 0) this.tryNetwork(0);
  }

  /** Name of the node's own network. */
  get ssid(): string {
    return `POV-POI-${this.options.deviceId.slice(-4).toUpperCase()}`;
  }

  /** The node's address in its own network. */
  get address(): string {
    return this.options.wifi.accessPointAddress;
  }

  /** Of the node's own network: for its owner's eyes, never to be sent. */
  get password(): string {
    return this.file.password;
  }

  status(): WifiStatus {
    const { wifi, hostName } = this.options;
    return {
      apIp: this.address,
      apSsid: this.ssid,
      staConnected: this.joined,
      staIp: this.joined ? wifi.stationAddress : "",
      savedSsid: this.file.networks[Math.max(0, this.at)]?.ssid ?? "",
      mdnsName: `${hostName}.local`,
    };
  }

  scan(): void {
    const { clock } = this.options.ports;
    if (this.scanning || clock.localUs() - this.heardUs < FRESH_MS * 1000) return;
    this.scanning = true;
    this.options.wifi.scan((networks) => {
      this.scanning = false;
      this.heardUs = clock.localUs();
      this.heard = strongest(networks);
    });
  }

  join(ssid: string, password: string): void {
    this.file.remember(ssid, password);
    this.retryMs = FIRST_RETRY_MS;
    this.tryNetwork(0);
  }

  leave(): void {
    const network = this.file.networks[Math.max(0, this.at)];
    if (network !== undefined) this.file.forget(network.ssid);
    this.timer?.cancel();
    this.at = -1;
    this.joined = false;
    this.options.wifi.leave();
    this.options.onNetworkChange();
  }

  changePassword(password: unknown): void {
    this.file.changePassword(password);
    this.openAccessPoint();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
    this.portal.stop();
    this.options.wifi.listen(undefined);
  }

  private openAccessPoint(): void {
    const { deviceId, wifi } = this.options;
    // Two poi that join one another's networks must not have the same addresses.
    const subnet = FIRST_SUBNET + (Number.parseInt(deviceId.slice(-4), 16) % SUBNETS);
    wifi.openAccessPoint({ ssid: this.ssid, password: this.password, address: `192.168.${subnet}.1` });
  }

  private tryNetwork(at: number): void {
    const { ports, wifi } = this.options;
    this.timer?.cancel();
    const network = this.file.networks[at];
    if (network === undefined) return;
    this.at = at;
    this.joined = false;
    this.timer = ports.timers.after(JOIN_LIMIT_MS, () => this.onLost());
    wifi.join(network.ssid, network.password);
  }

  private onJoined(): void {
    const network = this.file.networks[this.at];
    if (network === undefined || this.stopped) return;
    this.timer?.cancel();
    this.joined = true;
    this.retryMs = FIRST_RETRY_MS;
    if (this.at > 0) this.file.remember(network.ssid, network.password);
    this.at = 0;
    this.options.onNetworkChange();
  }

  private onLost(): void {
    if (this.at < 0 || this.stopped) return;
    const next = this.joined ? this.at : (this.at + 1) % this.file.networks.length;
    if (this.joined) this.options.onNetworkChange();
    this.joined = false;
    this.timer?.cancel();
    this.timer = this.options.ports.timers.after(this.retryMs, () => this.tryNetwork(next));
    this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
  }
}

/** The strongest access point of each network. */
function strongest(networks: readonly HeardNetwork[]): HeardNetwork[] {
  const best = new Map<string, HeardNetwork>();
  for (const network of networks) {
    const known = best.get(network.ssid);
    if (network.ssid !== "" && (known === undefined || known.rssi < network.rssi))
      best.set(network.ssid, network);
  }
  return [...best.values()].sort((a, b) => b.rssi - a.rssi).slice(0, MAX_HEARD);
}
