import type { LinkModel } from "../../sim/link.ts";
import type { SimHost } from "../../sim/sim-host.ts";
import type { PacketNote } from "../../sim/sim-network.ts";
import { World } from "../../sim/world.ts";
import type { Advertisement, AdvertiseOptions } from "../../src/net/mdns.ts";
import { Mdns } from "../../src/net/mdns.ts";
import type { BrowseOptions, Browser } from "../../src/net/mdns-browser.ts";
import type { MdnsService } from "../../src/net/mdns-cached-service.ts";
import type { DatagramSocket } from "../../src/ports/datagrams.ts";
import { packetText } from "./dns-views.ts";

export const TYPE = "_povpoi._tcp";
export const GROUP = "224.0.0.251";

type Browsing = Pick<BrowseOptions, "maxInstances" | "heardMs">;

/** A poi as far as discovery goes: a host of the virtual world, its names, and what it found. */
export class Poi {
  readonly host: SimHost;
  readonly hostLabel: string;
  readonly label: string;
  mdns!: Mdns;
  service!: Advertisement;
  browser!: Browser;
  /** What the callbacks said, such as "found Right Poi". */
  readonly events: string[] = [];
  readonly renames: string[] = [];
  port = 8080;

  constructor(host: SimHost, hostLabel: string, label: string) {
    this.host = host;
    this.hostLabel = hostLabel;
    this.label = label;
  }

  start(options: Partial<AdvertiseOptions> & Browsing = {}): this {
    const ports = this.host.boot();
    this.mdns = new Mdns(ports, {
      hostName: this.hostLabel,
      onHostRename: (name) => this.renames.push(`${name}.local`),
    });
    this.service = this.mdns.advertise({
      name: this.label,
      type: TYPE,
      port: this.port,
      txt: { deviceId: this.hostLabel, deviceName: this.label, group: "pair", version: "1" },
      onRename: (name) => this.renames.push(name),
      ...options,
    });
    this.browse(options);
    return this;
  }

  /** Only looks, and offers nothing. */
  startBrowser(options: Browsing = {}): this {
    this.mdns = new Mdns(this.host.boot(), { hostName: this.hostLabel });
    this.browse(options);
    return this;
  }

  private browse({ maxInstances, heardMs }: Browsing): void {
    this.browser = this.mdns.browse(TYPE, {
      onFound: (service) => this.events.push(`found ${service.name}`),
      onUpdate: (service) => this.events.push(`update ${service.name}`),
      onLost: (service) => this.events.push(`lost ${service.name}`),
      ...(maxInstances === undefined ? {} : { maxInstances }),
      ...(heardMs === undefined ? {} : { heardMs }),
    });
  }

  /** Names of what is found now, sorted. */
  get found(): string[] {
    return this.browser
      .services()
      .map((service) => service.name)
      .sort();
  }

  get(name: string): MdnsService | undefined {
    return this.browser.services().find((service) => service.name === name);
  }

  stop(): void {
    this.mdns.stop();
    this.host.crash();
  }
}

/** A packet as it left: when (ms), from where, to where, and its entries in words. */
export interface Heard {
  atMs: number;
  from: string;
  to: string;
  toPort: number;
  bytes: Uint8Array;
  text: string[];
}

/** A virtual network with a listener on the wire. */
export class MdnsWorld {
  readonly world: World;
  readonly heard: Heard[] = [];

  constructor(seed: number | string, link: Partial<LinkModel> = {}) {
    this.world = new World({ seed, link });
    this.world.network.onPacket = (note) => this.hear(note);
  }

  get nowMs(): number {
    return this.world.nowUs / 1000;
  }

  poi(label: string, hostLabel = `povpoi-${label.toLowerCase().replaceAll(" ", "-")}`): Poi {
    return new Poi(this.world.addHost(), hostLabel, label);
  }

  /** Two poi that are done with probing and announcing, and know each other. */
  pair(): [left: Poi, right: Poi] {
    const left = this.poi("Left Poi", "povpoi-1a2b").start();
    const right = this.poi("Right Poi", "povpoi-3c4d").start();
    this.world.runForMs(10_000);
    this.heard.length = 0;
    return [left, right];
  }

  /** A bare socket that sends packets written by hand and keeps what reaches it. */
  stranger(port = 5353): Stranger {
    return new Stranger(this.world.addHost(), port);
  }

  /** Packets with an entry that holds these words. */
  packetsWith(...words: string[]): Heard[] {
    return this.heard.filter(({ text }) => text.some((line) => words.every((word) => line.includes(word))));
  }

  /** Responses with an entry that holds these words. */
  answersWith(...words: string[]): Heard[] {
    return this.packetsWith(...words).filter(({ bytes }) => bytes[2]! >= 0x80);
  }

  private hear(note: PacketNote): void {
    if (note.kind !== "udp") return;
    const { atUs, from, to, toPort, bytes } = note;
    this.heard.push({ atMs: atUs / 1000, from, to, toPort, bytes, text: packetText(bytes) });
  }
}

/** Somebody on the network who is not a node. */
export class Stranger {
  readonly received: { address: string; port: number; bytes: Uint8Array; text: string[] }[] = [];
  readonly address: string;
  readonly socket: DatagramSocket;

  constructor(host: SimHost, port: number) {
    const { datagrams } = host.boot();
    this.address = datagrams.addresses()[0]!;
    this.socket = datagrams.open({
      port,
      group: GROUP,
      onReceive: (bytes, address, from) => {
        if (address !== this.address)
          this.received.push({ address, port: from, bytes, text: packetText(bytes) });
      },
      onError: () => {},
    });
  }

  multicast(bytes: Uint8Array): void {
    this.socket.send(bytes, GROUP, 5353);
  }
}
