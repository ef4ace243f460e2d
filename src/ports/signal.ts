/** How well a node's radio hears the network that it is in. */
export interface Signal {
  /** Strength now in dBm, about -30 beside the access point and -90 at the end of its reach; undefined where it is in none, or cannot tell. */
  readDbm(): number | undefined;
}
