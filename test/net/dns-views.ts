import { DnsMessage } from "../../src/net/dns-message.ts";
import { nameText } from "../../src/net/dns-name.ts";
import { ipv4Text, TYPE_A, TYPE_PTR, TYPE_SRV, TYPE_TXT } from "../../src/net/dns-record.ts";

/** One entry of a message in words: `PTR? _povpoi._tcp.local QU` or `A povpoi-1a2b.local 120 flush 192.168.4.1`. */
export function entryText(message: DnsMessage, i: number): string {
  const type = TYPE_NAMES[message.type[i]!] ?? `TYPE${message.type[i]}`;
  const name = nameText(message.bytes, message.nameAt[i]!);
  if (i < message.questionEnd) return `${type}? ${name}${message.isFlagged(i) ? " QU" : ""}`;
  const flush = message.isFlagged(i) ? " flush" : "";
  return `${type} ${name} ${message.ttlS[i]}${flush} ${dataText(message, i)}`;
}

/** All entries of a packet in words, sections divided by a line with their name. */
export function packetText(bytes: Uint8Array): string[] {
  const message = new DnsMessage();
  const fault = message.decode(bytes);
  if (fault !== undefined) return [fault];
  const lines: string[] = [];
  for (let i = 0; i < message.count; i++) {
    if (i === message.questionEnd && i < message.answerEnd) lines.push("-- answers");
    if (i === message.answerEnd && i < message.authorityEnd) lines.push("-- authority");
    if (i === message.authorityEnd) lines.push("-- additional");
    lines.push(entryText(message, i));
  }
  return lines;
}

const TYPE_NAMES: Record<number, string> = {
  1: "A",
  12: "PTR",
  16: "TXT",
  28: "AAAA",
  33: "SRV",
  47: "NSEC",
  255: "ANY",
};

function dataText(message: DnsMessage, i: number): string {
  const data = message.copyData(i);
  switch (message.type[i]) {
    case TYPE_A:
      return ipv4Text(data, 0);
    case TYPE_PTR:
      return nameText(data);
    case TYPE_SRV:
      return `${nameText(data, 6)}:${(data[4]! << 8) | data[5]!}`;
    case TYPE_TXT:
      return JSON.stringify(txtStrings(data));
    default:
      return Buffer.from(data).toString("hex");
  }
}

function txtStrings(data: Uint8Array): string[] {
  const strings: string[] = [];
  for (let at = 0; at < data.length; at += 1 + data[at]!) {
    strings.push(Buffer.from(data.subarray(at + 1, at + 1 + data[at]!)).toString("utf8"));
  }
  return strings;
}
