import assert from "node:assert/strict";
import { askJson, RefusedError } from "../start/running-poi.ts";

/** What asks the most of a poi's memory, all at once: it serves six connections, and other poi take some of them. */
const LISTS = ["/api/patterns", "/api/sequences"];
const PAGES = 2;

/** Gives a poi patterns and sequences, whose entries take the most memory, until it takes no more. */
export async function fillUp(url: string): Promise<void> {
  for (let i = 0; ; i++) {
    const pattern = { name: `Pattern of a full poi ${i}`, type: i % 18, speed: 1 + (i % 255) };
    const sequence = { name: `Show of a full poi ${i}`, steps: [{ pattern: "fire", ms: 100 + i }] };
    const refused = await (i % 3 === 0
      ? askJson(url, "POST", "/api/patterns", pattern)
      : askJson(url, "POST", "/api/sequences", sequence)
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused === undefined) continue;
    assert.ok(refused instanceof RefusedError && refused.status === 507, String(refused));
    return;
  }
}

/** Reads lists, and opens pages, all at the same time; returns how many sequences there are. */
export async function readLists(url: string): Promise<number> {
  const pages = Array.from({ length: PAGES }, () => readSnapshot(url));
  const lists = LISTS.map((path) => askJson(url, "GET", path));
  const [counts, [, { sequences }]] = await Promise.all([Promise.all(pages), Promise.all(lists)]);
  assert.deepEqual(counts, new Array(PAGES).fill(sequences.length), "shows that a page is told of");
  return sequences.length;
}

/** What a page is told at first; returns how many sequences are among it. */
async function readSnapshot(url: string): Promise<number> {
  const stop = new AbortController();
  const { body } = await fetch(`${url}/api/events`, { signal: stop.signal });
  let text = "";
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.includes('{"mark":')) break;
  }
  stop.abort();
  return text.split('"item":["sequence"').length - 1;
}
