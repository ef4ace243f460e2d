/** The laws of files, on the device's file system in memory. */
import * as storage from "embedded:storage/files";
import { LittleFiles } from "../../../hosts/moddable/esp32/little-files.ts";
import { filesLaws } from "../../ports/files-laws.ts";
import { endAfter, printLaws } from "./print-laws.ts";

const ROOT = (storage as unknown as { default: storage.Directory }).default;
let made = 0;

function makeFiles(): { files: LittleFiles } {
  const path = `files${++made}`;
  ROOT.createDirectory(path);
  return { files: new LittleFiles(ROOT.openDirectory({ path })) };
}

export default function start(): void {
  endAfter(printLaws("littlefs", filesLaws, makeFiles));
}
