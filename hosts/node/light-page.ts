import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const PAGE = new URL("../../sim/page/", import.meta.url);

/** Bundles the simulator's page into one document that refers to nothing else. */
export async function bundleLightPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("main.ts", PAGE))],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    logLevel: "silent",
  });
  const script = outputFiles[0]!.text.trim();
  const html = readFileSync(new URL("page.html", PAGE), "utf8");
  const style = /<style>([\s\S]*)<\/style>/.exec(html)![1]!;
  // This script and style run and nothing else: what a poi is called stays text.
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "connect-src 'self'",
  ].join(";");
  return html
    .replace('content="policy"', () => `content="${policy}"`)
    .replace("<script></script>", () => `<script>${script}</script>`);
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
