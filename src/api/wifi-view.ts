import type { HeardNetwork } from "../ports/wifi.ts";

/** How a node is on the air, as older clients know it. */
export interface WifiStatus {
  /** Address and name of its own network. */
  apIp: string;
  apSsid: string;
  /** Whether it is in a network of somebody else, and its address there, "" in none. */
  staConnected: boolean;
  staIp: string;
  /** The network that it is in or wants to be in; "" for none. */
  savedSsid: string;
  mdnsName: string;
}

/** The Wi-Fi of a node, as the API sees it. */
export interface WifiView {
  status(): WifiStatus;
  /** Networks that were heard, the strongest first. */
  readonly heard: readonly HeardNetwork[];
  /** Whether it listens now. */
  readonly scanning: boolean;
  /** Starts to listen, unless what was heard is fresh. */
  scan(): void;
  /** Remembers a network and joins it. Throws PoiError. */
  join(ssid: string, password: string): void;
  /** Forgets the network that the node is in, or wants to be in, and leaves it. */
  leave(): void;
  /** Changes the password of the node's own network, which sends its guests away. Throws PoiError. */
  changePassword(password: unknown): void;
}
