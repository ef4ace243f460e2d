import { isVisibleAscii } from "../bytes/text-forms.ts";
import { assert } from "../ports/assert.ts";
import type { StreamEvents, Streams } from "../ports/streams.ts";
import type { Timers } from "../ports/timers.ts";
import type { HttpCall } from "./http-call.ts";
import type { ClientHost, ClientWaits } from "./http-client-connection.ts";
import { HttpClientConnection } from "./http-client-connection.ts";
import { HeaderNames } from "./http-fields.ts";
import { Ticker, toTicks } from "./ticker.ts";

/** Calls that wait for a connection. */
const MAX_WAITING = 16;

export interface HttpClientOptions {
  streams: Streams;
  timers: Timers;
  /** Lower-case names of headers that callers read from responses beside Content-Type. */
  headers?: readonly string[];
  /** Connections at once; further calls wait. */
  maxConnections?: number;
  connectMs?: number;
  headMs?: number;
  idleMs?: number;
}

/** A call that was made. */
export interface PendingCall {
  /** Forgets it; no callback runs afterwards. */
  cancel(): void;
  /** The body's source had nothing when it was pulled, and has something now. */
  wake(): void;
}

/**
 * A bounded HTTP/1.1 client. Connections are kept for the next call to the same peer, so that the several requests of a sync
 * share one.
 */
export class HttpClient implements ClientHost {
  readonly names: HeaderNames;
  readonly waits: ClientWaits;
  /** Exceptions of callbacks. */
  failures = 0;
  private readonly streams: Streams;
  private readonly timers: Timers;
  private readonly maxConnections: number;
  private readonly ticker: Ticker;
  private readonly connections: HttpClientConnection[] = [];
  private readonly waiting: HttpCall[] = [];
  private dispatching = false;

  constructor(options: HttpClientOptions) {
    this.streams = options.streams;
    this.timers = options.timers;
    this.names = new HeaderNames(options.headers);
    this.maxConnections = options.maxConnections ?? 4;
    this.waits = {
      connect: toTicks(options.connectMs ?? 3000),
      head: toTicks(options.headMs ?? 10000),
      idle: toTicks(options.idleMs ?? 15000),
      // Well before the server's own 15 s, so that a call never meets a connection that is being closed.
      keep: toTicks(5000),
    };
    this.ticker = new Ticker(options.timers, () => this.tick());
  }

  /** Makes a call. Only for a body source that fails at once does a callback run before this returns. */
  request(call: HttpCall): PendingCall {
    assert(
      call.path.startsWith("/") && isVisibleAscii(call.path),
      "a path is percent-encoded and starts with /",
    );
    if (this.waiting.length >= MAX_WAITING) {
      const timer = this.timers.after(0, () =>
        this.guard(() => call.onError("busy", `${MAX_WAITING} requests wait already. Try again later.`)),
      );
      return { cancel: () => timer.cancel(), wake: () => {} };
    }
    this.waiting.push(call);
    this.dispatch();
    return { cancel: () => this.cancel(call), wake: () => this.wake(call) };
  }

  /** Drops all calls and connections. */
  close(): void {
    this.waiting.length = 0;
    while (this.connections.length > 0) this.connections[0]!.abort();
    this.ticker.stop();
  }

  get now(): number {
    return this.ticker.now;
  }

  guard(work: () => void): void {
    try {
      work();
    } catch {
      this.failures++;
    }
  }

  freed(connection: StreamEvents): void {
    const at = this.connections.indexOf(connection as HttpClientConnection);
    if (at >= 0 && !this.connections[at]!.open) this.connections.splice(at, 1);
    if (this.connections.length === 0) this.ticker.stop();
    this.dispatch();
  }

  again(call: HttpCall): void {
    this.waiting.unshift(call);
    this.dispatch();
  }

  /** Gives waiting calls to connections: a kept one to the same peer, a new one, or one in place of another peer's. */
  private dispatch(): void {
    if (this.dispatching) return;
    this.dispatching = true;
    for (let i = 0; i < this.waiting.length; ) {
      const call = this.waiting[i]!;
      const kept = this.connections.find((c) => c.free && c.address === call.address && c.port === call.port);
      if (kept === undefined && this.connections.length >= this.maxConnections) {
        this.connections.find((c) => c.free)?.abort();
      }
      if (kept === undefined && this.connections.length >= this.maxConnections) {
        i++;
        continue;
      }
      this.waiting.splice(i, 1);
      if (kept !== undefined) kept.start(call);
      else {
        this.ticker.start();
        this.connections.push(new HttpClientConnection(this.streams, this, call));
      }
    }
    this.dispatching = false;
  }

  private cancel(call: HttpCall): void {
    const at = this.waiting.indexOf(call);
    if (at >= 0) this.waiting.splice(at, 1);
    for (let i = this.connections.length - 1; i >= 0; i--) this.connections[i]?.cancel(call);
  }

  private wake(call: HttpCall): void {
    for (let i = this.connections.length - 1; i >= 0; i--) this.connections[i]?.wake(call);
  }

  private tick(): void {
    for (let i = this.connections.length - 1; i >= 0; i--) this.connections[i]?.tick();
  }
}
