import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { Stage } from "../../sim/scenario/stage.ts";
import type { Expectation } from "../../sim/scenario/user.ts";
import { decodeUtf8 } from "../../src/bytes/utf8.ts";
import type { SyncNode } from "../../src/node/sync-node.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";

/** The node of a host that has power. */
export function up(node: SimNode): SyncNode {
  assert.ok(node.node !== undefined, `node ${node.number} is off`);
  return node.node;
}

/** Nodes that have power and time to find each other. */
export function stageOf(seed: number, starts: readonly Partial<LocalConfig>[]): Stage {
  const stage = new Stage({ seed });
  for (const start of starts) stage.addNode(start).boot();
  stage.runForMs(5000);
  return stage;
}

/** The same where no multicast gets through: nodes know each other by the addresses that a user named, and hear no beacons. */
export function stageByAddress(seed: number, starts: readonly Partial<LocalConfig>[]): Stage {
  const stage = new Stage({ seed, link: { multicastLoss: 1 } });
  for (const start of starts) stage.addNode(start).boot();
  stage.runForMs(1000);
  for (const node of stage.nodes) {
    for (const other of stage.nodes) {
      if (other === node) continue;
      send(stage, node, "POST", "/api/peers", { address: `${other.address}:80` }, 201);
    }
  }
  stage.runForMs(4000);
  return stage;
}

/** Sends JSON and returns what came back, as JSON; fails where the status is another than the given one. */
export function send(
  stage: Stage,
  node: SimNode,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: unknown,
  status = 200,
  ...expect: Expectation[]
): Record<string, unknown> {
  const contentType = "application/json";
  const text = JSON.stringify(body);
  const answer = stage.call(node, { label: path, method, path, contentType, body: text, expect });
  const shown = answer === undefined ? "no answer" : decodeUtf8(answer.body);
  assert.equal(answer?.status, status, `${method} ${path}: ${shown}`);
  return JSON.parse(shown) as Record<string, unknown>;
}

/** Sets the brightness, which is then promised to be kept. */
export function setBrightness(stage: Stage, node: SimNode, value: number): void {
  send(stage, node, "PUT", "/api/settings/brightness", { value }, 200, { op: "put", kind: "setting" });
}

export function brightness(node: SimNode): unknown {
  return up(node).store.current("setting", "brightness")?.body["value"];
}

/** Uploads random pixels that need no scaling; returns the id of the image. */
export function upload(stage: Stage, node: SimNode, columns: number, name = "pic"): string {
  const body = new Uint8Array(columns * 32 * 3);
  stage.world.prng.fill(body);
  const answer = stage.call(node, {
    label: name,
    method: "POST",
    path: `/api/images?name=${name}_${columns}x32.rgb`,
    contentType: "application/octet-stream",
    body,
    expect: [{ op: "put", kind: "image", says: name }],
  });
  assert.equal(answer?.status, 201, answer === undefined ? "no answer" : decodeUtf8(answer.body));
  return (JSON.parse(decodeUtf8(answer.body)) as { id: string }).id;
}

/** Lets time pass until the nodes agree, and asks all oracles. */
export function converge(stage: Stage, nodes: readonly SimNode[], limitMs: number): void {
  assert.ok(
    stage.runUntilTrue(() => stage.agree(nodes), limitMs),
    stage.tellDifference(nodes),
  );
  stage.checkConverged(nodes);
}
