/** The SPI bus that the strip hangs on; see strip-bus.c. The SDK's own polls while bytes leave, and sends none any more once a worker ended within a write. */

/** Pins, bits a second, and the most bytes that are written at once. Throws where the bus cannot be had. */
export function openBus(this: void, out: number, clock: number, hz: number, mostBytes: number): void {
  native("poi_stripBus_open").call(this, out, clock, hz, mostBytes);
}

/** Returns when the last byte has left; the core sleeps meanwhile. */
export function writeBus(this: void, bytes: Uint8Array): void {
  native("poi_stripBus_write").call(this, bytes);
}

/** Waits for the write that is under way; the worker begins no other and may be ended. */
export function holdBus(this: void): void {
  native("poi_stripBus_hold").call(this);
}

/** To be called when the worker has ended. */
export function closeBus(this: void): void {
  native("poi_stripBus_close").call(this);
}
