/** Where the firmware begins on Linux. Not preloaded: the SDK opens its directory while this is loaded. */
import * as storage from "embedded:storage/files";
import { runNode } from "../main.ts";
import { exit, setting } from "../native/machine.ts";
import { LinuxFiles } from "./linux-files.ts";
import { LinuxStrip } from "./linux-strip.ts";

// The SDK's typings leave out the default export.
const ROOT = (storage as unknown as { default: storage.Directory }).default;

export default function start(): void {
  const strip = setting("POVPOI_STRIP");
  try {
    runNode({
      files: new LinuxFiles(ROOT, setting("HOME") ?? "."),
      loopback: setting("POVPOI_LAN") === undefined,
      port: Number(setting("POVPOI_PORT") ?? 80),
      ...(strip === undefined ? {} : { makeStrip: (clock, timers) => new LinuxStrip(clock, timers, strip) }),
    });
  } catch (error) {
    trace(`${error}\n${(error as Error).stack}\n`);
    exit(1);
  }
}
