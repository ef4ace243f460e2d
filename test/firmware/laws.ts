import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, writeManifest } from "../../hosts/node/firmware-build.ts";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import type { Outcome } from "./outcome.ts";
import { ROOMY, runFirmware } from "./run-firmware.ts";

const INSIDE = "test/firmware/inside";
const ESP32 = "hosts/moddable/esp32";
const LAWS = ["law", "clock-laws", "datagrams-laws", "digest-laws", "files-laws", "random-laws"];
const MORE_LAWS = ["radio-clock-laws", "stream-end", "streams-laws", "streams-transfer-laws", "timers-laws"];
/** As in manifest.json. */
const LFS = { read_size: 16, prog_size: 16, cache_size: 512, lookahead_size: 256, block_cycles: 500 };
/** Builds a firmware that runs the laws of the ports on its own adapters, and runs it. */
export async function runLaws(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const files = [...LAWS, ...MORE_LAWS].map((name) => `test/ports/${name}`);
  const inside = ["moddable-stage", "print-laws", "laws-start", "fake-radio"];
  files.push(...inside.map((name) => `${INSIDE}/${name}`), `${ESP32}/esp32-radio-clock`);
  const manifest = writeManifest("laws", (base) => {
    const lin = base.platforms["lin"]!;
    // The C of the device's radio clock, over a radio of the test's.
    const radio = ["fake-radio", "esp_timer", "esp_wifi"].map((name) => `${ROOT}${INSIDE}/idf/${name}`);
    const native = [...(lin.modules["*"] as string[]), `${ROOT}${ESP32}/radio-clock`, ...radio];
    base.platforms["lin"] = {
      ...lin,
      ...{ creation: { main: `${INSIDE}/laws-start` } },
      modules: { ...lin.modules, "*": native },
    };
    return { ...base, creation: ROOMY, modules: { ...base.modules, ...modulesOf(files) } };
  });
  await run(sdk, "laws", manifest, onOutcome);
}

/** The same for the device's file system, which the SDK can keep in memory on Linux. */
export async function runLittleFilesLaws(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const inside = [`${INSIDE}/print-laws`, `${INSIDE}/little-files-start`];
  const files = [...["law", "files-laws"].map((name) => `test/ports/${name}`), ...inside];
  const littlefs = "$(MODULES)/io/files/littlefs";
  const manifest = writeManifest("little-files", (base) => {
    const modules = {
      "*": [
        `${ROOT}hosts/moddable/lin/machine`,
        `${ROOT}hosts/moddable/lin/picture-memory`,
        `${ROOT}hosts/moddable/esp32/file-space`,
        `${littlefs}/lfs`,
        `${littlefs}/lfs_util`,
      ],
      "embedded:x-files-implementation": `${littlefs}/files-littlefs`,
      "embedded:storage/files": `${littlefs}/files`,
      "hosts/moddable/esp32/little-files": `${ROOT}hosts/moddable/esp32/little-files`,
      ...modulesOf(files),
    };
    const lin = { creation: { main: `${INSIDE}/little-files-start` }, modules, include: [] };
    const defines = { file: { lfs: { ...LFS, partition_size: 1_048_576 } } };
    return { ...base, creation: ROOMY, platforms: { lin }, defines };
  });
  await run(sdk, "little-files", manifest, onOutcome);
}

function modulesOf(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, `${ROOT}${file}`]));
}

async function run(
  sdk: Sdk,
  name: string,
  manifest: string,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const firmware = await buildLinux(sdk, { name, manifest });
  const home = mkdtempSync(join(tmpdir(), "povpoi-laws-"));
  const error = await runFirmware(firmware, home, (line) => onOutcome(JSON.parse(line) as Outcome));
  rmSync(home, { recursive: true });
  onOutcome({ title: `${name}: the firmware ends well`, error });
}
