import { SETTING_KEYS } from "../../src/api/settings.ts";
import { encodeUtf8 } from "../../src/bytes/utf8.ts";
import type { SyncNode } from "../../src/node/sync-node.ts";
import { type Item, KINDS, type Kind } from "../../src/store/item.ts";
import { showDeviceId } from "../../src/store/local-config.ts";
import type { Prng } from "../prng.ts";
import { bmpPicture } from "./pictures.ts";
import type { Expectation, UserRequest } from "./user.ts";

/**
 * What users do with a node, as the requests that their clients send. Each edit carries a text of its own, so that it can be
 * told from all others; what it works on is chosen among the content of the node, with a liking for what others work on too.
 */

const JSON_TYPE = "application/json";
const DIRECTIONS = ["bidirectional", "push", "pull"] as const;
const SWITCHES = ["syncImages", "syncPatterns", "syncSequences", "syncSettings"];

export interface ActionContext {
  prng: Prng;
  node: SyncNode;
  /** Unix milliseconds, for clients that know the time. */
  wallMs: number;
  /** Counts edits, so that each has a text of its own. */
  serial: number;
}

/** One thing that a user may do, and how often (against the others). */
export interface Action {
  readonly name: string;
  readonly weight: number;
  /** The request, or undefined where there is nothing to do it with. */
  make(context: ActionContext): UserRequest | undefined;
}

function json(
  label: string,
  method: UserRequest["method"],
  path: string,
  body: unknown,
  ...expect: Expectation[]
): UserRequest {
  return { label, method, path, contentType: JSON_TYPE, body: JSON.stringify(body), expect };
}

/** Live content of a kind; most often among the few with the least ids, which all nodes agree about. */
function pickId({ prng, node }: ActionContext, kind: Kind): string | undefined {
  const ids: string[] = [];
  for (const entry of node.store.entries(kind)) if (!entry.deleted) ids.push(entry.id);
  if (ids.length === 0) return undefined;
  ids.sort();
  return ids[prng.below(prng.chance(0.7) ? Math.min(3, ids.length) : ids.length)];
}

function pickConflict({ prng, node }: ActionContext): Item | undefined {
  const found: Item[] = [];
  for (const kind of KINDS) {
    for (const entry of node.store.entries(kind)) {
      if (entry.versions > 1) found.push(node.store.read(entry));
    }
  }
  return found.length === 0 ? undefined : prng.pick(found);
}

function color(prng: Prng): string {
  return `#${prng.below(0x1000000).toString(16).padStart(6, "0")}`;
}

function settingValue(prng: Prng, key: string): unknown {
  if (key === "brightness") return prng.below(256);
  if (key === "framerate") return prng.between(1, 18_000);
  return prng.pick(["performance", "balanced", "powersave", "ultrasave"]);
}

function steps(context: ActionContext): unknown[] {
  const { prng } = context;
  const list: unknown[] = [];
  for (let i = prng.between(1, 12); i > 0; i--) {
    const kind = prng.chance(0.5) ? "image" : "pattern";
    const id = pickId(context, kind);
    if (id !== undefined) list.push({ [kind]: id, ms: prng.between(1, 65_535) });
  }
  return list;
}

/** Raw pixels or a BMP file, whole or as a form; mostly small, now and then of a poi's full width. */
function picture({ prng, serial }: ActionContext): { name: string; bytes: Uint8Array } {
  const large = prng.chance(0.1);
  const width = large ? prng.between(200, 400) : prng.between(1, 40);
  const height = large ? 32 : prng.between(1, 40);
  const pixels = new Uint8Array(3 * width * height);
  prng.fill(pixels);
  if (prng.chance(0.3)) return { name: `e${serial}.bmp`, bytes: bmpPicture(width, height, pixels) };
  return { name: `e${serial}_${width}x${height}.rgb`, bytes: pixels };
}

function form(name: string, bytes: Uint8Array): { contentType: string; body: Uint8Array } {
  const boundary = "----povpoi-sim";
  const disposition = `Content-Disposition: form-data; name="image"; filename="${name}"`;
  const head = encodeUtf8(`--${boundary}\r\n${disposition}\r\nContent-Type: image/x\r\n\r\n`);
  const tail = encodeUtf8(`\r\n--${boundary}--\r\n`);
  const body = new Uint8Array(head.length + bytes.length + tail.length);
  body.set(head);
  body.set(bytes, head.length);
  body.set(tail, head.length + bytes.length);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

function upload(context: ActionContext): UserRequest {
  const { name, bytes } = picture(context);
  const expect: Expectation[] = [{ op: "put", kind: "image", says: `e${context.serial}` }];
  const label = `upload ${name}`;
  if (context.prng.chance(0.5)) {
    return { label, method: "POST", path: "/api/image", expect, ...form(name, bytes) };
  }
  const contentType = "application/octet-stream";
  return { label, method: "POST", path: `/api/images?name=${name}`, contentType, body: bytes, expect };
}

function replacePixels(context: ActionContext): UserRequest | undefined {
  const id = pickId(context, "image");
  if (id === undefined) return undefined;
  const { name, bytes } = picture(context);
  const path = `/api/images/${id}/pixels?name=${name}`;
  const contentType = "application/octet-stream";
  const expect: Expectation[] = [{ op: "put", kind: "image", id }];
  return { label: `pixels of ${id}`, method: "PUT", path, contentType, body: bytes, expect };
}

function remove(kind: Kind): (context: ActionContext) => UserRequest | undefined {
  return (context) => {
    const id = pickId(context, kind);
    if (id === undefined) return undefined;
    const path = `/api/${kind}s/${id}`;
    return { label: `delete ${kind} ${id}`, method: "DELETE", path, expect: [{ op: "remove", kind, id }] };
  };
}

function resolve(context: ActionContext): UserRequest | undefined {
  const item = pickConflict(context);
  if (item === undefined) return undefined;
  const { prng } = context;
  const { kind, id, versions } = item;
  const key = `${kind}/${id}`;
  const expect: Expectation = { op: "choose", kind, id };
  const word = prng.pick(["mine", "theirs", "both", "version"]);
  if (word === "version") {
    const { replica, counter } = prng.pick(versions);
    return json(
      `resolve ${key}`,
      "POST",
      "/api/sync/resolve",
      { key, version: `${replica}.${counter}` },
      expect,
    );
  }
  return json(`resolve ${key} ${word}`, "POST", "/api/sync/resolve", { key, choice: word }, expect);
}

function execute({ prng, node }: ActionContext): UserRequest {
  const body: Record<string, unknown> = { peerId: "auto", direction: prng.pick(DIRECTIONS) };
  const peers = node.peers.all();
  if (prng.chance(0.5) && peers.length > 0) body["peerId"] = showDeviceId(prng.pick(peers).deviceId);
  for (const name of SWITCHES) if (prng.chance(0.2)) body[name] = false;
  return json("sync", "POST", "/api/sync/execute", body);
}

/** A client of other firmware: few names, times that repeat and run backwards, or none. */
function push(context: ActionContext): UserRequest {
  const { prng, serial } = context;
  const deviceId = prng.pick(["phone", "AA:BB:CC:DD:EE:01", "old tablet"]);
  const timestamp = prng.chance(0.2) ? {} : { timestamp: pushTime(context) };
  const expect: Expectation[] = [];
  const body: Record<string, unknown> = { deviceId, deviceName: deviceId };
  if (prng.chance(0.6)) {
    body["settings"] = { brightness: prng.below(256), ...timestamp };
    expect.push({ kind: "setting", id: "brightness" });
  }
  if (prng.chance(0.6)) {
    const id = prng.pick(["p1", "p2", "rainbow"]);
    body["patterns"] = [{ id, name: `e${serial}`, type: prng.below(18), ...timestamp }];
    expect.push({ kind: "pattern", id, says: `e${serial}` });
  }
  return json(`push of ${deviceId}`, "POST", "/api/sync/push", body, ...expect);
}

function pushTime({ prng, wallMs }: ActionContext): number {
  const seconds = Math.floor(wallMs / 1000);
  return prng.chance(0.8) ? seconds : seconds + prng.between(-3600, 3600);
}

/** A sixth of what users do changes what plays where they are, and no content. */
const LOOKING: readonly Action[] = [
  { name: "status", weight: 2, make: () => ({ label: "status", method: "GET", path: "/api/sync/status" }) },
  { name: "images", weight: 1, make: () => ({ label: "images", method: "GET", path: "/api/images" }) },
  {
    name: "conflicts",
    weight: 1,
    make: () => ({ label: "conflicts", method: "GET", path: "/api/sync/conflicts" }),
  },
  {
    name: "history",
    weight: 1,
    make: () => ({ label: "history", method: "GET", path: "/api/sync/history" }),
  },
  { name: "discover", weight: 1, make: () => json("discover", "POST", "/api/sync/discover", {}) },
  {
    name: "mode",
    weight: 2,
    make: ({ prng }) => json("mode", "POST", "/api/mode", { mode: prng.below(5), index: prng.below(4) }),
  },
  {
    name: "rename",
    weight: 1,
    make: ({ prng, serial }) =>
      json("rename", "POST", "/api/device/config", {
        deviceName: prng.chance(0.5) ? "Poi" : `Poi ${serial}`,
      }),
  },
];

const EDITING: readonly Action[] = [
  {
    name: "setting",
    weight: 6,
    make({ prng }) {
      const key = prng.pick(SETTING_KEYS);
      const body = { value: settingValue(prng, key) };
      return json(`set ${key}`, "PUT", `/api/settings/${key}`, body, {
        op: "put",
        kind: "setting",
        says: `:${JSON.stringify(body.value)}}`,
      });
    },
  },
  {
    name: "no setting",
    weight: 1,
    make({ prng, node }) {
      const key = prng.pick(["brightness", "framerate"]);
      if (node.store.current("setting", key) === undefined) return undefined;
      const expect: Expectation[] = [{ op: "remove", kind: "setting", id: key }];
      return { label: `unset ${key}`, method: "DELETE", path: `/api/settings/${key}`, expect };
    },
  },
  {
    name: "new pattern",
    weight: 3,
    make: ({ prng, serial }) =>
      json(
        `pattern e${serial}`,
        "POST",
        "/api/patterns",
        { name: `e${serial}`, type: prng.below(18), color1: color(prng) },
        { op: "put", kind: "pattern", says: `"e${serial}"` },
      ),
  },
  {
    name: "edit pattern",
    weight: 8,
    make(context) {
      const id = pickId(context, "pattern");
      const { prng, serial } = context;
      const body = { name: `e${serial}`, color2: color(prng), speed: prng.between(1, 255) };
      if (id === undefined) return undefined;
      const says = `"e${serial}"`;
      return json(`edit pattern ${id}`, "PUT", `/api/patterns/${id}`, body, {
        op: "put",
        kind: "pattern",
        id,
        says,
      });
    },
  },
  {
    name: "pattern by index",
    weight: 2,
    make: ({ prng, serial }) =>
      json(
        `pattern by index e${serial}`,
        "POST",
        "/api/pattern",
        { index: prng.below(22), type: prng.below(18), color1: color(prng), name: `e${serial}` },
        { op: "put", kind: "pattern", says: `"e${serial}"` },
      ),
  },
  { name: "delete pattern", weight: 3, make: remove("pattern") },
  {
    name: "new sequence",
    weight: 2,
    make(context) {
      const list = steps(context);
      if (list.length === 0) return undefined;
      const name = `e${context.serial}`;
      const expect: Expectation = { op: "put", kind: "sequence", says: `"${name}"` };
      return json(`sequence ${name}`, "POST", "/api/sequences", { name, steps: list }, expect);
    },
  },
  {
    name: "edit sequence",
    weight: 3,
    make(context) {
      const id = pickId(context, "sequence");
      const list = steps(context);
      if (id === undefined || list.length === 0) return undefined;
      const name = `e${context.serial}`;
      const body = context.prng.chance(0.5) ? { name, steps: list } : { name };
      const expect: Expectation = { op: "put", kind: "sequence", id, says: `"${name}"` };
      return json(`edit sequence ${id}`, "PUT", `/api/sequences/${id}`, body, expect);
    },
  },
  { name: "delete sequence", weight: 1, make: remove("sequence") },
  { name: "upload", weight: 4, make: upload },
  { name: "pixels", weight: 2, make: replacePixels },
  {
    name: "rename image",
    weight: 3,
    make(context) {
      const id = pickId(context, "image");
      const name = `e${context.serial}`;
      if (id === undefined) return undefined;
      const body = context.prng.chance(0.3) ? { name, index: context.prng.below(6) } : { name };
      const expect: Expectation = { op: "put", kind: "image", id, says: `"${name}"` };
      return json(`rename image ${id}`, "PUT", `/api/images/${id}`, body, expect);
    },
  },
  { name: "delete image", weight: 2, make: remove("image") },
  { name: "resolve", weight: 4, make: resolve },
  { name: "sync", weight: 4, make: execute },
  { name: "push", weight: 2, make: push },
];

export const ACTIONS: readonly Action[] = [...EDITING, ...LOOKING];

/** Draws an action by weight, and makes it; undefined where the node has nothing to do it with. */
export function drawAction(
  context: ActionContext,
  actions: readonly Action[] = ACTIONS,
): UserRequest | undefined {
  let total = 0;
  for (const { weight } of actions) total += weight;
  let at = context.prng.below(total);
  for (const action of actions) {
    at -= action.weight;
    if (at < 0) return action.make(context);
  }
  return undefined;
}
