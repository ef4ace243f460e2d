import { DnsMessage } from "../../src/net/dns-message.ts";
import { Mdns } from "../../src/net/mdns.ts";
import type { Browser } from "../../src/net/mdns-browser.ts";
import type { DatagramOptions, Datagrams } from "../../src/ports/datagrams.ts";
import { program } from "../xs/inside/program.ts";
import type { XsWorld } from "../xs/inside/world.ts";
import { announcement, PRINTER, query, question, TYPICAL_POI, wireName } from "./dns-vectors.ts";

const TYPE = "_povpoi._tcp";
const BROWSE = query([question(wireName("_povpoi", "_tcp", "local"), 12)]);

/** A socket that only counts what is sent, and hears what the program says. */
class Air implements Datagrams {
  sent = 0;
  private options: DatagramOptions | undefined;

  addresses(): readonly string[] {
    return ["10.0.0.2"];
  }

  open(options: DatagramOptions) {
    this.options = options;
    return { port: options.port, send: () => this.sent++, close: () => {} };
  }

  hear(bytes: Uint8Array): void {
    this.options!.onReceive(bytes, "10.0.0.1", 5353);
  }
}

interface Node {
  air: Air;
  mdns: Mdns;
  browser: Browser;
  calls: number;
}

function makeNode(world: XsWorld): Node {
  const air = new Air();
  const mdns = new Mdns({ ...world.ports, datagrams: air }, { hostName: "povpoi-3c4d" });
  mdns.advertise({
    name: "Right Poi",
    type: TYPE,
    port: 8080,
    txt: { deviceId: "a1b2c3d43c4d", deviceName: "Right Poi", group: "pair", version: "0.1.0" },
  });
  const node: Node = { air, mdns, browser: undefined as never, calls: 0 };
  node.browser = mdns.browse(TYPE, {
    onFound: () => node.calls++,
    onUpdate: () => node.calls++,
    onLost: () => node.calls++,
  });
  return node;
}

/** A node that is done with probing and announcing. */
function settled(world: XsWorld): Node {
  const node = makeNode(world);
  world.advance(5000);
  return node;
}

function decode(bytes: Uint8Array) {
  return program({
    prepare: () => new DnsMessage(),
    run: (message) => message.decode(bytes),
    check: (fault, message) => expect(fault === undefined && message.count > 0),
  });
}

export const decodePoi = decode(TYPICAL_POI);
export const decodePrinter = decode(PRINTER);

export const hearNewPoi = program({
  prepare: settled,
  run: (node) => node.air.hear(TYPICAL_POI),
  check: (_result, node) => expect(node.calls === 1),
});

export const hearKnownPoi = program({
  prepare: (world) => {
    const node = settled(world);
    node.air.hear(TYPICAL_POI);
    return node;
  },
  run: (node) => node.air.hear(TYPICAL_POI),
  check: (_result, node) => expect(node.calls === 1),
});

export const hearPrinter = program({
  prepare: (world) => {
    const node = settled(world);
    node.air.hear(TYPICAL_POI);
    return node;
  },
  run: (node) => node.air.hear(PRINTER),
  check: (_result, node) => expect(node.calls === 1),
});

/** A question and its answer, which leaves 20 to 120 ms later. */
export const answer = program({
  prepare: (world) => {
    const node = settled(world);
    return { node, world, sent: node.air.sent };
  },
  run: ({ node, world }) => {
    node.air.hear(BROWSE);
    world.advance(130);
  },
  check: (_result, { node, sent }) => expect(node.air.sent === sent + 1),
});

/** Ten minutes of a node that knows one other, which tells of itself each 96 s. */
export const tenQuietMinutes = program({
  prepare: (world) => ({ node: settled(world), world }),
  run: ({ node, world }) => {
    for (let i = 0; i < 6; i++) {
      node.air.hear(TYPICAL_POI);
      world.advance(96_000);
    }
  },
  check: (_result, { node }) => expect(node.calls === 1 && node.browser.services().length === 1),
});

/** All that discovery holds in a node that is alone. */
export const alone = program({
  prepare: (world) => world,
  run: settled,
  check: (node) => expect((node as Node).air.sent > 0),
});

function heard(count: number) {
  return program({
    prepare: (world) => {
      const node = settled(world);
      const packets = Array.from({ length: count }, (_, i) =>
        announcement(
          `Poi number ${i}`,
          `povpoi-${i}`,
          `10.0.1.${i}`,
          80,
          `14 "deviceId=povpoi-1a2b" 13 "deviceName=Left Poi" 0a "group=pair" 09 "version=1"`,
        ),
      );
      return { node, packets };
    },
    run: ({ node, packets }) => {
      for (let i = 0; i < packets.length; i++) node.air.hear(packets[i]!);
    },
    check: (_result, { node }) => expect(node.browser.services().length === count),
  });
}

export const onePeer = heard(1);
export const fullCache = heard(32);

function expect(isTrue: boolean): void {
  if (!isTrue) throw new Error("the program did not do its work");
}
