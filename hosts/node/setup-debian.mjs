/** Programs from Debian that tests run against: another mDNS responder, other HTTP clients, a browser, network namespaces. */
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runQuietly } from "./setup-run.mjs";

const PROGRAMS = {
  chromium: "chromium",
  "avahi-daemon": "avahi-daemon",
  "avahi-browse": "avahi-utils",
  "dbus-daemon": "dbus",
  ip: "iproute2",
  python3: "python3",
  curl: "curl",
};

/** Installs the missing ones where that is possible: on Debian, as root. Elsewhere the test run says what it leaves out. */
export async function installDebianPackages({ signal }) {
  const missing = Object.keys(PROGRAMS).filter((program) => !isOnPath(program));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  const packages = missing.map((program) => PROGRAMS[program]);
  const options = { signal, env: { DEBIAN_FRONTEND: "noninteractive" } };
  await runQuietly("reading Debian's package lists: apt-get update", "apt-get", ["update"], options);
  await runQuietly(
    `installing Debian packages: ${packages.join(" ")}`,
    "apt-get",
    ["install", "--yes", "--no-install-recommends", ...packages],
    options,
  );
}

function isOnPath(program) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
