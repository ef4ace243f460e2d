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
