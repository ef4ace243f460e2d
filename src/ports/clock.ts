/** Microseconds on this node's own clock. Branded so that it cannot mix with group time. */
export type LocalUs = number & { readonly __clock: "local" };

/** Microseconds of the time that a group of nodes shares: the show's clock. A node alone has its own, g = local. */
export type GroupUs = number & { readonly __clock: "group" };

/** The node's clocks. Neither may be trusted to agree with another node's. */
export interface Clock {
  /** Microseconds since the node started: monotonic, never steps, may drift by tens of ppm. */
  localUs(): LocalUs;

  /**
   * Milliseconds since 1970-01-01 UTC, or undefined while nobody has told the node the time (poi have no battery clock).
   * May jump. Only shown to people and used to order siblings; it never decides what came before what.
   */
  wallMs(): number | undefined;
}
