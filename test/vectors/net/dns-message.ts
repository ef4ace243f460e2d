import { toHex } from "../../../src/bytes/hex.ts";
import { DnsEncoder, SECTION_ADDITIONAL, SECTION_ANSWER } from "../../../src/net/dns-encoder.ts";
import { DnsMessage } from "../../../src/net/dns-message.ts";
import { encodeName, nameText } from "../../../src/net/dns-name.ts";
import {
  absenceRecord,
  addressRecord,
  pointerRecord,
  serviceRecord,
  TYPE_A,
  TYPE_PTR,
  textRecord,
  typeName,
} from "../../../src/net/dns-record.ts";
import { encodeTxt, txtText } from "../../../src/net/dns-txt.ts";

/** Entries as [name, type, class with its top bit, lifetime, data with names uncompressed]; or why there are none. */
export function decode(bytes: Uint8Array): unknown {
  const message = new DnsMessage();
  const fault = message.decode(bytes);
  if (fault !== undefined) return fault;
  return Array.from({ length: message.count }, (_, i) => {
    const entry = [nameText(bytes, message.nameAt[i]!), message.type[i], message.class[i]];
    return i < message.questionEnd ? entry : [...entry, message.ttlS[i], toHex(message.copyData(i))];
  });
}

/** A service's announcement. */
export function announce(
  label: string,
  type: string,
  host: string,
  port: number,
  address: string,
  txt: Record<string, string>,
) {
  const encoder = new DnsEncoder();
  const name = encodeName([label, ...type.split("."), "local"]);
  const hostName = encodeName([host, "local"]);
  encoder.start(0, 0x8400);
  encoder.record(SECTION_ANSWER, pointerRecord(typeName(type), name), 4500, false);
  encoder.record(SECTION_ANSWER, serviceRecord(name, hostName, port), 120, true);
  encoder.record(SECTION_ANSWER, textRecord(name, encodeTxt(txt)), 4500, true);
  encoder.record(SECTION_ANSWER, addressRecord(hostName, address), 120, true);
  encoder.record(SECTION_ADDITIONAL, absenceRecord(hostName, [TYPE_A]), 120, true);
  return encoder.finish();
}

/** A question for the instances of a type. */
export function ask(type: string, unicast: boolean): Uint8Array {
  const encoder = new DnsEncoder();
  encoder.start(0, 0);
  encoder.question(typeName(type), TYPE_PTR, unicast);
  return encoder.finish();
}

export function readTxt(txt: Uint8Array, key: string): string | undefined {
  return txtText(txt, key);
}
