import { assert } from "../ports/assert.ts";
import type { DatagramSocket, Datagrams } from "../ports/datagrams.ts";
import type { Timer, Timers } from "../ports/timers.ts";
import { parseIpv4 } from "./dns-record.ts";

/**
 * The name server of a node's own network. The problem: a phone that joins it looks for the internet, finds none and goes back
 * to its mobile network, taking the page with it. The idea: every name leads to the node, which then answers what phones ask
 * (api/routes/portal-routes.ts); and whatever a person types as an address brings up the page.
 */

const DNS_PORT = 53;
const REOPEN_MS = 30_000;
const HEADER_BYTES = 12;
/** Longest question that is answered: a name and four bytes behind the header. */
const MAX_QUERY_BYTES = 512;
/** Seconds that an answer holds: not once the phone is elsewhere. */
const TTL_S = 5;
const TYPE_A = 1;
const CLASS_IN = 1;

/**
 * The answer to a conventional DNS query (RFC 1035, section 4.1): the address for a question of type A, nothing for any other
 * type, so that nobody waits. Undefined for what is no query. `address` is four bytes.
 */
export function answerPortal(query: Uint8Array, address: Uint8Array): Uint8Array | undefined {
  if (query.length < HEADER_BYTES || query.length > MAX_QUERY_BYTES) return undefined;
  // A query of the standard kind with one question.
  if ((query[2]! & 0xf8) !== 0 || query[4] !== 0 || query[5] !== 1) return undefined;
  let at = HEADER_BYTES;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63) return undefined;
    at += 1 + length;
    if (length === 0) break;
  }
  const end = at + 4;
  if (end > query.length) return undefined;
  const asksA =
    query[at] === 0 && query[at + 1] === TYPE_A && query[at + 2] === 0 && query[at + 3] === CLASS_IN;
  const answer = new Uint8Array(end + (asksA ? 16 : 0));
  answer.set(query.subarray(0, end));
  // Authoritative response; recursion desired is given back. No further records.
  answer[2] = 0x84 | (query[2]! & 1);
  answer[3] = 0;
  answer[7] = asksA ? 1 : 0;
  answer.fill(0, 8, HEADER_BYTES);
  if (!asksA) return answer;
  // Name: a pointer to the question's.
  answer.set([0xc0, HEADER_BYTES, 0, TYPE_A, 0, CLASS_IN, 0, 0, 0, TTL_S, 0, 4], end);
  answer.set(address, end + 12);
  return answer;
}

export class PortalDns {
  private readonly ports: { datagrams: Datagrams; timers: Timers };
  private readonly address: () => string;
  private socket: DatagramSocket | undefined;
  private timer: Timer | undefined;

  /** `address` gives the node's own in its network, "" while that is not open. */
  constructor(ports: { datagrams: Datagrams; timers: Timers }, address: () => string) {
    this.ports = ports;
    this.address = address;
    this.timer = ports.timers.after(0, () => this.open());
  }

  stop(): void {
    this.timer?.cancel();
    this.socket?.close();
  }

  private open(): void {
    let failed = false;
    this.socket = this.ports.datagrams.open({
      port: DNS_PORT,
      onReceive: (bytes, from, port) => this.receive(bytes, from, port),
      onError: () => {
        failed = true;
        this.socket = undefined;
        this.timer = this.ports.timers.after(REOPEN_MS, () => this.open());
      },
    });
    if (failed) this.socket = undefined;
  }

  /** Answers guests of the node's own network alone: others have name servers of theirs. */
  private receive(bytes: Uint8Array, from: string, port: number): void {
    const address = this.address();
    if (address === "" || !from.startsWith(address.slice(0, address.lastIndexOf(".") + 1))) return;
    const own = parseIpv4(address);
    assert(own !== undefined, "an IPv4 address");
    const answer = answerPortal(bytes, own);
    if (answer !== undefined) this.socket?.send(answer, from, port);
  }
}
