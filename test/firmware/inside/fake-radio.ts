/** BSSID of the access point that the radio of idf/fake-radio.c can join. */
export const FAKE_NETWORK = 0x24a4_3c5a_0c1d;

/** Becomes a station of it, or of none. */
export function joinFake(this: void, isJoined: boolean): void {
  native("poi_fakeRadio_join").call(this, isJoined);
}
