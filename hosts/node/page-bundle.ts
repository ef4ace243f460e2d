/**
 * The web UI as one document that refers to nothing else: a phone on a poi's own access point asks once, and has all of it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "@gfx/zopfli";
import { type BuildFailure, build } from "esbuild";
import { minify } from "terser";
import { SHRINK } from "./page-shrink.ts";

/** Most bytes that the page may have on its way: half a second at the 75 KB/s of a busy access point. */
export const MAX_PAGE_BYTES = 35 * 1024;
/** Browsers of phones that people still have. */
const BROWSERS = ["chrome94", "safari16", "firefox93"];
const ECMA = 2020;
/** The optimal parse of deflate, so many times over; more find nothing. */
const ROUNDS = 15;

const WEB = new URL("../../web/", import.meta.url);

/** What the page is made of. */
export interface PageParts {
  script: string;
  style: string;
}

/** Bundles the parts of the page, within a blink. Throws an Error for the user where they do not compile. */
export async function bundlePage(): Promise<PageParts> {
  const [script, style] = await Promise.all([compile("main.tsx"), compile("style.css")]);
  return { script, style };
}

/** The page as a document. */
export function pageOf({ script, style }: PageParts): string {
  return readPage()
    .replace(/\s*\n\s*/g, " ")
    .replace(/> </g, "><")
    .replace('content="policy"', () => `content="${policyFor(script, style)}"`)
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace("<script></script>", () => `<script>${script}</script>`);
}

/**
 * The page as small as it gets, a second's work: a second minifier finds a twelfth more than the bundler does, and gzip at its
 * best a thirtieth. Throws an Error for the user where it is still too large.
 */
export async function packPage({ script, style }: PageParts): Promise<Uint8Array> {
  const { code } = await minify(script, {
    ecma: ECMA,
    // To read a signal is to follow it, so reading does something.
    compress: { passes: 2, pure_getters: false, toplevel: true },
    mangle: { toplevel: true },
  });
  const page = Buffer.from(pageOf({ script: code!, style }));
  const gzipped = await promisify(gzip)(page, { numiterations: ROUNDS });
  if (gzipped.length > MAX_PAGE_BYTES) {
    throw new Error(
      `The page must have at most ${MAX_PAGE_BYTES} bytes gzipped, got ${gzipped.length}. Make web/ smaller.`,
    );
  }
  return gzipped;
}

/** The document without its parts. */
export function readPage(): string {
  return readFileSync(new URL("page.html", WEB), "utf8");
}

async function compile(entry: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(entry, WEB))],
      absWorkingDir: fileURLToPath(new URL("..", WEB)),
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      target: BROWSERS,
      // Preact has createElement for itself, so it costs less than the automatic kind's runtime.
      jsx: "transform",
      jsxFactory: "createElement",
      jsxFragment: "Fragment",
      inject: [fileURLToPath(new URL("create-element.ts", WEB))],
      tsconfigRaw: {},
      charset: "utf8",
      legalComments: "none",
      plugins: [SHRINK],
      logLevel: "silent",
    });
    return outputFiles[0]!.text.trim();
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (first === undefined) throw error;
    const place = first.location === null ? entry : `${first.location.file}:${first.location.line}`;
    throw new Error(`The page does not compile: ${place}: ${first.text}`);
  }
}

/** This script and style run and nothing else, and speak with this node alone: whatever a hostile name smuggled in stays text. */
function policyFor(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src blob: data:",
    "connect-src 'self'",
  ].join(";");
}
