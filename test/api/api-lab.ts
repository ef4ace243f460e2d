import assert from "node:assert/strict";
import type { HostOptions, SimHost } from "../../sim/sim-host.ts";
import { SimImages } from "../../sim/sim-images.ts";
import { World } from "../../sim/world.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import type { Datagrams } from "../../src/ports/datagrams.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { type Answer, type Ask, RawCall, requestBytes } from "./raw-http.ts";

const PORT = 80;
const PAGE = new Uint8Array(3000).fill(32);

/** Nodes of the virtual world, and a client that talks to them in HTTP bytes. */
export class ApiLab {
  readonly world: World;
  readonly client: SimHost;
  private readonly nodes: ApiNode[] = [];

  constructor(seed = 1) {
    this.world = new World({ seed });
    this.client = this.world.addHost({ name: "client", wall: "right" });
    this.client.boot();
  }

  /** One more node, up and listening. `options` are those of its host; `isMute`: no datagram leaves or reaches it. */
  node(start: Partial<LocalConfig> = {}, options: HostOptions & { isMute?: boolean } = {}): ApiNode {
    const host = this.world.addHost({
      wall: "right",
      images: (files, timers) => new SimImages({ files, timers }),
      ...options,
    });
    const node = new ApiNode(this, host, { groups: ["pair"], ...start }, options.isMute === true);
    this.nodes.push(node);
    return node;
  }

  /** Two nodes of one group that know each other, left and right; they sync only when they are told to. */
  pair(start: Partial<LocalConfig> = {}): [ApiNode, ApiNode] {
    const left = this.node({ deviceName: "Left Poi", autoSync: false, ...start });
    const right = this.node({ deviceName: "Right Poi", autoSync: false, ...start });
    this.meet(left, right);
    return [left, right];
  }

  /** Lets nodes find each other. */
  meet(...nodes: ApiNode[]): void {
    const knows = (one: ApiNode, other: ApiNode) =>
      one === other || (one.node.peers.get(other.node.file.config.deviceId)?.port ?? 0) > 0;
    const met = () => nodes.every((one) => nodes.every((other) => knows(one, other)));
    assert.ok(this.world.runUntilTrue(met, 10_000), "the nodes find each other");
  }

  /** Fails where a node made an internal mistake. */
  check(): void {
    for (const { node } of this.nodes) {
      assert.equal(node.server.counters.failures, 0, "no internal mistake while answering");
      assert.equal(node.client.failures, 0, "no internal mistake while asking");
    }
  }
}

/** A node and the requests to it. */
export class ApiNode {
  readonly lab: ApiLab;
  readonly host: SimHost;
  node: SyncNode;
  private readonly start: Partial<LocalConfig>;
  private readonly isMute: boolean;
  private restarts = false;

  constructor(lab: ApiLab, host: SimHost, start: Partial<LocalConfig>, isMute: boolean) {
    this.lab = lab;
    this.host = host;
    this.start = start;
    this.isMute = isMute;
    this.node = this.boot();
  }

  get address(): string {
    return this.host.nic.address!;
  }

  /** "AA:BB:CC:DD:EE:FF". */
  get deviceId(): string {
    return this.get("/api/device/config").deviceId;
  }

  /** From now on the node may ask to be started again; it is off then, until `reboot`. */
  allowRestart(): void {
    this.restarts = true;
    this.reboot();
  }

  /** Takes the power away and gives it back. */
  reboot(): void {
    this.host.crash();
    this.node = this.boot();
  }

  /** Opens a connection and sends the first `count` bytes of a request, all of them where nothing is said. */
  call(ask: Ask, count = Number.POSITIVE_INFINITY): RawCall {
    const call = new RawCall(this.lab.world, this.lab.client.ports.streams, this.address, PORT);
    call.send(requestBytes(ask).subarray(0, count));
    return call;
  }

  ask(ask: Ask): Answer {
    return this.call(ask).answer();
  }

  /** JSON that is answered 200. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  get(path: string): any {
    return this.done({ path }, 200);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  post(path: string, json: unknown, status = 200): any {
    return this.done({ method: "POST", path, json }, status);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  put(path: string, json: unknown, status = 200): any {
    return this.done({ method: "PUT", path, json }, status);
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  delete(path: string, status = 200): any {
    return this.done({ method: "DELETE", path }, status);
  }

  /** A raw picture of noise that differs by seed; returns its view. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  upload(name = "image", seed = 1, width = 8, height = 32): any {
    const body = noise(3 * width * height, seed);
    const path = `/api/images?name=${name}_${width}x${height}.rgb`;
    return this.done({ method: "POST", path, body, type: "application/octet-stream" }, 201);
  }

  /** All bytes of its disk, to see that nothing changed. */
  disk(): Map<string, Uint8Array> {
    return this.host.files.contents();
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  private done(ask: Ask, status: number): any {
    const answer = this.ask(ask);
    assert.equal(answer.status, status, `${ask.method ?? "GET"} ${ask.path}: ${answer.text}`);
    return answer.json;
  }

  private boot(): SyncNode {
    let listening = false;
    const ports = this.host.boot();
    const datagrams: Datagrams = {
      open: ({ port }) => ({ port, send() {}, close() {} }),
      addresses: () => ports.datagrams.addresses(),
    };
    const node = new SyncNode(this.isMute ? { ...ports, datagrams } : ports, {
      port: PORT,
      page: { etag: "page", byteLength: PAGE.length, slice: (start, end) => PAGE.subarray(start, end) },
      start: this.start,
      ...(this.restarts ? { restart: () => this.host.crash() } : {}),
      onListening: () => {
        listening = true;
      },
    });
    assert.ok(this.lab.world.runUntilTrue(() => listening, 1000));
    return node;
  }
}

/** Bytes without a pattern, the same for a seed. */
export function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = seed * 7919 + 1; i < length; i++) {
    state = (state * 48271) % 0x7fffffff;
    bytes[i] = state >> 8;
  }
  return bytes;
}
