import { BEACON_BYTES, Beacon } from "../../../src/sync/beacon.ts";
import { DATAGRAM, writeHead } from "../../../src/sync/datagram.ts";

export { tickName } from "../../../src/sync/beacon.ts";

export function encodeBeacon(group: number, id: number, fields: Partial<Beacon>): Uint8Array {
  const bytes = new Uint8Array(BEACON_BYTES);
  writeHead(bytes, DATAGRAM.beacon, group, id);
  Object.assign(new Beacon(), fields).encode(bytes);
  return bytes;
}

export function decodeBeacon(bytes: Uint8Array): object {
  const beacon = new Beacon();
  beacon.decode(bytes);
  return { ...beacon };
}
