import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundlePage } from "./page-bundle.ts";

/** Where the bundled page lies: the firmware takes it from there as well. */
export const PAGE_FILE = fileURLToPath(new URL("../../build/page/page.html.gz", import.meta.url));

/** Bundles the page and returns its file, which is written only where it changed. Throws an Error for the user. */
export async function makePageFile(): Promise<string> {
  const { gzipped } = await bundlePage();
  if (!isThere(gzipped)) {
    mkdirSync(new URL("../../build/page/", import.meta.url), { recursive: true });
    writeFileSync(PAGE_FILE, gzipped);
  }
  return PAGE_FILE;
}

function isThere(bytes: Uint8Array): boolean {
  try {
    return readFileSync(PAGE_FILE).equals(bytes);
  } catch {
    return false;
  }
}
