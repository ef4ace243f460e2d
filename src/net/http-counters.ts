/** What happened to a server so far. */
export interface HttpCounters {
  /** Connections that were opened. */
  accepted: number;
  /** Complete request heads. */
  requests: number;
  /** Connections answered 503 because all others were at work. */
  refused: number;
  /** Connections closed to make room for a newer one. */
  evicted: number;
  /** Clients too slow with a head, with a body or in taking an answer, and handlers that never answered. */
  timeouts: number;
  /** Heads and bodies that are no HTTP. */
  malformed: number;
  /** Exceptions of handlers. */
  failures: number;
  /** Clients that left before their answer was sent. */
  aborted: number;
  bytesIn: number;
  bytesOut: number;
}

export function newCounters(): HttpCounters {
  return {
    accepted: 0,
    requests: 0,
    refused: 0,
    evicted: 0,
    timeouts: 0,
    malformed: 0,
    failures: 0,
    aborted: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
}
