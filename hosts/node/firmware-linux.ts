import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { BUILT, ROOT, runMcconfig } from "./firmware-build.ts";
import { Missing, type Sdk } from "./firmware-sdk.ts";

/** A firmware that runs on this computer: `host library`. */
export interface LinuxFirmware {
  host: string;
  library: string;
}

const HOST_SOURCE = join(ROOT, "hosts/moddable/lin/host.c");

/** Builds a manifest for Linux and the program that runs it. Throws Missing and BuildFailure. */
export async function buildLinux(
  sdk: Sdk,
  { name = "linux", manifest = "manifest.json", flags = [] as readonly string[] } = {},
): Promise<LinuxFirmware> {
  if (process.platform !== "linux") throw new Missing("The firmware for Linux is built and runs on Linux.");
  const host = buildHost(sdk);
  await runMcconfig(sdk, {
    name,
    platform: "lin",
    manifest,
    flags: [...(flags.length > 0 ? flags : ["-m"]), "-t", "build"],
  });
  const mode = flags.includes("-d") ? "debug" : flags.includes("-i") ? "instrument" : "release";
  return { host, library: join(BUILT, name, "bin/lin/mc", mode, "povpoi/mc.so") };
}

/** Compiles lin/host.c where it is newer than its program. */
function buildHost(sdk: Sdk): string {
  const host = join(BUILT, "host");
  if (existsSync(host) && statSync(host).mtimeMs > statSync(HOST_SOURCE).mtimeMs) return host;
  const glib = (what: string): string[] => {
    try {
      return execFileSync("pkg-config", [what, "glib-2.0"], { encoding: "utf8" }).trim().split(/\s+/);
    } catch {
      throw new Missing(
        'glib is not there. Install it with "sudo apt-get install libglib2.0-dev pkg-config".',
      );
    }
  };
  mkdirSync(BUILT, { recursive: true });
  const include = `-I${join(sdk.folder, "build/simulators/modules")}`;
  execFileSync("cc", [
    "-O2",
    ...glib("--cflags"),
    include,
    HOST_SOURCE,
    "-o",
    host,
    ...glib("--libs"),
    "-ldl",
  ]);
  return host;
}
