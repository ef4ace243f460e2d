import { assert } from "../ports/assert.ts";
import { type DnsName, encodeName } from "./dns-name.ts";

/** Record types (RFC 1035, 2782, 4034). */
export const TYPE_A = 1;
export const TYPE_PTR = 12;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_NSEC = 47;
export const TYPE_ANY = 255;

/** The Internet: the only class of multicast DNS. */
export const CLASS_IN = 1;
export const CLASS_ANY = 255;
/** Top bit of the class: in a question "answer by unicast, please" (QU), in a record "forget what you knew" (cache-flush). */
export const CLASS_FLAG = 0x8000;

/** Lifetime of records that hold an address or a host's name, in seconds (RFC 6762, section 10). */
export const HOST_TTL_S = 120;
/** Lifetime of all others, in seconds: 75 minutes. */
export const OTHER_TTL_S = 4500;

/** A record to be sent. */
export interface DnsRecord {
  readonly name: DnsName;
  readonly type: number;
  /** Only one node may hold records of this name and type: it is probed for, and sent with the cache-flush bit. */
  readonly unique: boolean;
  readonly ttlS: number;
  /** The record's data, names in it uncompressed. */
  readonly data: Uint8Array;
}

/** Where a name begins inside the data of a type, or -1 where there is none. It runs to the end, but for NSEC's. */
export function nameInData(type: number): number {
  if (type === TYPE_PTR || type === TYPE_NSEC) return 0;
  return type === TYPE_SRV ? 6 : -1;
}

/** The address of a host, such as "192.168.4.1". */
export function addressRecord(host: DnsName, address: string): DnsRecord {
  const data = parseIpv4(address);
  assert(data !== undefined, "an IPv4 address");
  return { name: host, type: TYPE_A, unique: true, ttlS: HOST_TTL_S, data };
}

/** One of many records of a name: `name` leads to `target` (RFC 6763, section 4.1). */
export function pointerRecord(name: DnsName, target: DnsName): DnsRecord {
  return { name, type: TYPE_PTR, unique: false, ttlS: OTHER_TTL_S, data: target };
}

/** Host and port of a service: priority and weight 0 (RFC 2782). */
export function serviceRecord(name: DnsName, host: DnsName, port: number): DnsRecord {
  const data = new Uint8Array(6 + host.length);
  data[4] = port >> 8;
  data[5] = port;
  data.set(host, 6);
  return { name, type: TYPE_SRV, unique: true, ttlS: HOST_TTL_S, data };
}

/** What a service says of itself: see `encodeTxt`. */
export function textRecord(name: DnsName, txt: Uint8Array): DnsRecord {
  return { name, type: TYPE_TXT, unique: true, ttlS: OTHER_TTL_S, data: txt };
}

/** Says that `name` has records of the types given and none else (RFC 6762, section 6.1: only types below 256). */
export function absenceRecord(name: DnsName, types: readonly number[]): DnsRecord {
  let last = 0;
  for (const type of types) last = Math.max(last, type);
  const bitmapLength = (last >> 3) + 1;
  const data = new Uint8Array(name.length + 2 + bitmapLength);
  data.set(name, 0);
  data[name.length + 1] = bitmapLength;
  for (const type of types) data[name.length + 2 + (type >> 3)]! |= 0x80 >> (type & 7);
  return { name, type: TYPE_NSEC, unique: true, ttlS: HOST_TTL_S, data };
}

/** The name of a service type such as "_povpoi._tcp", in the only domain of multicast DNS. */
export function typeName(type: string): DnsName {
  const labels = type.split(".");
  const transport = labels[1];
  assert(
    labels.length === 2 && labels[0]!.startsWith("_") && (transport === "_tcp" || transport === "_udp"),
    'a service type such as "_povpoi._tcp"',
  );
  return encodeName([labels[0]!, transport, "local"]);
}

/** The four bytes of a dotted address, or undefined where it is none. */
export function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const value = Number(parts[i]);
    if (parts[i] === "" || !Number.isInteger(value) || value < 0 || value > 255) return undefined;
    bytes[i] = value;
  }
  return bytes;
}

/** The dotted address of four bytes. */
export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/**
 * Order of two byte strings, a shorter one before its continuations: negative, 0 or positive. Bytes are unsigned, as the
 * tie-break of simultaneous probes wants (RFC 6762, section 8.2).
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
