/** What the SDK's Wi-Fi driver leaves out; see machine.c. */

/** Turns power save off: it delays what is received by up to a beacon, and ruins the clock. */
export function stayAwake(this: void): void {
  native("poi_radio_stayAwake").call(this);
}

/** Gives the access point an address, and its guests addresses beside it and itself as their name server. */
export function openSubnet(this: void, address: string): void {
  native("poi_radio_openSubnet").call(this, address);
}

/** How well the network that was joined is heard, in dBm; undefined where none is. */
export function stationDbm(this: void): number | undefined {
  return native("poi_radio_stationDbm").call(this);
}

/** Address in the network that was joined, "" where it has none. */
export function stationAddress(this: void): string {
  return native("poi_radio_stationAddress").call(this);
}
