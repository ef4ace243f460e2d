/** A network that was heard. */
export interface HeardNetwork {
  ssid: string;
  /** Strength in dBm, about -30 beside the access point and -90 at the end of its reach. */
  rssi: number;
  /** Whether it wants a password. */
  secure: boolean;
}

export interface AccessPointOptions {
  /** 1 to 32 bytes. */
  ssid: string;
  /** 8 to 63 characters of ASCII (WPA2). */
  password: string;
  /** The node's own address there; its guests have addresses of the same 256. */
  address: string;
}

/** What a node's radio tells it. Called later, never during a call of the port. */
export interface WifiEvents {
  /** The station joined the network it was told to and has an address. */
  onJoined(): void;
  /** The station could not join, or lost the network that it had; it tries no more until `join` is called again. */
  onLost(): void;
}

/**
 * The radio of a node that has one: an access point of its own and a station in a network of somebody else, both at once. A
 * computer's network is not the node's to choose: there the port is absent.
 */
export interface Wifi {
  /** Opens the access point, or changes it, which sends its guests away. */
  openAccessPoint(options: AccessPointOptions): void;

  /** Address of the node in its own network, "" while that is not open. */
  readonly accessPointAddress: string;

  /** Who hears of the station from now on; undefined ends that. */
  listen(events: WifiEvents | undefined): void;

  /** Starts to join a network; the one before is left. The password is "" where there is none. */
  join(ssid: string, password: string): void;

  /** Leaves the network, or stops to join one. Nothing is told of it. */
  leave(): void;

  /** Address of the node in the network that it joined, "" while it is in none. */
  readonly stationAddress: string;

  /**
   * Listens to who is there, some seconds, and calls back once with at most 40 networks. Not called again before that. A
   * radio that cannot listen now answers with none.
   */
  scan(onDone: (networks: readonly HeardNetwork[]) => void): void;
}
