import { transform } from "esbuild";
import { topLevelLines } from "../xs/bundle.ts";
import { filesOf, type Tree } from "./tree.ts";

/** Globals that src/ must not read: what they tell or do comes in through ports, or XS lacks them, or runs differ by them. */
const FORBIDDEN = [
  ...["Date", "Math.random", "performance", "setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
  ...[
    "console",
    "process",
    "Buffer",
    "TextEncoder",
    "TextDecoder",
    "URL",
    "URLSearchParams",
    "structuredClone",
  ],
  ...[
    "atob",
    "btoa",
    "fetch",
    "crypto",
    "Intl",
    "WeakRef",
    "FinalizationRegistry",
    "globalThis",
    "eval",
    "Function",
  ],
];

/** Uses of forbidden globals; names that a file declares itself are its own. */
export async function forbiddenWords(tree: Tree): Promise<string[]> {
  // The compiler's own scoping tells a global from a variable of the same name: it is asked to rename globals.
  const define = Object.fromEntries(FORBIDDEN.map((word) => [word, `forbidden_${word.replace(".", "_")}`]));
  const found: string[] = [];
  for (const path of filesOf(tree, "src")) {
    const { code } = await transform(tree.get(path) ?? "", { loader: "ts", target: "es2022", define });
    for (const word of FORBIDDEN) if (code.includes(define[word] ?? "")) found.push(`${path} uses ${word}`);
  }
  return found;
}

/** Regular expressions in what runs on the device, whose engine loses memory by each use (src/bytes/text-forms.ts). */
export async function regularExpressions(tree: Tree): Promise<string[]> {
  const found: string[] = [];
  for (const path of [...filesOf(tree, "src"), ...filesOf(tree, "hosts/moddable")]) {
    // Without comments, and without a space before an operand: what a slash follows tells a literal from a division.
    const { code } = await transform(tree.get(path) ?? "", { loader: "ts", minifyWhitespace: true });
    const bare = code.replace(STRING, '""');
    if (REGULAR_EXPRESSION.test(bare)) found.push(`${path} has a regular expression`);
  }
  return found;
}

const STRING = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;
const REGULAR_EXPRESSION = /(?:[=(,:?&|!{[;>]|return ?)\/(?![/*])|\bRegExp\b/;

/** Top levels that could change or do something: on the device a module's top level is made when the firmware is built. */
export async function mutableTopLevels(tree: Tree): Promise<string[]> {
  const found: string[] = [];
  for (const path of filesOf(tree, "src")) {
    const text = tree.get(path) ?? "";
    for (const line of await topLevelLines(text)) if (!STATEMENT.test(line)) found.push(`${path}: ${line}`);
    for (const match of text.matchAll(STATIC_FIELD)) found.push(`${path}: ${match[0].trim()}`);
  }
  return found;
}

/** Lines that the compiler prints at the margin: declarations, and the ends of what they open. */
const STATEMENT = /^(?:[}\])]|import\b|export (?!let |var )|(?:const|class|function\*?|async function\*?) )/;

/** `static name` without `readonly`, and no method. */
const STATIC_FIELD =
  /^[ \t]+(?:(?:private|protected|public) )?static (?!readonly |get |set |async |\{|[#\w]+[(<]).*$/gm;
