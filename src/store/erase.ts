import type { Files } from "../ports/files.ts";

/** Makes a node as it was when it was new: asked for while it runs, done when it starts again, finished however often power fails. */

const MARK = "erase";
/** Directories of a node's files. */
const DIRECTORIES = Object.freeze(["blobs", "parts", "uploads"]);
/** Of the host's own: the lock of a desktop's data folder. */
const KEPT = Object.freeze(["lock"]);

/** Asks for the files to be removed at the next start. */
export function askErase(files: Files): void {
  const file = files.open(MARK, "w");
  file.flush();
  file.close();
}

/** Removes all files where that was asked for; the mark goes last. Call before any other use of the files. */
export function eraseIfAsked(files: Files): void {
  if (files.size(MARK) === undefined) return;
  for (const directory of DIRECTORIES)
    for (const name of files.list(directory)) files.remove(`${directory}/${name}`);
  for (const name of files.list("")) if (name !== MARK && !KEPT.includes(name)) files.remove(name);
  files.remove(MARK);
}
