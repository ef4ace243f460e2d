import assert from "node:assert/strict";
import type { LinkModel } from "../../sim/link.ts";
import type { SimHost } from "../../sim/sim-host.ts";
import { World } from "../../sim/world.ts";
import type { Stream, StreamEvents } from "../../src/ports/streams.ts";

const PORT = 80;
const CLEAN: Partial<LinkModel> = { jitterUs: 0, delayUs: 1000 };

/** One end of a connection that sends `total` patterned bytes and checks the pattern of what it reads. */
class End implements StreamEvents {
  stream!: Stream;
  sent = 0;
  received = 0;
  /** Bytes that may still be read; to play a slow reader. */
  allowance = Number.POSITIVE_INFINITY;
  opened = 0;
  readonly closed: string[] = [];
  private readonly total: number;
  private readonly closeWhenSent: boolean;

  constructor(total = 0, closeWhenSent = false) {
    this.total = total;
    this.closeWhenSent = closeWhenSent;
  }

  onWritable(): void {
    this.opened++;
    this.feed();
  }

  onReadable(): void {
    this.drain();
  }

  onClose(reason: string): void {
    this.drain();
    this.closed.push(reason);
  }

  feed(): void {
    while (this.sent < this.total) {
      const chunk = new Uint8Array(Math.min(1000, this.total - this.sent));
      for (let i = 0; i < chunk.length; i++) chunk[i] = pattern(this.sent + i);
      const taken = this.stream.write(chunk);
      this.sent += taken;
      if (taken < chunk.length) return;
    }
    if (this.closeWhenSent) this.stream.close();
  }

  drain(): void {
    while (this.allowance > 0) {
      const bytes = this.stream.read(Math.min(700, this.allowance));
      if (bytes === undefined) return;
      for (let i = 0; i < bytes.length; i++) {
        if (bytes[i] !== pattern(this.received + i)) assert.fail(`wrong byte at ${this.received + i}`);
      }
      this.received += bytes.length;
      this.allowance -= bytes.length;
    }
  }
}

function pattern(offset: number): number {
  return (offset * 31 + (offset >> 8) * 7) & 255;
}

interface Line {
  world: World;
  left: SimHost;
  right: SimHost;
  client: End;
  server: End;
}

/** `left` connects to `right`, who listens; nothing has run yet. */
function line(link: Partial<LinkModel>, client: End, server: End, seed: number | string = 1): Line {
  const world = new World({ seed, link: { ...CLEAN, ...link } });
  const left = world.addHost({ name: "left" });
  const right = world.addHost({ name: "right" });
  left.boot();
  right.boot();
  right.ports.streams.listen({
    port: PORT,
    onConnect: (stream) => {
      server.stream = stream;
      return server;
    },
    onError: assert.fail,
  });
  client.stream = left.ports.streams.connect(right.nic.address!, PORT, client);
  return { world, left, right, client, server };
}

describe("SimStreams", () => {
  it("deliver every byte once and in order, both ways, under loss, jitter and tails", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { world, client, server } = line(
        { loss: 0.15, jitterUs: 5000, tailChance: 0.05, tailUs: 400_000, duplication: 0.1, reorder: 0.1 },
        new End(60_000),
        new End(40_000),
        seed,
      );
      assert.ok(
        world.runUntilTrue(() => server.received === 60_000 && client.received === 40_000, 300_000),
        `seed ${seed}: ${server.received} and ${client.received}`,
      );
      server.stream.close();
      world.runForMs(60_000);
      assert.deepEqual(client.closed, ["ended by the peer"]);
      assert.deepEqual(server.closed, [], "the one that closed is called no more");
      assert.ok(world.network.counters.tcpBytesResent > 0);
      assert.equal(world.network.counters.tcpBytesSent, 100_000);
    }
  });

  it("carry 80 kB in 0.2 s over a clean link, and pay for loss in time", () => {
    const tookUs = (link: Partial<LinkModel>): number => {
      let sum = 0;
      for (let seed = 0; seed < 10; seed++) {
        const { world, server } = line(link, new End(80_000), new End(), seed);
        assert.ok(world.runUntilTrue(() => server.received === 80_000, 600_000));
        sum += world.nowUs;
      }
      return sum / 10;
    };
    const cleanUs = tookUs({});
    assert.ok(cleanUs < 200_000, `${cleanUs}`);
    const lossyUs = tookUs({ loss: 0.1 });
    assert.ok(lossyUs > 3 * cleanUs, `${lossyUs}`);
    // What follows a lost packet tells of it: few losses wait for a time-out of 300 ms. Without that it takes 3.2 s.
    assert.ok(lossyUs < 2_000_000, `${lossyUs}`);
  });

  it("cost two packets a segment and none while idle", () => {
    const { world, server } = line({}, new End(14_600), new End());
    world.runUntilTrue(() => server.received === 14_600, 60_000);
    world.runForMs(1000);
    const { tcpSegmentsSent } = world.network.counters;
    assert.ok(tcpSegmentsSent <= 3 + 2 * 16, `${tcpSegmentsSent}`);
    const { fired } = world.scheduler;
    world.runForMs(3_600_000);
    assert.equal(world.scheduler.fired, fired);
  });

  it("stop the writer at two buffers while nobody reads, and go on when somebody does", () => {
    const { world, client, server } = line({}, new End(50_000), new End());
    server.allowance = 0;
    world.runForMs(30_000);
    const stopped = client.sent;
    assert.ok(stopped > 5744 && stopped <= 5744 * 2, `${stopped}`);
    world.runForMs(30_000);
    assert.equal(client.sent, stopped);
    assert.equal(world.network.counters.tcpBytesResent, 0, "bytes sent beyond the reader's window");
    server.allowance = 1000;
    server.drain();
    world.runForMs(600_000);
    assert.deepEqual(client.closed, [], "a slow reader is not a dead one");
    server.allowance = Number.POSITIVE_INFINITY;
    server.drain();
    world.runForMs(30_000);
    assert.equal(server.received, 50_000);
  });

  it("recover when the news of a window that opened is lost", () => {
    const { world, left, right, client, server } = line({}, new End(50_000), new End());
    server.allowance = 0;
    world.runForMs(5000);
    world.network.cutOneWay(right.nic, left.nic);
    server.allowance = Number.POSITIVE_INFINITY;
    server.drain();
    world.runForMs(100);
    world.heal();
    assert.ok(world.runUntilTrue(() => server.received === 50_000, 20_000));
    assert.deepEqual(client.closed, []);
  });

  it("refuse where nobody listens, and time out where nobody is", () => {
    const { world, left, right } = line({}, new End(), new End());
    const refused = new End();
    refused.stream = left.ports.streams.connect(right.nic.address!, 81, refused);
    const lost = new End();
    lost.stream = left.ports.streams.connect("10.0.99.99", PORT, lost);
    world.runForMs(100);
    assert.deepEqual(refused.closed, ["refused by the peer"]);
    assert.deepEqual(lost.closed, []);
    world.runForMs(25_000);
    assert.deepEqual(lost.closed, ["timed out"]);
    assert.equal(refused.opened + lost.opened, 0);
  });

  it("open though the first packets are lost", () => {
    for (let seed = 0; seed < 30; seed++) {
      // A server that waits for the question, so that nothing but the answer to its first packet opens the client's end.
      const { world, client, server } = line({ loss: 0.2 }, new End(10), new End(), seed);
      assert.ok(
        world.runUntilTrue(() => server.received === 10, 19_000),
        `seed ${seed}`,
      );
      assert.equal(client.opened, 1);
      assert.equal(server.opened, 1, "one connection, however often it is asked for");
    }
  });
});

describe("SimStreams in a partition", () => {
  it("stall and go on where it heals in time", () => {
    const { world, left, right, client, server } = line({}, new End(80_000), new End());
    world.runUntilTrue(() => server.received > 20_000, 10_000);
    world.network.cut(left.nic, right.nic);
    world.runForMs(100);
    const stalled = server.received;
    world.runForMs(12_000);
    assert.equal(server.received, stalled);
    world.heal();
    assert.ok(world.runUntilTrue(() => server.received === 80_000, 8000));
    assert.deepEqual([client.closed, server.closed], [[], []]);
  });

  it("break after 20 s of unacknowledged data, only at the end that has some", () => {
    const { world, left, right, client, server } = line({}, new End(80_000), new End());
    world.runUntilTrue(() => server.received > 20_000, 10_000);
    const startUs = world.nowUs;
    world.network.cut(left.nic, right.nic);
    world.runUntilTrue(() => client.closed.length > 0, 60_000);
    assert.deepEqual(client.closed, ["timed out"]);
    const tookUs = world.nowUs - startUs;
    assert.ok(tookUs > 19_900_000 && tookUs < 20_500_000, `${tookUs}`);
    world.runForMs(600_000);
    assert.deepEqual(server.closed, []);
    world.heal();
    server.stream.write(new Uint8Array(1));
    world.runForMs(1000);
    assert.deepEqual(server.closed, ["reset by the peer"]);
  });

  it("break for the writer too when only the way back is cut: bytes arrive, acknowledgements do not", () => {
    const { world, left, right, client, server } = line({}, new End(3000), new End());
    world.runUntilTrue(() => client.opened > 0, 1000);
    world.network.cutOneWay(right.nic, left.nic);
    world.runForMs(5000);
    assert.equal(server.received, 3000);
    assert.deepEqual(client.closed, []);
    world.runForMs(20_000);
    assert.deepEqual(client.closed, ["timed out"]);
  });

  it("are at peace with an asymmetric cut that heals: nothing is delivered twice", () => {
    const { world, left, right, client, server } = line({}, new End(30_000), new End());
    world.runUntilTrue(() => server.received > 5000, 1000);
    world.network.cutOneWay(right.nic, left.nic);
    world.runForMs(10_000);
    world.heal();
    assert.ok(world.runUntilTrue(() => server.received === 30_000, 10_000));
    assert.equal(right.nic.counters.tcpBytesReceived, 30_000);
    assert.deepEqual(client.closed, []);
  });
});

describe("SimStreams and a crash", () => {
  it("tell nobody while the line is idle, and break when it is written to", () => {
    const { world, right, client } = line({}, new End(10), new End());
    world.runForMs(1000);
    right.crash();
    world.runForMs(3_600_000);
    assert.deepEqual(client.closed, []);
    client.stream.write(new Uint8Array(5));
    world.runForMs(19_000);
    assert.deepEqual(client.closed, []);
    world.runForMs(2000);
    assert.deepEqual(client.closed, ["timed out"]);
  });

  it("reset at once where the peer is up again and knows nothing", () => {
    const { world, right, client } = line({}, new End(10), new End());
    world.runForMs(1000);
    right.crash();
    right.boot();
    client.stream.write(new Uint8Array(5));
    world.runForMs(100);
    assert.deepEqual(client.closed, ["reset by the peer"]);
  });

  it("call nothing of the node that crashed", () => {
    const { world, left, client, server } = line({}, new End(80_000), new End());
    world.runUntilTrue(() => server.received > 20_000, 10_000);
    const before = [client.sent, client.opened];
    left.crash();
    assert.equal(client.stream.write(new Uint8Array(5)), 0);
    const zombie = new End();
    zombie.stream = client.stream;
    world.runForMs(100_000);
    assert.deepEqual([client.sent, client.opened, client.closed], [...before, []]);
  });

  it("tell no listener of the node that crashed, neither of its port nor of a taken one", () => {
    const world = new World({ seed: 1 });
    const host = world.addHost();
    const { streams } = host.boot();
    const told: string[] = [];
    for (let i = 0; i < 2; i++) {
      streams.listen({
        port: PORT,
        onConnect: () => undefined,
        onError: () => told.push("error"),
        onListening: () => told.push("listening"),
      });
    }
    host.crash();
    host.boot();
    world.runForMs(100);
    assert.deepEqual(told, []);
  });
});

describe("SimStreams close and abort", () => {
  it("close delivers what is queued though the reader is slow, abort does not", () => {
    const closing = line({}, new End(8000), new End());
    closing.server.allowance = 0;
    closing.world.runForMs(2000);
    closing.client.stream.close();
    closing.world.runForMs(2000);
    closing.server.allowance = Number.POSITIVE_INFINITY;
    closing.server.drain();
    closing.world.runForMs(2000);
    assert.equal(closing.server.received, 8000);
    assert.deepEqual(closing.server.closed, ["ended by the peer"]);

    const aborting = line({}, new End(8000), new End());
    aborting.server.allowance = 0;
    aborting.world.runForMs(2000);
    aborting.client.stream.abort();
    aborting.server.allowance = Number.POSITIVE_INFINITY;
    aborting.world.runForMs(2000);
    assert.equal(aborting.server.received, 5744);
    assert.deepEqual(aborting.server.closed, ["reset by the peer"]);
  });

  it("leave nothing behind: no connection, no event", () => {
    const { world, left, right } = line({ loss: 0.1 }, new End(5000, true), new End());
    world.runForMs(120_000);
    assert.equal(left.nic.streams.size + right.nic.streams.size, 0);
    assert.equal(world.scheduler.pending, 0);
  });

  it("give up a queue that the peer never takes", () => {
    const { world, left, client, server } = line({}, new End(8000), new End());
    server.allowance = 0;
    world.runForMs(1000);
    client.stream.close();
    world.runForMs(120_000);
    assert.equal(left.nic.streams.size, 0);
    assert.deepEqual(server.closed, ["reset by the peer"]);
  });
});
