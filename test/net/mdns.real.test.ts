import assert from "node:assert/strict";
import { NodeClock } from "../../hosts/node/node-clock.ts";
import { NodeDatagrams } from "../../hosts/node/node-datagrams.ts";
import { NodeRandom } from "../../hosts/node/node-random.ts";
import { NodeTimers } from "../../hosts/node/node-timers.ts";
import { Mdns } from "../../src/net/mdns.ts";
import { TYPE } from "./mdns-world.ts";

describe("multicast DNS on this machine's loopback", () => {
  const running: Mdns[] = [];
  afterEach(() => {
    for (const mdns of running.splice(0)) mdns.stop();
  });

  /** A node, and what it says: resolves when it has heard an event for a name. */
  function start(hostName: string, name: string) {
    const heard: string[] = [];
    let wake = () => {};
    const hear = (event: string) => {
      heard.push(event);
      wake();
    };
    const mdns = new Mdns(
      {
        clock: new NodeClock(),
        timers: new NodeTimers(),
        random: new NodeRandom(),
        datagrams: new NodeDatagrams({ interfaces: "loopback" }),
      },
      { hostName },
    );
    running.push(mdns);
    mdns.advertise({ name, type: TYPE, port: 8080, txt: { deviceName: name } });
    mdns.browse(TYPE, {
      onFound: (found) => hear(`found ${found.name} at ${found.addresses}`),
      onUpdate: (found) => hear(`updated ${found.name}`),
      onLost: (found) => hear(`lost ${found.name}`),
    });
    const until = async (event: string) => {
      while (!heard.includes(event)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    return { mdns, until };
  }

  it("lets two nodes with one address and one port find each other, and say goodbye", async () => {
    const id = `${process.pid}`;
    const left = start(`povpoi-l${id}`, `Left ${id}`);
    const right = start(`povpoi-r${id}`, `Right ${id}`);
    await left.until(`found Right ${id} at 127.0.0.1`);
    await right.until(`found Left ${id} at 127.0.0.1`);
    left.mdns.stop();
    await right.until(`lost Left ${id}`);
    assert.equal(right.mdns.counters.conflicts, 0);
    assert.equal(right.mdns.counters.echoes, right.mdns.counters.sent);
  });
});
