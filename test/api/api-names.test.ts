import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { API_NAMES } from "../../src/api/api-names.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";

const ROOT = new URL("../../", import.meta.url);
/** A field that is read of an object from outside: `request["mode"]`, `checkObject(body, "The body")["mode"]`. */
const READ = /(?:request|given|settings|changes|config|checkObject\([^)]*\))\["(\w+)"\]/g;
/** `const { mode, index = 0 } = request;` */
const TAKEN = /const \{([^}]*)\}(?:: \w+)? = (?:checkObject\(|request;|entry;)/g;
/** What a request and an entry of the store have that comes from no JSON. */
const OURS = ["origin", "method", "query", "request", "kind", "id"];

/** Keys of objects, however deep. */
function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return [...keys, ...Object.values(value).flatMap(keysOf)];
}

function missing(names: Iterable<string>): string[] {
  return [...new Set(names)].filter((name) => !API_NAMES.includes(name));
}

describe("names that JSON bodies may bring", () => {
  it("are all that the examples of docs/api.md send", () => {
    const docs = readFileSync(new URL("docs/api.md", ROOT), "utf8");
    const bodies = Array.from(docs.matchAll(/-d '(\{[^']*\})'/g), ([, body]) => JSON.parse(body!) as unknown);
    assert.ok(bodies.length > 20);
    assert.deepEqual(missing(bodies.flatMap(keysOf)), []);
  });

  it("are all that the code reads of them", () => {
    const folder = new URL("src/api/", ROOT);
    const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) =>
      file.endsWith(".ts"),
    );
    const text = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
    const taken = Array.from(
      text.matchAll(TAKEN),
      ([, fields]) => fields!.match(/(?<![.\w:] ?)\b\w+(?=\s*[,:=]|\s*$)/g) ?? [],
    );
    const read = [...Array.from(text.matchAll(READ), ([, name]) => name!), ...taken.flat()];
    assert.ok(read.length > 60);
    assert.deepEqual(missing(read.filter((name) => !OURS.includes(name))), []);
  });

  it("are the controls of all patterns", () => {
    assert.deepEqual(missing(PATTERNS.flatMap(({ controls }) => Object.keys(controls))), []);
  });
});
