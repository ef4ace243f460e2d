import type { LocalUs } from "../../src/ports/clock.ts";
import type { DatagramSocket } from "../../src/ports/datagrams.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { quantile } from "./quantile.ts";

/**
 * Other ways to know another node's clock, each as its authors do it, over the same network. One node answers with its own clock,
 * the other one estimates that. An estimate is used as soon as it is there, by a jump if need be: nobody plays here.
 */

/** Says what the other node's clock shows now; undefined while it does not know. */
export interface Rival {
  estimateUs(): number | undefined;
}

export interface RivalKind {
  readonly name: string;
  /** How it was done here, for the report. */
  readonly how: string;
  start(theirs: Ports, mine: Ports, theirAddress: string, myAddress: string): Rival;
}

const PORT = 9000;
const SECOND_MS = 1000;
/** As long as povpoi's own questions. */
const BYTES = 32;

/** What WLED takes a packet's way for, in microseconds (wled00/udp.cpp). */
const ASSUMED_WAY_US = 3000;
/** NTP's clock filter looks at so many exchanges (RFC 5905, section 10). */
const FILTER_LENGTH = 8;
/** Link measures until it has more than this many offsets, waits 50 ms for an answer, and measures anew after 30 s. */
const LINK_POINTS = 100;
const LINK_PATIENCE_MS = 50;
const LINK_AGAIN_MS = 30_000;

interface Sample {
  readonly sentUs: number;
  readonly theirsUs: number;
  readonly receivedUs: number;
}

/** An offset of the other's clock from this one's. */
class OffsetRival implements Rival {
  protected offsetUs: number | undefined;
  protected readonly mine: Ports;

  constructor(mine: Ports) {
    this.mine = mine;
  }

  estimateUs(): number | undefined {
    return this.offsetUs === undefined ? undefined : this.mine.clock.localUs() + this.offsetUs;
  }
}

/** Asks each second, and makes an offset of the last exchanges. */
class Asking extends OffsetRival {
  private readonly keep: number;
  private readonly samples: Sample[] = [];
  private readonly socket: DatagramSocket;
  private readonly address: string;

  constructor(theirs: Ports, mine: Ports, address: string, keep: number) {
    super(mine);
    answerWithClock(theirs);
    this.keep = keep;
    this.address = address;
    this.socket = mine.datagrams.open({
      port: 0,
      onReceive: (bytes) => this.take(bytes),
      onError: () => {},
    });
    this.ask();
  }

  private ask(): void {
    const question = new Float64Array(BYTES / 8);
    question[0] = this.mine.clock.localUs();
    this.socket.send(new Uint8Array(question.buffer), this.address, PORT);
    this.mine.timers.after(SECOND_MS, () => this.ask());
  }

  private take(bytes: Uint8Array): void {
    const [sentUs, theirsUs] = new Float64Array(bytes.slice().buffer) as unknown as [number, number];
    this.samples.push({ sentUs, theirsUs, receivedUs: this.mine.clock.localUs() });
    if (this.samples.length > this.keep) this.samples.shift();
    const trip = (sample: Sample) => sample.receivedUs - sample.sentUs;
    const best = this.samples.reduce((a, b) => (trip(b) < trip(a) ? b : a));
    this.offsetUs = best.theirsUs - (best.sentUs + best.receivedUs) / 2;
  }
}

/** Is told the time each second, and adds what the way is assumed to take. */
class Told extends OffsetRival {
  constructor(theirs: Ports, mine: Ports, myAddress: string) {
    super(mine);
    mine.datagrams.open({
      port: PORT,
      onReceive: (bytes) => {
        const [theirsUs] = new Float64Array(bytes.slice().buffer) as unknown as [number];
        this.offsetUs = theirsUs + ASSUMED_WAY_US - mine.clock.localUs();
      },
      onError: () => {},
    });
    const socket = theirs.datagrams.open({ port: 0, onReceive: () => {}, onError: () => {} });
    const tell = (): void => {
      const stamp = new Float64Array(BYTES / 8);
      stamp[0] = theirs.clock.localUs();
      socket.send(new Uint8Array(stamp.buffer), myAddress, PORT);
      theirs.timers.after(SECOND_MS, tell);
    };
    tell();
  }
}

/** Ping and pong one after the other until there are enough offsets, whose median counts for half a minute. */
class Median extends OffsetRival {
  private readonly socket: DatagramSocket;
  private readonly address: string;
  private offsets: number[] = [];
  private answers = 0;

  constructor(theirs: Ports, mine: Ports, address: string) {
    super(mine);
    answerWithClock(theirs);
    this.address = address;
    this.socket = mine.datagrams.open({
      port: 0,
      onReceive: (bytes) => this.take(bytes),
      onError: () => {},
    });
    this.measure();
  }

  private measure(): void {
    this.offsets = [];
    this.ping(0);
    this.mine.timers.after(LINK_AGAIN_MS, () => this.measure());
  }

  private ping(theirPreviousUs: number): void {
    const ping = new Float64Array(BYTES / 8);
    ping[0] = this.mine.clock.localUs();
    ping[2] = theirPreviousUs;
    this.socket.send(new Uint8Array(ping.buffer), this.address, PORT);
    const { answers } = this;
    this.mine.timers.after(LINK_PATIENCE_MS, () => {
      if (this.answers === answers && this.offsets.length <= LINK_POINTS) this.ping(0);
    });
  }

  private take(bytes: Uint8Array): void {
    const pong = new Float64Array(bytes.slice().buffer);
    const [sentUs, theirsUs, theirPreviousUs] = pong as unknown as [number, number, number];
    if (this.offsets.length > LINK_POINTS) return;
    const receivedUs: LocalUs = this.mine.clock.localUs();
    this.answers++;
    this.offsets.push(theirsUs - (receivedUs + sentUs) / 2);
    if (theirPreviousUs !== 0) this.offsets.push((theirsUs + theirPreviousUs) / 2 - sentUs);
    if (this.offsets.length > LINK_POINTS) this.offsetUs = quantile(this.offsets.slice(), 0.5);
    else this.ping(theirsUs);
  }
}

/** Answers each datagram with the same one, the clock in its second place. */
function answerWithClock(ports: Ports): void {
  const socket = ports.datagrams.open({
    port: PORT,
    onReceive: (bytes, address, port) => {
      const answer = new Float64Array(bytes.slice().buffer);
      answer[1] = ports.clock.localUs();
      socket.send(new Uint8Array(answer.buffer), address, port);
    },
    onError: () => {},
  });
}

export const RIVALS: readonly RivalKind[] = [
  {
    name: "one Cristian exchange",
    how: "one exchange a second; the newest counts: the middle of question and answer",
    start: (theirs, mine, address) => new Asking(theirs, mine, address, 1),
  },
  {
    name: "one way + 3 ms",
    how: "told once a second; the way is taken for 3 ms, as WLED does",
    start: (theirs, mine, _, myAddress) => new Told(theirs, mine, myAddress),
  },
  {
    name: "NTP, best of 8",
    how: "one exchange a second; of the last eight the one with the shortest round trip counts (RFC 5905, section 10), without a drift estimate",
    start: (theirs, mine, address) => new Asking(theirs, mine, address, FILTER_LENGTH),
  },
  {
    name: "Ableton Link",
    how: "every 30 s a burst of ping and pong, each when the last is back, until there are more than 100 offsets; their median counts",
    start: (theirs, mine, address) => new Median(theirs, mine, address),
  },
];
