import type { Route } from "../../net/http-router.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { stampToUnixMs } from "../../store/hybrid-clock.ts";
import type { IndexEntry } from "../../store/index-entry.ts";
import { type Item, KINDS, type Kind, type Version } from "../../store/item.ts";
import { freeSlot } from "../../store/slots.ts";
import type { Store } from "../../store/store.ts";
import { checkObject, checkWord, show } from "../checks.ts";
import { newId } from "../content.ts";
import type { ApiContext } from "../context.ts";
import { listPieces, mapped, streamJson } from "../json-source.ts";
import { patternContent } from "../views.ts";

const CHOICES = Object.freeze(["mine", "theirs", "both"] as const);

function* conflicts(store: Store): IterableIterator<IndexEntry> {
  for (const kind of KINDS) for (const entry of store.entries(kind)) if (entry.versions > 1) yield entry;
}

/** How a version is called in a choice. */
function versionName({ replica, counter }: Version): string {
  return `${replica}.${counter}`;
}

function versionView(store: Store, kind: Kind, version: Version, playing: boolean): object {
  const { name, width, height, value } = version.body;
  return {
    version: versionName(version),
    playing,
    mine: version.replica === store.replica,
    modified: stampToUnixMs(version.stamp),
    deleted: version.deleted,
    ...(name === undefined ? {} : { name }),
    ...(kind === "image" && !version.deleted ? { width, height, hash: version.blob } : {}),
    ...(kind === "pattern" && !version.deleted ? patternContent(version) : {}),
    ...(kind === "setting" && !version.deleted ? { value } : {}),
  };
}

function conflictView(store: Store, entry: IndexEntry): object {
  const { kind, id, versions } = store.read(entry);
  return {
    key: `${kind}/${id}`,
    kind,
    id,
    versions: versions.map((version, i) => versionView(store, kind, version, i === 0)),
  };
}

function findConflict(store: Store, key: unknown): Item {
  const [kind, id] = typeof key === "string" ? key.split("/") : [];
  const known = KINDS.find((word) => word === kind);
  const item = known === undefined || id === undefined ? undefined : store.get(known, id);
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
    throw new PoiError(
      "bad-request",
      `A setting has one value, so choice must be "mine" or "theirs" for ${item.id}.`,
    );
  }
  const living = versions.filter((version) => !version.deleted);
  for (const [i, { body, blob }] of living.slice(1).entries()) {
    const name = `${typeof body["name"] === "string" ? body["name"] : item.id} (${i + 2})`;
    const content = { ...body, name, slot: freeSlot(store, kind) };
    store.put(kind, newId(store, kind, ports.random), { body: content, blob });
  }
  store.choose(item, living[0]!);
}

/** Edits that were made at the same time on poi that could not see each other. */
export const CONFLICT_ROUTES: readonly Route<ApiContext>[] = Object.freeze([
  {
    method: "GET",
    path: "/api/sync/conflicts",
    handle({ store }, exchange) {
      const views = mapped(conflicts(store), (entry) => conflictView(store, entry));
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
      if (version !== undefined) {
        const chosen = item.versions.find((one) => versionName(one) === version);
        if (chosen === undefined) {
          const known = item.versions.map(versionName).join(", ");
          throw new PoiError("not-found", `${key} has no version ${show(version)}. Choose one of ${known}.`);
        }
        store.choose(item, chosen);
      } else {
        const word = checkWord("choice", choice, CHOICES);
        if (word === "both") keepBoth(context, item);
        else store.choose(item, choose(item, store.replica, word));
      }
      store.collectBlobs();
      exchange.json({ status: "ok" });
    },
  },
]);
