import type { Listener, Stream, StreamEvents, Streams } from "../../src/ports/streams.ts";
import { check, equal, equalBytes, type Law, pattern, patternAt, type Stage } from "./law.ts";

export interface StreamsHarness {
  stage: Stage;
  /** Two nodes on one network without loss; the same machine is allowed. */
  client: Streams;
  server: Streams;
  serverAddress: string;
  clientAddress: string;
  /** More than all the buffers between a writer and a reader who does not read. */
  mostBufferedBytes: number;
  /** Kept by the laws, to be closed after each. */
  listeners: Listener[];
  streams: Stream[];
}

/** One end of a connection; it notes what it is told, and reads only when asked. */
class End implements StreamEvents {
  stream!: Stream;
  readable = 0;
  writable = 0;
  readonly closed: string[] = [];
  /** What could still be read when the connection ended. */
  rest = "";
  onEach: (what: "readable" | "writable" | "close") => void = () => {};
  private readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  get calls(): number {
    return this.readable + this.writable + this.closed.length;
  }

  onReadable(): void {
    this.readable++;
    this.onEach("readable");
    this.stage.poke();
  }

  onWritable(): void {
    this.writable++;
    this.onEach("writable");
    this.stage.poke();
  }

  onClose(reason: string): void {
    this.rest = text(readAll(this.stream));
    this.closed.push(reason);
    this.onEach("close");
    this.stage.poke();
  }

  say(words: string): void {
    equal(this.stream.write(bytesOf(words)), words.length, `bytes taken of "${words}"`);
  }
}

function readAll(stream: Stream, limit = 100_000): Uint8Array {
  let all = new Uint8Array(0);
  for (let bytes = stream.read(limit); bytes !== undefined; bytes = stream.read(limit)) {
    check(bytes.length > 0 && bytes.length <= limit, `${bytes.length} bytes read, of at most ${limit}`);
    const longer = new Uint8Array(all.length + bytes.length);
    longer.set(all);
    longer.set(bytes, all.length);
    all = longer;
  }
  return all;
}

function bytesOf(words: string): Uint8Array {
  return Uint8Array.from(words, (letter) => letter.charCodeAt(0));
}

function text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Listens on a free port; `accept` decides about each connection. */
async function listen(
  harness: StreamsHarness,
  accept: (stream: Stream) => StreamEvents | undefined,
): Promise<{ port: number; listener: Listener }> {
  let port = 0;
  const listener = harness.server.listen({
    port: 0,
    onConnect(stream) {
      harness.streams.push(stream);
      return accept(stream);
    },
    onError(message) {
      throw new Error(message);
    },
    onListening(bound) {
      port = bound;
      harness.stage.poke();
    },
  });
  harness.listeners.push(listener);
  equal(port, 0, "the port is told during `listen`");
  await harness.stage.until(() => port > 0, "the listener's port");
  return { port, listener };
}

function connect(harness: StreamsHarness, port: number, end = new End(harness.stage)): End {
  end.stream = harness.client.connect(harness.serverAddress, port, end);
  harness.streams.push(end.stream);
  return end;
}

/** An open connection. */
async function pair(harness: StreamsHarness): Promise<{ client: End; server: End; port: number }> {
  const server = new End(harness.stage);
  const { port } = await listen(harness, (stream) => {
    server.stream = stream;
    return server;
  });
  const client = connect(harness, port);
  await harness.stage.until(() => client.writable > 0 && server.writable > 0, "both ends open");
  return { client, server, port };
}

const opening: readonly Law<StreamsHarness>[] = [
  {
    name: "a connection opens at both ends, each told once, after `connect` and `onConnect` returned",
    async run(harness) {
      const { stage } = harness;
      const server = new End(stage);
      let accepting = false;
      const { port } = await listen(harness, (stream) => {
        server.stream = stream;
        accepting = true;
        equal(server.calls, 0, "calls during onConnect");
        return server;
      });
      const client = connect(harness, port);
      equal(client.calls, 0, "calls during connect");
      equal(client.stream.writable, 0, "writable before it is open");
      equal(client.stream.write(bytesOf("early")), 0, "bytes taken before it is open");
      await stage.until(() => client.writable > 0 && server.writable > 0, "both ends open");
      check(accepting, "onConnect was not called");
      await stage.settle();
      equal(client.calls, 1, "calls at the client");
      equal(server.calls, 1, "calls at the server");
      check(client.stream.writable > 0 && server.stream.writable > 0, "an open end is not writable");
      equal(client.stream.remoteAddress, harness.serverAddress, "the server's address");
      equal(server.stream.remoteAddress, harness.clientAddress, "the client's address");
    },
  },
  {
    name: "where nobody listens, `onClose` says so, and nothing else does",
    async run(harness) {
      const { port, listener } = await listen(harness, () => undefined);
      listener.close();
      await harness.stage.settle();
      const client = connect(harness, port);
      equal(client.calls, 0, "calls during connect");
      await harness.stage.until(() => client.closed.length > 0, "the refusal");
      await harness.stage.settle();
      equal(client.calls, 1, "calls");
      check(client.closed[0] !== "", "a reason");
    },
  },
  {
    name: "what is no IPv4 address fails through `onClose`",
    async run(harness) {
      const client = new End(harness.stage);
      client.stream = harness.client.connect("not an address", 80, client);
      equal(client.calls, 0, "calls during connect");
      await harness.stage.until(() => client.closed.length > 0, "the failure");
      equal(client.calls, 1, "calls");
    },
  },
  {
    name: "a connection that `onConnect` refuses is closed",
    async run(harness) {
      let asked = 0;
      const { port } = await listen(harness, () => {
        asked++;
        return undefined;
      });
      const client = connect(harness, port);
      await harness.stage.until(() => client.closed.length > 0, "the refusal");
      equal(asked, 1, "calls of onConnect");
      equal(client.closed.length, 1, "calls of onClose");
    },
  },
  {
    name: "a port that is taken is an error, told after `listen` returned",
    async run(harness) {
      const { port } = await listen(harness, () => undefined);
      const told: string[] = [];
      const second = harness.server.listen({
        port,
        onConnect: () => undefined,
        onError(message) {
          told.push(message);
          harness.stage.poke();
        },
        onListening: () => told.push("listening"),
      });
      equal(told.length, 0, "calls during listen");
      await harness.stage.until(() => told.length > 0, "the error");
      await harness.stage.settle();
      equal(told.length, 1, "calls");
      check(told[0] !== "listening" && told[0] !== "", `${told[0]}`);
      second.close();
    },
  },
  {
    name: "a listener that closes accepts no more, and lets open connections be",
    async run(harness) {
      const { stage } = harness;
      const server = new End(stage);
      let accepted = 0;
      const { port, listener } = await listen(harness, (stream) => {
        accepted++;
        server.stream = stream;
        return server;
      });
      const client = connect(harness, port);
      await stage.until(() => client.writable > 0 && server.writable > 0, "the first connection");
      listener.close();
      listener.close();
      await stage.settle();
      const late = connect(harness, port);
      await stage.until(() => late.closed.length > 0, "the second connection's end");
      equal(accepted, 1, "connections");
      client.say("still here");
      await stage.until(() => server.readable > 0, "words over the first connection");
      equal(text(readAll(server.stream)), "still here", "words");
    },
  },
  {
    name: "a listener that closes at once never listens",
    async run(harness) {
      let told = 0;
      const listener = harness.server.listen({
        port: 0,
        onConnect: () => undefined,
        onError: () => told++,
        onListening: () => told++,
      });
      listener.close();
      await harness.stage.settle();
      equal(told, 0, "calls");
    },
  },
  {
    name: "twenty connections at once keep their bytes apart",
    async run(harness) {
      const { stage } = harness;
      const { port } = await listen(harness, (stream) => ({
        onReadable() {
          for (let bytes = stream.read(7); bytes !== undefined; bytes = stream.read(7)) stream.write(bytes);
        },
        onWritable() {},
        onClose() {},
      }));
      const heard: string[] = [];
      for (let i = 0; i < 20; i++) {
        const client = new End(stage);
        heard.push("");
        client.onEach = (what) => {
          if (what === "writable") client.say(`this is number ${i}.`);
          if (what === "readable") heard[i] += text(readAll(client.stream));
        };
        connect(harness, port, client);
      }
      await stage.until(() => heard.every((words) => words.endsWith(".")), "twenty echoes");
      for (let i = 0; i < 20; i++) equal(heard[i], `this is number ${i}.`, `echo ${i}`);
    },
  },
];

const reading: readonly Law<StreamsHarness>[] = [
  {
    name: "bytes arrive in order, both ways at once",
    async run(harness) {
      const { client, server } = await pair(harness);
      const total = 100_000;
      const received = [0, 0];
      [client, server].forEach((end, index) => {
        let sent = 0;
        const feed = (): void => {
          while (sent < total) {
            const taken = end.stream.write(pattern(Math.min(3000, total - sent), sent));
            sent += taken;
            if (taken === 0) return;
          }
        };
        end.onEach = (what) => {
          if (what === "writable") feed();
          if (what !== "readable") return;
          const bytes = readAll(end.stream, 1000);
          equalBytes(bytes, pattern(bytes.length, received[index]!), "content");
          received[index]! += bytes.length;
        };
        feed();
      });
      await harness.stage.until(() => received[0] === total && received[1] === total, "all bytes");
    },
  },
  {
    name: "reading keeps to its limit, leaves the rest, and says when there is none",
    async run(harness) {
      const { client, server } = await pair(harness);
      equal(server.stream.read(10), undefined, "before anything arrived");
      client.say("abcdefghij");
      await harness.stage.until(() => server.readable > 0, "words");
      await harness.stage.settle();
      equal(server.stream.read(0), undefined, "with no limit at all");
      const first = server.stream.read(3)!;
      equal(text(first), "abc", "the first three");
      first.fill(0);
      equal(text(server.stream.read(4)!), "defg", "the next four");
      equal(text(readAll(server.stream)), "hij", "the rest");
      equal(server.stream.read(10), undefined, "after the last");
    },
  },
  {
    name: "`onReadable` comes again for each arrival, also when earlier bytes were left, and never without",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { stage } = harness;
      client.say("one");
      await stage.until(() => server.readable === 1, "the first words");
      await stage.settle();
      equal(server.readable, 1, "calls for what was not read");
      equal(text(server.stream.read(1)!), "o", "first letter");
      await stage.settle();
      equal(server.readable, 1, "calls for what was left");
      client.say("two");
      await stage.until(() => server.readable === 2, "the second words");
      equal(text(readAll(server.stream)), "netwo", "all words");
    },
  },
  {
    name: "what is not read stays in the transport, slows the writer, and arrives when it is read",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { stage, mostBufferedBytes } = harness;
      let total = mostBufferedBytes + 1;
      let sent = 0;
      const scratch = new Uint8Array(16_384);
      const feed = (): void => {
        while (sent < total) {
          const length = Math.min(scratch.length, total - sent);
          for (let i = 0; i < length; i++) scratch[i] = patternAt(sent + i);
          const taken = client.stream.write(scratch.subarray(0, length));
          // What waits to be sent must not be what the writer still holds.
          scratch.fill(0);
          sent += taken;
          if (taken === 0) return;
        }
      };
      client.onEach = (what) => {
        if (what === "writable") feed();
      };
      feed();
      let before = -1;
      while (before !== sent) {
        before = sent;
        await stage.settle();
      }
      check(sent <= mostBufferedBytes, `${sent} bytes were taken, and nobody read`);
      total = sent + 50_000;
      let received = 0;
      const drain = (): void => {
        for (
          let bytes = server.stream.read(10_000);
          bytes !== undefined;
          bytes = server.stream.read(10_000)
        ) {
          check(bytes[0] === patternAt(received), `wrong byte at ${received}`);
          check(
            bytes[bytes.length - 1] === patternAt(received + bytes.length - 1),
            `wrong byte behind ${received}`,
          );
          received += bytes.length;
        }
      };
      server.onEach = (what) => {
        if (what === "readable") drain();
      };
      const writableBefore = client.writable;
      drain();
      await stage.until(() => received === total, "all bytes");
      check(client.writable > writableBefore, "the writer was not told that it may go on");
    },
  },
];

const writing: readonly Law<StreamsHarness>[] = [
  {
    name: "writing takes what `writable` says, the first bytes, and lets the view be reused",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { writable } = client.stream;
      const bytes = pattern(writable + 1000);
      equal(client.stream.write(bytes.subarray(0, 10)), 10, "bytes taken of ten");
      const left = client.stream.writable;
      const taken = client.stream.write(bytes.subarray(10));
      check(taken >= left, `${taken} bytes taken, though ${left} were writable`);
      bytes.fill(0);
      let received = new Uint8Array(0);
      server.onEach = (what) => {
        if (what !== "readable") return;
        const more = readAll(server.stream);
        const all = new Uint8Array(received.length + more.length);
        all.set(received);
        all.set(more, received.length);
        received = all;
      };
      server.onEach("readable");
      await harness.stage.until(() => received.length === 10 + taken, "the bytes taken");
      equalBytes(received, pattern(10 + taken), "content");
      equal(client.stream.write(new Uint8Array(0)), 0, "bytes taken of none");
    },
  },
  {
    name: "a full queue that drains is told, and only a full one",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { stage } = harness;
      server.onEach = (what) => {
        if (what === "readable") readAll(server.stream);
      };
      client.say("little");
      await stage.settle();
      equal(client.writable, 1, "calls after a short write");
      const bytes = new Uint8Array(16_384);
      while (client.stream.write(bytes) === bytes.length);
      await stage.until(() => client.writable === 2, "the call after a full queue");
      check(client.stream.writable > 0, "nothing is writable");
    },
  },
];

const ending: readonly Law<StreamsHarness>[] = [
  {
    name: "close sends what is queued; the peer can read it while it is told, once and last",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { stage } = harness;
      client.say("last words");
      client.stream.close();
      const calls = client.calls;
      await stage.until(() => server.closed.length > 0, "the end");
      equal(server.rest, "last words", "words read during onClose");
      const told = server.calls;
      equal(server.stream.write(bytesOf("too late")), 0, "bytes taken after the end");
      equal(server.stream.writable, 0, "writable after the end");
      equal(server.stream.read(10), undefined, "bytes after the end");
      server.stream.close();
      server.stream.abort();
      await stage.settle();
      equal(server.calls, told, "calls at the peer after its last");
      equal(client.calls, calls, "calls at the one that closed");
    },
  },
  {
    name: "close sends what is queued though the peer writes on",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { stage } = harness;
      const bytes = pattern(2000);
      let received = 0;
      server.onEach = (what) => {
        if (what === "writable") while (server.stream.write(bytes) === bytes.length);
        if (what === "readable") received += readAll(server.stream).length;
      };
      server.onEach("writable");
      const queued = client.stream.write(pattern(5000));
      client.stream.close();
      await stage.until(() => server.closed.length > 0, "the end");
      equal(received + server.rest.length, queued, "bytes that arrived");
    },
  },
  {
    name: "close within `onConnect` still sends what was written there",
    async run(harness) {
      const { stage } = harness;
      const server = new End(stage);
      const { port } = await listen(harness, (stream) => {
        server.stream = stream;
        server.say("busy");
        stream.close();
        return server;
      });
      const client = connect(harness, port);
      await stage.until(() => client.closed.length > 0, "the end");
      equal(client.rest, "busy", "words");
      await stage.settle();
      equal(server.calls, 0, "calls at the one that closed");
    },
  },
  {
    name: "abort drops the connection: the peer is told, the one that aborts is not",
    async run(harness) {
      const { client, server } = await pair(harness);
      client.stream.abort();
      const { calls } = client;
      equal(client.stream.write(bytesOf("too late")), 0, "bytes taken after abort");
      await harness.stage.until(() => server.closed.length > 0, "the end");
      await harness.stage.settle();
      equal(server.closed.length, 1, "calls of the peer's onClose");
      equal(client.calls, calls, "calls at the one that aborted");
      client.stream.abort();
      client.stream.close();
    },
  },
  {
    name: "what arrived before a connection broke can be read while that is told",
    async run(harness) {
      const { client, server } = await pair(harness);
      const { stage } = harness;
      client.say("famous");
      await stage.until(() => server.readable > 0, "words");
      client.stream.abort();
      await stage.until(() => server.closed.length > 0, "the end");
      equal(server.rest, "famous", "words read during onClose");
    },
  },
  {
    name: "no callback after close or abort before the connection opened",
    async run(harness) {
      const { port } = await listen(harness, (stream) => {
        const server = new End(harness.stage);
        server.stream = stream;
        return server;
      });
      for (const how of ["close", "abort"] as const) {
        const client = connect(harness, port);
        client.stream[how]();
        client.stream[how]();
        await harness.stage.settle();
        equal(client.calls, 0, `calls after ${how}`);
      }
    },
  },
  {
    name: "closing within any callback is the last that is heard",
    async run(harness) {
      for (const when of ["writable", "readable", "close"] as const) {
        const { client, server } = await pair(harness);
        let calls = -1;
        server.onEach = (what) => {
          if (what !== when) return;
          server.stream.close();
          calls = server.calls;
        };
        if (when === "writable") {
          // Told again once a queue was full: the other side reads.
          client.onEach = () => readAll(client.stream);
          const bytes = new Uint8Array(16_384);
          while (server.stream.write(bytes) === bytes.length);
        }
        client.say("a");
        client.say("b");
        if (when === "close") client.stream.close();
        await harness.stage.until(() => calls >= 0, `the ${when} callback`);
        await harness.stage.settle();
        equal(server.calls, calls, `calls after close within ${when}`);
      }
    },
  },
];

export const streamsLaws: readonly Law<StreamsHarness>[] = [...opening, ...reading, ...writing, ...ending];
