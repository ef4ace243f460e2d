/** What the platform itself gives; see lin/machine.c and esp32/machine.c. */

/** Microseconds of a clock that never steps. */
export function microseconds(this: void): number {
  return native("poi_machine_microseconds").call(this);
}

/** Fills the view from the hardware's source. */
export function randomBytes(this: void, into: Uint8Array): void {
  native("poi_machine_random").call(this, into);
}

/** IPv4 addresses of the interfaces that are up, divided by commas, the most reachable first. */
export function interfaceAddresses(this: void): string {
  return native("poi_machine_addresses").call(this);
}

/** What the node was started with; undefined on a device. */
export function setting(this: void, name: string): string | undefined {
  return native("poi_machine_setting").call(this, name);
}

/** All and free bytes of the file system of a directory. */
export function fileSpace(this: void, directory: string): [number, number] {
  return native("poi_machine_space").call(this, directory);
}

/** Returns once the names in a directory survive a power cut. */
export function flushDirectory(this: void, directory: string): void {
  native("poi_machine_flushDirectory").call(this, directory);
}

/** Twelve hex digits; undefined where the machine has none of its own. */
export function macAddress(this: void): string | undefined {
  return native("poi_machine_macAddress").call(this);
}

/** Calls back once when the machine is to end; never on a device. */
export function onEnd(this: void, callback: () => void): void {
  native("poi_machine_onEnd").call(this, callback);
}

/** Writes a line to the console: the terminal, or the device's serial port, where `trace` is for debugging alone. */
export function say(this: void, line: string): void {
  native("poi_machine_say").call(this, line);
}

/** Ends the process, or restarts the device. */
export function exit(this: void, code: number): void {
  native("poi_machine_exit").call(this, code);
}
