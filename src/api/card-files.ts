import { frozen } from "../bytes/frozen.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Store } from "../store/store.ts";
import { checkObject, refuse, show } from "./checks.ts";
import { type Found, inOrder } from "./content.ts";
import { titleOf } from "./picture-sink.ts";
import { nameOf } from "./views.ts";

/** A picture as clients of a card reader see it. */
interface CardFile {
  name: string;
  /** The picture's own name. */
  title: string;
  found: Found;
}

/** Pictures as files: a name that is not the only one has the id behind it. */
export const cardFiles = frozen(function* cardFiles(store: Store): IterableIterator<CardFile> {
  const names = new Set<string>();
  for (const found of inOrder(store, "image")) {
    const title = nameOf(found.entry, found.version);
    const name = names.has(title) ? `${title} ${found.entry.id}.pov` : `${title}.pov`;
    names.add(title);
    yield { name, title, found };
  }
});

/** The file of a name: one that is listed, else the latest picture that came as a file of that name. */
export function findFile(store: Store, body: unknown): Found {
  const { filename } = checkObject(body, "The file");
  if (typeof filename !== "string")
    refuse(`filename must be text, got ${show(filename)}.`, "Send one that GET /api/sd/list names.");
  const title = titleOf(filename);
  let latest: Found | undefined;
  for (const file of cardFiles(store)) {
    if (file.name === filename) return file.found;
    if (file.title !== title) continue;
    if (latest === undefined || file.found.entry.stamp > latest.entry.stamp) latest = file.found;
  }
  if (latest !== undefined) return latest;
  throw new PoiError(
    "not-found",
    `There is no file ${show(filename)}. GET /api/sd/list names all that there are.`,
  );
}
