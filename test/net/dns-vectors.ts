/**
 * Packets written by hand from the formats of RFC 1035, 6762 and 6763, not by the encoder under test. A vector is text of
 * two-digit hexadecimal bytes and of "quoted text"; what follows a # is a remark.
 */
export function packet(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const line of text.split("\n")) {
    for (const token of line.replace(/#.*$/, "").matchAll(/"([^"]*)"|([0-9a-fA-F]{2})+/g)) {
      const data = token[1] === undefined ? Buffer.from(token[0], "hex") : Buffer.from(token[1], "utf8");
      bytes.push(...data);
    }
  }
  return Uint8Array.from(bytes);
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
  const bytes = Buffer.concat(labels.map((label) => Buffer.from(`\0${label}`, "utf8")));
  let at = 0;
  for (const label of labels) {
    bytes[at] = Buffer.byteLength(label);
    at += 1 + bytes[at]!;
  }
  return `${bytes.toString("hex")} 00`;
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
