import { fromHex, toHex } from "../../src/bytes/hex.ts";
import { encodeUtf8 } from "../../src/bytes/utf8.ts";

/**
 * Packets written by hand from the formats of RFC 1035, 6762 and 6763, not by the encoder under test. A vector is text of
 * two-digit hexadecimal bytes and of "quoted text"; what follows a # is a remark. It runs on XS, too.
 */
export function packet(text: string): Uint8Array {
  let digits = "";
  for (const line of text.split("\n")) {
    for (const token of line.replace(/#.*$/, "").matchAll(/"([^"]*)"|([0-9a-fA-F]{2})+/g)) {
      digits += token[1] === undefined ? token[0] : toHex(encodeUtf8(token[1]));
    }
  }
  return fromHex(digits)!;
}

/** PTR question for _povpoi._tcp.local that asks for a unicast answer. */
export const QUESTION = packet(`
  0000 0000 0001 0000 0000 0000
  07 "_povpoi" 04 "_tcp" 05 "local" 00
  000c 8001`);

/** A poi announces itself: PTR, SRV, TXT, A, and NSEC for its host; names compressed, remarks give offsets. */
export const LEFT_POI = packet(`
  0000 8400 0000 0004 0000 0001
  # 12: the service type; "_tcp" at 20, "local" at 25
  07 "_povpoi" 04 "_tcp" 05 "local" 00
  000c 0001 00001194 000b
  # 42: the instance
  08 "Left Poi" c00c
  # 53: SRV priority 0, weight 0, port 8080; the host's name at 71
  c02a 0021 8001 00000078 0014
  0000 0000 1f90 0b "povpoi-1a2b" c019
  # 85: TXT
  c02a 0010 8001 00001194 0026
  15 "deviceId=a1b2c3d41a2b" 0f "deviceName=Left"
  # 135: A
  c047 0001 8001 00000078 0004
  c0a80401
  # 151: NSEC: the host has an address (type 1) and nothing else
  c047 002f 8001 00000078 0005
  c047 00 01 40`);

/** RFC 6762, section 8.2.1: two hosts probe for one name; the one with 169.254.200.50 wins over 169.254.99.200. */
export const PROBE_OF_LOSER = packet(`
  0000 0000 0001 0000 0001 0000
  0b "MyPrinter-1" 05 "local" 00 00ff 8001
  c00c 0001 0001 00000078 0004 a9fe63c8`);

/** Vector text of a name without pointers. */
export function wireName(...labels: string[]): string {
  const parts = labels.map((label) => {
    const bytes = encodeUtf8(label);
    return hex(bytes.length, 2) + toHex(bytes);
  });
  return `${parts.join(" ")} 00`;
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");

/** A query by hand: entries are vector text, to be ended by `question` or `record`. */
export function query(
  questions: string[],
  known: string[] = [],
  authority: string[] = [],
  flags = "0000",
): Uint8Array {
  const counts = [questions.length, known.length, authority.length, 0].map((count) => hex(count, 4));
  return packet(`0000 ${flags} ${counts.join(" ")} ${[...questions, ...known, ...authority].join(" ")}`);
}

/** A response by hand. */
export function response(...answers: string[]): Uint8Array {
  return packet(`0000 8400 0000 ${hex(answers.length, 4)} 0000 0000 ${answers.join(" ")}`);
}

/** A question as vector text; `unicast` sets QU. */
export function question(name: string, type: number, unicast = false): string {
  return `${name} ${hex(type, 4)} ${unicast ? "8001" : "0001"}`;
}

/** A record as vector text. */
export function record(name: string, type: number, ttlS: number, data: string, flush = false): string {
  return `${name} ${hex(type, 4)} ${flush ? "8001" : "0001"} ${hex(ttlS, 8)} ${hex(packet(data).length, 4)} ${data}`;
}

/** Data of an SRV record. */
export function serviceData(port: number, host: string): string {
  return `0000 0000 ${hex(port, 4)} ${host}`;
}

/** All records of a made-up service, as one announcement. */
export function announcement(
  label: string,
  host: string,
  address: string,
  port = 80,
  txt = "00",
): Uint8Array {
  const instance = wireName(label, "_povpoi", "_tcp", "local");
  return response(
    record(wireName("_povpoi", "_tcp", "local"), 12, 4500, instance),
    record(instance, 33, 120, serviceData(port, wireName(host, "local")), true),
    record(instance, 16, 4500, txt, true),
    record(
      wireName(host, "local"),
      1,
      120,
      address
        .split(".")
        .map((part) => hex(Number(part), 2))
        .join(""),
      true,
    ),
  );
}

/** What a poi announces, as caught on a network: 229 bytes in 6 records. */
export const TYPICAL_POI = packet(`
  0000 8400 0000 0005 0000 0001
  # 12: the host, "local" at 24
  0b "povpoi-1a2b" 05 "local" 00 0001 8001 00000078 0004 0a000001
  # 45: the service type, "_tcp" at 53; 70: the instance
  07 "_povpoi" 04 "_tcp" c018 000c 0001 00001194 000b 08 "Left Poi" c02d
  09 "_services" 07 "_dns-sd" 04 "_udp" c018 000c 0001 00001194 0002 c02d
  c046 0021 8001 00000078 0008 0000 0000 1f90 c00c
  c046 0010 8001 00001194 003e
  14 "deviceId=povpoi-1a2b" 13 "deviceName=Left Poi" 0a "group=pair" 09 "version=1"
  c00c 002f 8001 00000078 0005 c00c 00 01 40`);

/** A printer of another maker, whom poi do not care about: 9 records. */
export const PRINTER = packet(`
  0000 8400 0000 0006 0000 0003
  # 12: "_http"; "_tcp" at 18, "local" at 23; 40: the instance
  05 "_http" 04 "_tcp" 05 "local" 00 000c 0001 00001194 0014 11 "Office Printer 42" c00c
  # 60; 77: the instance
  04 "_ipp" c012 000c 0001 00001194 0014 11 "Office Printer 42" c03c
  # 97; 115: the host
  c028 0021 8001 00000078 0010 0000 0000 0050 07 "PRN1234" c017
  c04d 0021 8001 00000078 0008 0000 0000 0277 c073
  c028 0010 8001 00001194 0011 10 "path=/index.html"
  c04d 0010 8001 00001194 0050
  09 "txtvers=1" 08 "qtotal=1" 20 "rp=printers/office-printer-42-ab" 1b "ty=Office Printer Series 42"
  c073 0001 8001 00000078 0004 c0a80142
  c073 001c 8001 00000078 0010 fe800000 00000000 021a2bff fe3c4d5e
  c073 002f 8001 00000078 0008 c073 00 04 40000008`);
