import { check, equal, equalBytes, type Law, pattern, patternAt } from "./law.ts";
import { pair, readAll, type StreamsHarness, text } from "./stream-end.ts";

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

/** What holds while a connection is open. */
export const transferLaws: readonly Law<StreamsHarness>[] = [...reading, ...writing];
