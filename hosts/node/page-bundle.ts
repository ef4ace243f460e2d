/**
 * The web UI as one document that refers to nothing else: a phone on a poi's own access point asks once, and has all of it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type BuildFailure, build } from "esbuild";
import { SHRINK } from "./page-shrink.ts";

/** Most bytes that the page may have on its way: half a second at the 75 KB/s of a busy access point. */
export const MAX_PAGE_BYTES = 35 * 1024;
/** Browsers of phones that people still have. */
const BROWSERS = ["chrome94", "safari16", "firefox93"];

const WEB = new URL("../../web/", import.meta.url);

export interface PageBundle {
  html: string;
  gzipped: Uint8Array;
  /** Files that it is made of. */
  inputs: string[];
}

/** Bundles the page. `extraScript` runs before it. Throws an Error for the user where it cannot be, or is too large. */
export async function bundlePage(extraScript = ""): Promise<PageBundle> {
  const [script, style] = await Promise.all([compile("main.tsx"), compile("style.css")]);
  const program = `${extraScript}${script.text}`;
  const html = read("page.html")
    .replace(/\s*\n\s*/g, " ")
    .replace(/> </g, "><")
    .replace('content="policy"', () => `content="${policyFor(program, style.text)}"`)
    .replace("<style></style>", () => `<style>${style.text}</style>`)
    .replace("<script></script>", () => `<script>${program}</script>`);
  const gzipped = gzipSync(html, { level: 9 });
  if (gzipped.length > MAX_PAGE_BYTES) {
    throw new Error(
      `The page must have at most ${MAX_PAGE_BYTES} bytes gzipped, got ${gzipped.length}. Make web/ smaller.`,
    );
  }
  return { html, gzipped, inputs: [...script.inputs, ...style.inputs, "web/page.html"] };
}

async function compile(entry: string): Promise<{ text: string; inputs: string[] }> {
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL(entry, WEB))],
      absWorkingDir: fileURLToPath(new URL("..", WEB)),
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
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
    return { text: outputFiles[0]!.text.trim(), inputs: Object.keys(metafile.inputs) };
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

function read(name: string): string {
  return readFileSync(new URL(name, WEB), "utf8");
}
