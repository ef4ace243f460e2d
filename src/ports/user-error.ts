import { FilesError } from "./files.ts";
import { PoiError } from "./poi-error.ts";

/** What the user is told of an exception: a PoiError as it is, trouble with the medium in words; undefined for any other. */
export function asUserError(error: unknown): PoiError | undefined {
  if (error instanceof PoiError) return error;
  if (!(error instanceof FilesError)) return undefined;
  if (error.code === "full") {
    return new PoiError("storage-full", "No space is left on the poi. Delete pictures, then try again.");
  }
  return new PoiError(
    "unavailable",
    `The poi's storage failed (${error.message}). Restart it, then try again.`,
  );
}
