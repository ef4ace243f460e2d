import { World } from "../../sim/world.ts";
import type { ApiContext } from "../../src/api/context.ts";
import { SYNC_ROUTES } from "../../src/api/routes/sync-routes.ts";
import { HttpClient } from "../../src/net/http-client.ts";
import { HttpRouter } from "../../src/net/http-router.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import type { Listener, ListenOptions, Stream, StreamEvents, Streams } from "../../src/ports/streams.ts";
import { HttpTransport } from "../../src/sync/transport.ts";
import type { Traffic } from "./contender.ts";

const ADDRESS = "10.0.0.2";
const PORT = 80;
const SESSION = "0a0000000001-4711-40503";

/** Bytes of a povpoi session on the streams of its HTTP connection, heads included: its messages, sent once more. */
export function overHttp({ up, down, roundTrips }: Traffic): Traffic {
  const world = new World({ seed: "bench http" });
  const left = world.addHost().boot();
  const { streams, timers } = world.addHost({ address: ADDRESS }).boot();
  const answers = [...down!];
  const context = { answering: { answer: () => answers.shift()! } } as unknown as ApiContext;
  const handler = new HttpRouter<ApiContext>(context, SYNC_ROUTES);
  const server = new HttpServer({ streams, timers, port: PORT, handler });
  const counted = new CountedStreams(left.streams);
  const client = new HttpClient({ streams: counted, timers: left.timers });
  const transport = new HttpTransport(client);
  let failure: string | undefined;
  const requests = [...up!];
  const next = (): void => {
    const request = requests.shift();
    if (request === undefined) return;
    const fail = (reason: string): void => {
      failure = reason;
    };
    transport.send({ address: ADDRESS, port: PORT }, SESSION, request, next, fail);
  };
  next();
  world.runUntilTrue(() => failure !== undefined || answers.length === 0, 600_000);
  world.runForMs(1000);
  if (failure !== undefined || answers.length > 0) throw new Error(`povpoi over HTTP: ${failure ?? "stuck"}`);
  client.close();
  server.close();
  return { bytesUp: counted.bytesUp, bytesDown: counted.bytesDown, roundTrips };
}

/** Streams that count what a client sends and gets. */
class CountedStreams implements Streams {
  bytesUp = 0;
  bytesDown = 0;
  private readonly inner: Streams;

  constructor(inner: Streams) {
    this.inner = inner;
  }

  listen(options: ListenOptions): Listener {
    return this.inner.listen(options);
  }

  connect(address: string, port: number, events: StreamEvents): Stream {
    return new CountedStream(this, this.inner.connect(address, port, events));
  }
}

class CountedStream implements Stream {
  private readonly counts: CountedStreams;
  private readonly inner: Stream;

  constructor(counts: CountedStreams, inner: Stream) {
    this.counts = counts;
    this.inner = inner;
  }

  get remoteAddress(): string {
    return this.inner.remoteAddress;
  }

  get writable(): number {
    return this.inner.writable;
  }

  read(limit: number): Uint8Array | undefined {
    const bytes = this.inner.read(limit);
    this.counts.bytesDown += bytes?.length ?? 0;
    return bytes;
  }

  write(bytes: Uint8Array): number {
    const taken = this.inner.write(bytes);
    this.counts.bytesUp += taken;
    return taken;
  }

  close(): void {
    this.inner.close();
  }

  abort(): void {
    this.inner.abort();
  }
}
