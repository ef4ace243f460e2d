import { assert } from "../ports/assert.ts";
import { DnsEncoder } from "./dns-encoder.ts";
import type { DnsMessage } from "./dns-message.ts";
import { nameText, sameName } from "./dns-name.ts";
import { encodeTxt, type TxtValues } from "./dns-txt.ts";
import { type BrowseOptions, Browser } from "./mdns-browser.ts";
import { type Claim, HostClaim, type OwnRecord, ServiceClaim } from "./mdns-claim.ts";
import { MDNS_PORT, type MdnsCounters, MdnsLink } from "./mdns-link.ts";
import { MdnsProber } from "./mdns-prober.ts";
import { MdnsResponder } from "./mdns-responder.ts";
import { MdnsSpeaker } from "./mdns-speaker.ts";
import type { MdnsPorts } from "./mdns-timing.ts";
import { Pulse } from "./pulse.ts";

/**
 * Multicast DNS and DNS-SD (RFC 6762, RFC 6763): nodes of one network find each other without a server. A node makes sure
 * that its names are its own (`MdnsProber`), answers questions about them (`MdnsResponder`), and keeps in mind what
 * others say of theirs (`Browser`), all over one socket (`MdnsLink`). What is heard is a hint, never trusted: anybody on the
 * network can say anything.
 *
 * Left out: IPv6, other domains than .local, subtypes, and reverse lookup of addresses.
 */

/** Services of one node; each costs some records. */
const MAX_SERVICES = 8;

export interface MdnsOptions {
  /** Name of this node without ".local", such as "povpoi-1a2b": up to 63 bytes. */
  hostName: string;
  /** Its addresses are looked at with each beat; default: a pulse of its own. */
  pulse?: Pulse;
  /** Another node has that name; this one is called `hostName` now ("povpoi-1a2b-2"). */
  onHostRename?(hostName: string): void;
}

export interface AdvertiseOptions {
  /** Name for people, such as "Left Poi": any characters; past 63 bytes it is cut. */
  name: string;
  /** Such as "_povpoi._tcp". */
  type: string;
  port: number;
  txt?: TxtValues;
  /** Another node's service has that name; this one is called `name` now ("Left Poi (2)"). */
  onRename?(name: string): void;
}

/** A service that this node offers. */
export interface Advertisement {
  /** The name that it has now. */
  readonly name: string;
  /** Whether the name was probed and is told to all. */
  readonly isHeld: boolean;
  /** Changes what the service says; everybody is told, at most once a second. A new name is probed first. */
  update(change: { name?: string; port?: number; txt?: TxtValues }): void;
  /** Says goodbye to this service. */
  stop(): void;
}

/** What one node says and hears by multicast DNS. */
export class Mdns {
  private readonly ports: MdnsPorts;
  private readonly options: MdnsOptions;
  private readonly encoder: DnsEncoder = new DnsEncoder();
  private readonly link: MdnsLink;
  private readonly host: HostClaim;
  private readonly speaker: MdnsSpeaker;
  private readonly prober: MdnsProber;
  private readonly responder: MdnsResponder;
  /** The host, then services. */
  private readonly claims: Claim[] = [];
  private readonly renames = new Map<Claim, ((name: string) => void) | undefined>();
  /** Records under a name that its owner gave up, which others hold until the next one is told. */
  private readonly former = new Map<Claim, OwnRecord[]>();
  private browsers: Browser[] = [];
  private stopped = false;

  constructor(ports: MdnsPorts, options: MdnsOptions) {
    this.ports = ports;
    this.options = options;
    this.link = new MdnsLink(ports, options.pulse ?? new Pulse(ports.timers), {
      onMessage: (message, address, port) => this.onMessage(message, address, port),
      onNetworkChange: () => this.onNetworkChange(),
    });
    this.host = new HostClaim(options.hostName, this.link.addresses);
    this.speaker = new MdnsSpeaker(this.link, this.encoder, this.host);
    this.prober = new MdnsProber(ports, this.host, this.speaker, this.link.counters, {
      onRename: (claim) => this.onRename(claim),
      onNewName: (claim) => this.onNewName(claim),
      onAnnounced: (claim) => this.leaveFormer(claim),
    });
    this.responder = new MdnsResponder(ports, this.link, this.speaker, this.claims);
  }

  /** The name of this node now, such as "povpoi-1a2b.local". */
  get hostName(): string {
    return nameText(this.host.name);
  }

  /** What went in and out. */
  get counters(): Readonly<MdnsCounters> {
    return this.link.counters;
  }

  /** Offers a service, once its name is known to be free. The first one also claims the name of the host. */
  advertise(options: AdvertiseOptions): Advertisement {
    assert(!this.stopped, "advertise after stop");
    assert(this.claims.length <= MAX_SERVICES, `at most ${MAX_SERVICES} services`);
    const { name, type, port, txt = {} } = options;
    assert(Number.isInteger(port) && port > 0 && port < 65_536, "a port is 1 to 65535");
    const claim = new ServiceClaim(this.host, name, type, port, encodeTxt(txt));
    if (this.claims.length === 0) this.add(this.host, this.options.onHostRename);
    this.add(claim, options.onRename);
    const isOpen = () => this.claims.includes(claim);
    return {
      get name() {
        return claim.label;
      },
      get isHeld() {
        return claim.isOurs;
      },
      update: (change) => isOpen() && this.update(claim, change),
      stop: () => isOpen() && this.withdraw(claim),
    };
  }

  /** Looks for the services of a type, such as "_povpoi._tcp", until the browser is stopped. */
  browse(type: string, options: BrowseOptions): Browser {
    assert(!this.stopped, "browse after stop");
    const isOwn = (bytes: Uint8Array, at: number) => this.isOwnName(bytes, at);
    this.browsers = this.browsers.filter((browser) => !browser.isStopped);
    const browser = new Browser(this.ports, this.link, this.encoder, isOwn, type, options);
    this.browsers.push(browser);
    return browser;
  }

  /** Reads this node's addresses again now, instead of within 5 s. */
  checkNetwork(): void {
    this.link.checkNetwork();
  }

  /** Says goodbye and ends everything; no callback runs afterwards. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const browser of this.browsers) browser.stop();
    this.responder.stop();
    const records: OwnRecord[] = [];
    for (const claim of this.claims) {
      if (claim.isOurs) records.push(...farewell(claim));
      records.push(...(this.former.get(claim) ?? []));
    }
    for (const claim of this.claims) this.prober.drop(claim);
    this.speaker.goodbye(records);
    this.link.close();
  }

  private add(claim: Claim, onRename: ((name: string) => void) | undefined): void {
    this.claims.push(claim);
    this.renames.set(claim, onRename);
    if (this.link.isOpen) this.prober.begin(claim);
  }

  private withdraw(claim: Claim): void {
    if (claim.isOurs) this.speaker.goodbye(farewell(claim));
    this.leaveFormer(claim);
    this.prober.drop(claim);
    this.renames.delete(claim);
    this.claims.splice(this.claims.indexOf(claim), 1);
  }

  private update(claim: ServiceClaim, change: { name?: string; port?: number; txt?: TxtValues }): void {
    const { name = claim.label, port = claim.port, txt } = change;
    claim.port = port;
    if (txt !== undefined) claim.txt = encodeTxt(txt);
    if (name === claim.label) {
      claim.build();
      this.prober.announce(claim);
      return;
    }
    // The goodbye waits for the next name, or nobody would be there in between.
    if (claim.isOurs && !this.former.has(claim)) this.former.set(claim, farewell(claim));
    claim.setLabel(name);
    if (claim.state !== "idle") this.prober.begin(claim);
  }

  /** Says goodbye to the name that a claim had before, unless it has it again. */
  private leaveFormer(claim: Claim): void {
    const records = this.former.get(claim);
    if (records === undefined) return;
    this.former.delete(claim);
    if (!claim.isOurs || !sameName(records.at(-1)!.name, 0, claim.name, 0)) this.speaker.goodbye(records);
  }

  private isOwnName(bytes: Uint8Array, at: number): boolean {
    // Also a name that is contested: who has it is found when the contest is over.
    for (const claim of this.claims) {
      if (claim.state !== "idle" && sameName(bytes, at, claim.name, 0)) return true;
    }
    return false;
  }

  private onMessage(message: DnsMessage, address: string, port: number): void {
    if (message.isResponse) {
      this.prober.onResponse(message);
      this.responder.onResponse(message);
      for (const browser of this.browsers) browser.onResponse(message, address);
      return;
    }
    if (message.authorityEnd > message.answerEnd) this.prober.onProbe(message);
    this.responder.onQuery(message, address, port);
    if (port === MDNS_PORT) for (const browser of this.browsers) browser.onQuery(message, address);
  }

  /** The names may be taken on another network: all are asked for again, and everybody is told the addresses of now. */
  private onNetworkChange(): void {
    this.host.addresses = this.link.addresses;
    this.host.build();
    for (const claim of this.claims) {
      if (this.link.isOpen) this.prober.begin(claim);
      else this.prober.drop(claim);
    }
    for (const browser of this.browsers) browser.restart();
  }

  private onNewName(claim: Claim): void {
    if (claim !== this.host) {
      // Whoever has the old name was not looked at while it was ours to ask for.
      for (const browser of this.browsers) browser.refresh();
      return;
    }
    for (const service of this.claims) {
      if (service === this.host) continue;
      service.build();
      this.prober.announce(service);
    }
  }

  private onRename(claim: Claim): void {
    if (!this.stopped) this.renames.get(claim)?.(claim.label);
  }
}

/** What is taken back when a claim ends. The list of service types stays: other nodes offer the same type. */
function farewell(claim: Claim): OwnRecord[] {
  return claim.shared.length === 0 ? claim.unique : [claim.shared[0]!, ...claim.unique];
}
