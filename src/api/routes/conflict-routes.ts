import { frozen } from "../../bytes/frozen.ts";
import type { Route } from "../../net/http-router.ts";
import { pictureSize } from "../../playing/content.ts";
import { PoiError } from "../../ports/poi-error.ts";
import type { IndexEntry } from "../../store/index-entry.ts";
import { type Item, KINDS, type Kind, type Version } from "../../store/item.ts";
import { freeSlot } from "../../store/slots.ts";
import type { Store } from "../../store/store.ts";
import { checkObject, checkWord, MAX_TITLE_BYTES, makeTitle, refuse, show } from "../checks.ts";
import { checkRoom, newId } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { stepsView } from "../steps.ts";
import { modifiedMs, nameOf, patternContent, versionName } from "../views.ts";

const CHOICES = Object.freeze(["mine", "theirs", "both"] as const);

/** The items in conflict now, each read when its turn comes. */
const conflicts = frozen(function* conflicts(store: Store): IterableIterator<Item> {
  const found: IndexEntry[] = [];
  for (const kind of KINDS)
    for (const entry of store.entries(kind)) if (entry.versions > 1) found.push(entry);
  for (const { kind, id } of found) {
    const item = store.get(kind, id);
    if (item !== undefined && item.versions.length > 1) yield item;
  }
});

function versionView(store: Store, kind: Kind, version: Version, playing: boolean): object {
  return {
    version: versionName(version),
    playing,
    mine: version.replica === store.replica,
    modified: modifiedMs(version.stamp),
    deleted: version.deleted,
    ...(version.deleted ? {} : contentView(store, kind, version)),
  };
}

/** What somebody needs to see of a version to choose. */
function contentView(store: Store, kind: Kind, version: Version): object {
  const { name, loop, value } = version.body;
  switch (kind) {
    case "image":
      return { name, ...pictureSize(version), hash: version.blob };
    case "pattern":
      return { name, ...patternContent(version) };
    case "sequence":
      return { name, loop, steps: stepsView(store, version.blob) };
    case "setting":
      return { value };
  }
}

function conflictView(store: Store, { kind, id, versions }: Item): object {
  return {
    key: `${kind}/${id}`,
    kind,
    id,
    versions: versions.map((version, i) => versionView(store, kind, version, i === 0)),
  };
}

function findConflict(store: Store, key: unknown): Item {
  if (typeof key !== "string")
    refuse(`key must be text, got ${show(key)}.`, 'Send something like "setting/brightness".');
  const slash = key.indexOf("/");
  const kind = KINDS.find((word) => word === key.slice(0, Math.max(0, slash)));
  const item = kind === undefined ? undefined : store.get(kind, key.slice(slash + 1));
  if (item !== undefined && item.versions.length > 1) return item;
  throw new PoiError(
    "not-found",
    `There is no conflict ${show(key)}. GET /api/sync/conflicts lists all that there are.`,
  );
}

/** Mine is the version that was edited here, else the one that plays; theirs the first of the others. */
function choose(item: Item, replica: string, choice: "mine" | "theirs"): Version {
  const mine = item.versions.find((version) => version.replica === replica) ?? item.versions[0]!;
  return choice === "mine" ? mine : item.versions.find((version) => version !== mine)!;
}

/** Keeps the version that plays, and makes every other one that is not a deletion an item of its own. */
function keepBoth({ store, ports }: ApiContext, item: Item): void {
  const { kind, versions } = item;
  if (kind === "setting") {
    refuse(
      `choice must be "mine" or "theirs" for a setting, which has one value, got "both".`,
      "Send one of them.",
    );
  }
  const living = versions.filter((version) => !version.deleted);
  checkRoom(store, living.length - 1);
  for (let i = 1; i < living.length; i++) {
    const { body, blob } = living[i]!;
    const content = { ...body, name: copyName(nameOf(item, living[i]!), i + 1), slot: freeSlot(store, kind) };
    store.put(kind, newId(store, ports.random), { body: content, blob });
  }
  store.choose(item, living[0]!);
}

/** "Sunset (2)". */
function copyName(name: string, number: number): string {
  const end = ` (${number})`;
  return makeTitle(name, "Copy", MAX_TITLE_BYTES - end.length) + end;
}

/** The version that a request means. Throws PoiError where it means none. */
function chosenVersion(item: Item, replica: string, choice: unknown, version: unknown): Version | "both" {
  if (version === undefined) {
    const word = checkWord("choice", choice, CHOICES);
    return word === "both" ? word : choose(item, replica, word);
  }
  if (choice !== undefined) refuse("A request names a choice or a version, got both.", "Send one of them.");
  const chosen = item.versions.find((one) => versionName(one) === version);
  if (chosen !== undefined) return chosen;
  const known = item.versions.map(versionName).join(", ");
  throw new PoiError(
    "not-found",
    `${item.kind}/${item.id} has no version ${show(version)}. Choose one of ${known}.`,
  );
}

/** Edits that were made at the same time on poi that could not see each other. */
export const CONFLICT_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/sync/conflicts",
    handle({ store }, exchange) {
      const views = mapped(conflicts(store), (item) => conflictView(store, item));
      streamJson(exchange, listPieces('{"conflicts":[', views, "]}"));
    },
  },
  {
    method: "POST",
    path: "/api/sync/resolve",
    body: "json",
    handle(context, exchange, body) {
      const { store } = context;
      const { key, choice, version } = checkObject(body, "The choice");
      const item = findConflict(store, key);
      const chosen = chosenVersion(item, store.replica, choice, version);
      if (chosen === "both") keepBoth(context, item);
      else store.choose(item, chosen);
      exchange.json({ status: "ok" });
    },
  },
]);
