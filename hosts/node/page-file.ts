import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePage, packPage, readPage } from "./page-bundle.ts";

/** Where the bundled page lies: the firmware takes it from there as well. */
export const PAGE_FILE = fileURLToPath(new URL("../../build/page/page.html.gz", import.meta.url));
/** What it was made of, as a hash. */
const MADE_OF = `${PAGE_FILE}.made-of`;
/** What packs it, beside what is packed. */
const PACKERS = ["./page-bundle.ts", "../../package-lock.json"];

/** Bundles the page and returns its file; packs it only where something changed. Throws an Error for the user. */
export async function makePageFile(): Promise<string> {
  const parts = await bundlePage();
  const hash = createHash("sha256").update(JSON.stringify([parts, readPage()]));
  for (const file of PACKERS) hash.update(readFileSync(new URL(file, import.meta.url)));
  const madeOf = hash.digest("hex");
  if (!existsSync(PAGE_FILE) || !existsSync(MADE_OF) || readFileSync(MADE_OF, "utf8") !== madeOf) {
    const page = await packPage(parts);
    mkdirSync(dirname(PAGE_FILE), { recursive: true });
    // At once: other poi may be reading it.
    writeFileSync(`${PAGE_FILE}.${process.pid}`, page);
    renameSync(`${PAGE_FILE}.${process.pid}`, PAGE_FILE);
    writeFileSync(MADE_OF, madeOf);
  }
  return PAGE_FILE;
}
