import { type Cue, eachCueLine, MAX_CUE_MS, MAX_CUES } from "../playing/cues.ts";
import { parseDeviceId, showDeviceId } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkObject, refuse, show } from "./checks.ts";
import { checkContent } from "./steps.ts";

/** Checks cues from outside and puts them in order. Throws PoiError where one is wrong or names content that is not here. */
export function checkCues(store: Store, value: unknown): Cue[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CUES) {
    const got = Array.isArray(value) ? `${value.length}` : show(value);
    refuse(
      `cues must be a list of 1 to ${MAX_CUES} cues, got ${got}.`,
      'A cue is {"at":1500,"image":"smiley"}.',
    );
  }
  const cues = value.map((cue, i) => checkCue(store, cue, `cues[${i}]`));
  return cues.sort((a, b) => a.at - b.at);
}

function checkCue(store: Store, value: unknown, name: string): Cue {
  const { at, to, image, pattern, dark } = checkObject(value, name);
  const cue: Cue = { at: checkInteger(`${name}.at`, at, 0, MAX_CUE_MS) };
  if (to !== undefined) cue.to = checkDeviceId(`${name}.to`, to);
  const given = [image, pattern, dark].filter((each) => each !== undefined);
  if (given.length === 1 && typeof image === "string") cue.image = checkContent(store, "image", image, name);
  else if (given.length === 1 && typeof pattern === "string")
    cue.pattern = checkContent(store, "pattern", pattern, name);
  else if (given.length === 1 && dark === true) cue.dark = true;
  else {
    refuse(
      `${name} must name one image or one pattern by its id, or say "dark": true, got ${show(value)}.`,
      "Send one of them.",
    );
  }
  return cue;
}

/** A device id as it is stored. */
export function checkDeviceId(name: string, value: unknown): string {
  const id = typeof value === "string" ? parseDeviceId(value) : undefined;
  if (id !== undefined) return id;
  refuse(
    `${name} must be the id of a poi, got ${show(value)}.`,
    "GET /api/sync/status lists those that are known.",
  );
}

/** The cues of a blob as they are shown. */
export function cuesView(store: Store, blob: string | undefined): Cue[] {
  const views: Cue[] = [];
  if (blob === undefined) return views;
  eachCueLine(store.blobs, blob, ({ to, ...cue }) => {
    views.push(to === undefined ? cue : { ...cue, to: showDeviceId(to) });
  });
  return views;
}
