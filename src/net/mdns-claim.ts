import { frozen } from "../bytes/frozen.ts";
import { isDigits } from "../bytes/text-forms.ts";
import { utf8Length } from "../bytes/utf8.ts";
import { assert } from "../ports/assert.ts";
import { type DnsName, encodeName, MAX_LABEL_BYTES } from "./dns-name.ts";
import {
  absenceRecord,
  addressRecord,
  type DnsRecord,
  pointerRecord,
  serviceRecord,
  TYPE_A,
  TYPE_SRV,
  TYPE_TXT,
  textRecord,
  typeName,
} from "./dns-record.ts";

/** Where all service types of a network can be listed (RFC 6763, section 9). */
const ALL_TYPES = frozen(["_services", "_dns-sd", "_udp", "local"]);
/** Addresses that a node tells of. */
const MAX_ADDRESSES = 4;
/** Long before any moment: never. */
const NEVER_MS = -1e12;

/** A record of ours and what was done with it. */
export class OwnRecord implements DnsRecord {
  readonly claim: Claim;
  readonly name: DnsName;
  readonly type: number;
  readonly unique: boolean;
  readonly ttlS: number;
  readonly data: Uint8Array;
  lastMulticastMs: number = NEVER_MS;
  /** When it is to be sent as an answer; 0 for not at all. */
  dueMs = 0;
  /** The only node that waits for the answer, which alone may call it off; empty for several. */
  waitsFor = "";
  /** The question at hand asks for an answer by unicast (QU). */
  forAskerOnly = false;

  constructor(claim: Claim, record: DnsRecord) {
    this.claim = claim;
    this.name = record.name;
    this.type = record.type;
    this.unique = record.unique;
    this.ttlS = record.ttlS;
    this.data = record.data;
  }
}

/** idle: no network. probing: is the name free? announcing: it is ours, and others are told. held: all is said. */
export type ClaimState = "idle" | "probing" | "announcing" | "held";

/** A name that must be unique on the network, with its records: asked for by probing, held until a conflict. */
export abstract class Claim {
  /** The name that is claimed now. */
  name: DnsName = new Uint8Array(1);
  /** The label that changes on a conflict. */
  label: string;
  /** Records of `name`, which nobody else may have. */
  unique: OwnRecord[] = [];
  /** Records of other names that lead to `name`. */
  shared: OwnRecord[] = [];
  /** Says which types `name` has none of. */
  absence: OwnRecord | undefined;
  state: ClaimState = "idle";
  /** When the next probe or announcement is to be sent. */
  nextMs = 0;
  probesSent = 0;
  tiesLost = 0;
  announcementsLeft = 0;
  lastAnnouncedMs: number = NEVER_MS;
  /** The label that the owner knows of. */
  toldLabel: string;

  constructor(label: string) {
    assert(label.length > 0, "a name has at least one character");
    this.label = cutLabel(label, MAX_LABEL_BYTES);
    this.toldLabel = this.label;
  }

  /** Takes the next name in line. */
  abstract rename(): void;

  /** Makes the records anew, after a change of what they say. */
  abstract build(): void;

  /** Whether `name` belongs to this node, so that questions about it are answered. */
  get isOurs(): boolean {
    return this.state === "announcing" || this.state === "held";
  }

  /** Whether `name` has records of a type. */
  hasType(type: number): boolean {
    const { unique } = this;
    for (let i = 0; i < unique.length; i++) if (unique[i]!.type === type) return true;
    return false;
  }

  /** Whether a record that was kept aside still says what is so. */
  has(record: OwnRecord): boolean {
    return this.unique.includes(record) || this.shared.includes(record) || this.absence === record;
  }
}

/** The name of this node and its addresses. */
export class HostClaim extends Claim {
  addresses: readonly string[];
  private readonly base: string;
  private number = 1;

  constructor(label: string, addresses: readonly string[]) {
    super(label);
    this.base = this.label;
    this.addresses = addresses;
    this.build();
  }

  /** `povpoi-1a2b` becomes `povpoi-1a2b-2`. */
  override rename(): void {
    this.label = numbered(this.base, `-${++this.number}`);
    this.build();
  }

  override build(): void {
    const name = encodeName([this.label, "local"]);
    this.name = name;
    this.unique = this.addresses
      .slice(0, MAX_ADDRESSES)
      .map((address) => new OwnRecord(this, addressRecord(name, address)));
    this.absence = new OwnRecord(this, absenceRecord(name, [TYPE_A]));
  }
}

/** An instance of a service. */
export class ServiceClaim extends Claim {
  readonly type: string;
  readonly typeName: DnsName;
  port: number;
  txt: Uint8Array;
  private readonly host: HostClaim;
  private base = "";
  private number = 1;

  constructor(host: HostClaim, label: string, type: string, port: number, txt: Uint8Array) {
    super(label);
    this.host = host;
    this.type = type;
    this.typeName = typeName(type);
    this.port = port;
    this.txt = txt;
    this.readNumber();
    this.build();
  }

  /** "Left Poi" becomes "Left Poi (2)". */
  override rename(): void {
    this.label = numbered(this.base, ` (${++this.number})`);
    this.build();
  }

  /** Another name, by the owner's wish. */
  setLabel(label: string): void {
    this.label = cutLabel(label, MAX_LABEL_BYTES);
    this.toldLabel = this.label;
    this.readNumber();
    this.build();
  }

  override build(): void {
    const name = encodeName([this.label, ...this.type.split("."), "local"]);
    this.name = name;
    this.unique = [
      this.keep(serviceRecord(name, this.host.name, this.port)),
      this.keep(textRecord(name, this.txt)),
    ];
    this.shared = [
      this.keep(pointerRecord(this.typeName, name)),
      this.keep(pointerRecord(encodeName(ALL_TYPES), this.typeName)),
    ];
    this.absence = new OwnRecord(this, absenceRecord(name, [TYPE_TXT, TYPE_SRV]));
  }

  /** "Poi (2)" is followed by "Poi (3)", so that a name that was kept over a restart does not grow. */
  private readNumber(): void {
    const { label } = this;
    const open = label.lastIndexOf(" (");
    const digits = label.slice(open + 2, -1);
    const isNumbered = open >= 0 && label.endsWith(")") && isDigits(digits, 1, 6);
    this.base = isNumbered ? label.slice(0, open) : label;
    this.number = isNumbered ? Number(digits) : 1;
  }

  private keep(record: DnsRecord): OwnRecord {
    return new OwnRecord(this, record);
  }
}

/** `base` with a suffix, cut so that both fit into a label. */
function numbered(base: string, suffix: string): string {
  return cutLabel(base, MAX_LABEL_BYTES - utf8Length(suffix)) + suffix;
}

/** The longest beginning of `text` of at most `limit` bytes of UTF-8. */
function cutLabel(text: string, limit: number): string {
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}
