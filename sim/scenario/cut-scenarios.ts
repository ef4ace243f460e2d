import type { Kind } from "../../src/store/item.ts";
import { noCounts } from "../../src/sync/exchange.ts";
import { bmpPicture } from "./pictures.ts";
import type { SimNode } from "./sim-node.ts";
import type { Stage } from "./stage.ts";
import type { Expectation, UserRequest } from "./user.ts";

/** Something that a node does with its disk, to be cut or refused at each operation of it in turn. */
export interface CutScenario {
  readonly name: string;
  /** Brings both nodes to where it begins; the first is the one whose disk fails. */
  prepare(stage: Stage, victim: SimNode, other: SimNode): void;
  /** What is cut. */
  play(stage: Stage, victim: SimNode, other: SimNode): void;
}

const HOUR_MS = 3_600_000;
const WAIT_MS = 40_000;

/** Sends requests one after the other, each once the one before is answered or given up. */
function send(stage: Stage, node: SimNode, ...requests: UserRequest[]): void {
  for (const request of requests) {
    stage.user.send(node, request);
    stage.runUntilTrue(() => stage.user.pending === 0, WAIT_MS);
  }
}

function json(method: "PUT" | "POST", path: string, body: unknown, ...expect: Expectation[]): UserRequest {
  const contentType = "application/json";
  return { label: `${method} ${path}`, method, path, contentType, body: JSON.stringify(body), expect };
}

function put(kind: Kind, id: string, body: unknown): UserRequest {
  return json("PUT", `/api/${kind}s/${id}`, body, { op: "put", kind, id });
}

function remove(kind: Kind, id: string): UserRequest {
  const expect: Expectation[] = [{ op: "remove", kind, id }];
  return { label: `delete ${id}`, method: "DELETE", path: `/api/${kind}s/${id}`, expect };
}

function upload(name: string, bytes: Uint8Array): UserRequest {
  const expect: Expectation[] = [{ op: "put", kind: "image", says: name.split(/[._]/)[0]! }];
  const path = `/api/images?name=${name}`;
  return { label: name, method: "POST", path, contentType: "application/octet-stream", body: bytes, expect };
}

function noise(stage: Stage, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  stage.world.prng.fill(bytes);
  return bytes;
}

function bootBoth(stage: Stage, victim: SimNode, other: SimNode): void {
  victim.boot();
  other.boot();
  stage.runForMs(4000);
}

/** Both are up and hold the same, then lose sight of each other. */
function part(stage: Stage, victim: SimNode, other: SimNode): void {
  bootBoth(stage, victim, other);
  stage.world.partition([[victim.host], [other.host]]);
}

function meet(stage: Stage, victim: SimNode, other: SimNode): void {
  stage.world.heal();
  stage.runUntilTrue(() => stage.agree([victim, other]), WAIT_MS);
}

export const CUT_SCENARIOS: readonly CutScenario[] = [
  {
    name: "first boot",
    prepare(_stage, _victim, other) {
      other.boot();
    },
    play(stage, victim) {
      victim.boot();
      stage.runForMs(4000);
    },
  },
  {
    name: "edit",
    prepare: bootBoth,
    play(stage, victim) {
      send(
        stage,
        victim,
        put("setting", "brightness", { value: 9 }),
        put("pattern", "fire", { name: "Blaze" }),
      );
      send(stage, victim, put("pattern", "fire", { speed: 77 }), put("image", "heart", { name: "Herz" }));
    },
  },
  {
    name: "delete",
    prepare: bootBoth,
    play(stage, victim) {
      send(stage, victim, remove("image", "smiley"), remove("pattern", "rainbow"), remove("pattern", "wave"));
    },
  },
  {
    name: "upload",
    prepare: bootBoth,
    play(stage, victim) {
      send(stage, victim, upload("raw_40x32.rgb", noise(stage, 3840)));
      send(stage, victim, upload("bitmap.bmp", bmpPicture(30, 20, noise(stage, 1800))));
    },
  },
  {
    name: "blob transfer",
    prepare(stage, victim, other) {
      part(stage, victim, other);
      send(stage, other, upload("wide_200x32.rgb", noise(stage, 19_200)));
    },
    play: meet,
  },
  {
    name: "merge of many items",
    prepare(stage, victim, other) {
      part(stage, victim, other);
      for (let i = 0; i < 60; i++)
        other.node!.store.put("pattern", `many-${i}`, { body: { name: `Many ${i}` } });
      victim.node!.store.put("pattern", "many-7", { body: { name: "Mine" } });
    },
    play: meet,
  },
  {
    name: "conflict resolution",
    prepare(stage, victim, other) {
      part(stage, victim, other);
      for (const [node, speed] of [
        [victim, 11],
        [other, 22],
      ] as const) {
        send(stage, node, put("pattern", "comet", { speed }), put("pattern", "strobe", { speed }));
        send(stage, node, put("setting", "brightness", { value: speed }));
      }
      meet(stage, victim, other);
    },
    play(stage, victim) {
      const resolve = (key: string, choice: string): UserRequest => {
        const [kind, id] = key.split("/") as [Kind, string];
        return json("POST", "/api/sync/resolve", { key, choice }, { op: "choose", kind, id });
      };
      send(stage, victim, resolve("pattern/comet", "both"), resolve("pattern/strobe", "theirs"));
      send(stage, victim, resolve("setting/brightness", "mine"));
    },
  },
  {
    name: "compaction",
    prepare(stage, victim, other) {
      bootBoth(stage, victim, other);
      const { store } = victim.node!;
      // The journal is written anew when it passes 32 KB, at the second look (see GARBAGE_BYTES in store.ts).
      for (let i = 0; (victim.host.files.size("journal.jsonl") ?? 0) < 32_700; i++) {
        store.put("pattern", "fire", { body: { name: `Fire ${i}`, slot: 4, type: 4 } });
      }
      stage.runForMs(4000);
    },
    play(stage, victim) {
      for (let i = 0; i < 5; i++) send(stage, victim, put("pattern", "fire", { name: `Blaze ${i}` }));
    },
  },
  {
    name: "configuration",
    prepare: bootBoth,
    play(stage, victim) {
      send(stage, victim, json("POST", "/api/device/config", { deviceName: "Other", syncInterval: 3000 }));
      send(stage, victim, json("POST", "/api/mode", { mode: 2, index: 3 }));
      send(stage, victim, json("POST", "/api/device/config", { syncGroups: ["pair", "more"] }));
    },
  },
  {
    name: "peers and history",
    prepare(stage, victim, other) {
      victim.boot();
      stage.runForMs(1000);
      for (let i = 0; i < 198; i++) victim.node!.history.add(oldRecord(i));
      other.boot();
    },
    play(stage, victim, other) {
      for (let i = 0; i < 3; i++) {
        send(stage, other, put("setting", "brightness", { value: i }));
        stage.runUntilTrue(() => stage.agree([victim, other]), WAIT_MS);
      }
    },
  },
  {
    name: "tombstone collection",
    prepare(stage, victim, other) {
      bootBoth(stage, victim, other);
      send(stage, victim, put("pattern", "fire", { name: "Fire" }));
      victim.node!.store.put("pattern", "gone", { body: { name: "Gone" } });
      send(stage, victim, remove("pattern", "gone"));
      stage.runUntilTrue(() => stage.agree([victim, other]), WAIT_MS);
      // A day goes by while both are off; then they know that it did.
      victim.crash();
      other.crash();
      stage.runForMs(25 * HOUR_MS);
      victim.boot();
      other.boot();
    },
    play(stage, victim) {
      stage.runForMs(8000);
      send(stage, victim, put("pattern", "fire", { name: "After" }));
    },
  },
];

function oldRecord(number: number): Parameters<NonNullable<SimNode["node"]>["history"]["add"]>[0] {
  return {
    time: number,
    peerId: "020000000001",
    peerName: "Old",
    role: "answered",
    direction: "bidirectional",
    outcome: "synced",
    taken: noCounts(),
    given: noCounts(),
    blobs: 0,
    bytesIn: 0,
    bytesOut: 0,
    durationMs: 0,
  };
}
