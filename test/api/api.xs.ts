import { decodeUtf8, encodeUtf8 } from "../../src/bytes/utf8.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import type { Stream, StreamEvents } from "../../src/ports/streams.ts";
import { program } from "../xs/inside/program.ts";
import type { XsWorld } from "../xs/inside/world.ts";

const PACKET_BYTES = 1460;

/** A client's connection that holds what goes either way, and costs nothing worth counting. */
class Wire implements Stream {
  readonly remoteAddress = "10.0.0.2";
  readonly writable = 5744;
  /** The first packet of the answer. */
  answer = "";
  written = 0;
  events: StreamEvents | undefined;
  private packets: Uint8Array[] = [];
  private at = 0;

  read(): Uint8Array | undefined {
    return this.packets[this.at++];
  }
  write(bytes: Uint8Array): number {
    this.written += bytes.length;
    if (this.answer === "") this.answer = decodeUtf8(bytes);
    return bytes.length;
  }
  close(): void {}
  abort(): void {}

  send(packets: Uint8Array[]): void {
    this.packets = packets;
    this.at = 0;
    this.answer = "";
    this.events!.onReadable();
  }
}

/** A node with 200 items whose settings were changed, and one client. */
function serve(world: XsWorld, leds: number): { node: SyncNode; wire: Wire } {
  const wire = new Wire();
  const streams = {
    listen: (options: Parameters<typeof world.network.listen>[0]) => {
      wire.events = options.onConnect(wire);
      return { close() {} };
    },
    connect: () => wire,
  };
  const node = new SyncNode({ ...world.ports, streams }, { port: 80, start: { groups: ["pair"], leds } });
  for (let i = 0; i < 175; i++) {
    const body = { name: `Pattern ${i}`, slot: 18 + i, type: i % 18, color1: i * 7919, color2: 1, speed: 50 };
    node.store.put("pattern", `p${(1_000_003 * (i + 7)).toString(36)}xyzwvut`.slice(0, 10), { body });
  }
  for (const [key, value] of [
    ["brightness", 90],
    ["framerate", 2000],
    ["power-mode", "balanced"],
  ] as const) {
    node.store.put("setting", key, { body: { value } });
  }
  node.player.show(2, 0);
  return { node, wire };
}

function packetsOf(head: string, body: Uint8Array): Uint8Array[] {
  const headBytes = encodeUtf8(head);
  const whole = new Uint8Array(headBytes.length + body.length);
  whole.set(headBytes);
  whole.set(body, headBytes.length);
  const packets: Uint8Array[] = [];
  for (let at = 0; at < whole.length; at += PACKET_BYTES) packets.push(whole.slice(at, at + PACKET_BYTES));
  return packets;
}

function request(method: string, path: string, type: string, body: Uint8Array): Uint8Array[] {
  const length = body.length === 0 ? "" : `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`;
  return packetsOf(`${method} ${path} HTTP/1.1\r\nHost: 192.168.4.1\r\n${length}\r\n`, body);
}

/** A request to a node that is up, and what its answer begins with. */
function exchange(method: string, path: string, body: string | Uint8Array, answer: string, leds = 32) {
  return program({
    prepare(world) {
      const bytes = typeof body === "string" ? encodeUtf8(body) : body;
      const type = typeof body === "string" ? "application/json" : "application/octet-stream";
      const served = serve(world, leds);
      return { world, ...served, packets: request(method, path, type, bytes) };
    },
    run({ world, wire, packets }) {
      wire.send(packets);
      // An upload goes on after its last byte.
      if (packets.length > 10) world.advance(1);
      return wire;
    },
    check(wire: Wire) {
      if (!wire.answer.startsWith(answer)) throw new Error(wire.answer);
    },
  });
}

const OK = "HTTP/1.1 200 OK";

export const status = exchange("GET", "/api/status", "", OK);
export const brightness = exchange("POST", "/api/brightness", '{"brightness":77}', OK);
export const mode = exchange("POST", "/api/mode", '{"mode":1,"index":2}', OK);
export const patternMode = exchange("POST", "/api/mode", '{"mode":2,"index":5}', OK);
export const clock = exchange("GET", "/api/clock", "", OK);
export const show = exchange("POST", "/api/show", '{"image":"heart","brightness":90}', OK);
export const patterns = exchange("GET", "/api/patterns", "", OK);
export const pattern = exchange("GET", "/api/patterns/fire", "", OK);
export const live = exchange(
  "POST",
  "/api/live",
  JSON.stringify({ pixels: Array.from({ length: 32 }, () => ({ r: 255, g: 128, b: 0 })) }),
  OK,
);
export const rawLive = exchange("PUT", "/api/live", new Uint8Array(96).fill(200), OK);
/** 77 KB of noise, for a strip that shows it as it is and for one with half as many LEDs. */
const PICTURE = new Uint8Array(76_800);
for (let i = 0, state = 1; i < PICTURE.length; i++) {
  state = (state * 48_271) % 2_147_483_647;
  PICTURE[i] = state >> 8;
}
const CREATED = "HTTP/1.1 201 Created";
const PICTURE_PATH = "/api/images?name=image_400x64.rgb";
export const upload = exchange("POST", PICTURE_PATH, PICTURE, CREATED, 64);
export const scaledUpload = exchange("POST", PICTURE_PATH, PICTURE, CREATED);
