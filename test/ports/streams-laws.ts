import { check, equal, type Law, pattern } from "./law.ts";
import { bytesOf, connect, End, listen, pair, readAll, type StreamsHarness, text } from "./stream-end.ts";
import { transferLaws } from "./streams-transfer-laws.ts";

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

export const streamsLaws: readonly Law<StreamsHarness>[] = [...opening, ...transferLaws, ...ending];
