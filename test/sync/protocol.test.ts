import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { World } from "../../sim/world.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { BEACON_BYTES, Beacon, LOCKED, SYNCS, tickName } from "../../src/sync/beacon.ts";
import { networkName } from "../../src/sync/counter-watch.ts";
import { DATAGRAM, writeHead } from "../../src/sync/datagram.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { News } from "../../src/sync/news.ts";
import { Answer, ASK_BYTES, encodeNetworks, encodeQuestion, KNOWS } from "../../src/sync/question.ts";
import { type LabStore, StoreLab } from "../store/store-lab.ts";
import { syncPair } from "./sync-pair.ts";

const [LEFT, RIGHT] = [0x0a0000000001, 0x0a0000000002];
const SHOW = 0x2f81c09d;

function datagram(type: number, id: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  writeHead(bytes, type, groupTag("pair"), id);
  return bytes;
}

/** Left has played for a minute and a half when it sends a beacon; Right asks for the time; then Left edits. */
function datagrams(left: LabStore): Uint8Array[] {
  const said: Uint8Array[] = [];
  const { timers, random, clock } = new World({ seed: 1 }).addHost().boot();
  const news = new News({
    ports: { timers, random, clock },
    store: left,
    isOpen: () => true,
    send: (_, type, bytes) => {
      writeHead(bytes, type, groupTag("pair"), LEFT);
      said.push(bytes);
    },
    onChange: () => {},
  });
  const beacon = new Beacon();
  beacon.flags = LOCKED | SYNCS;
  beacon.port = 80;
  beacon.root = news.root;
  beacon.show = SHOW;
  beacon.groupUs = 90_000_000;
  beacon.tick = tickName(RIGHT, 88_500_000);
  beacon.tickAgoUs = 1_498_200;
  said.push(datagram(DATAGRAM.beacon, LEFT, BEACON_BYTES));
  beacon.encode(said.at(-1)!);

  said.push(datagram(DATAGRAM.ask, RIGHT, ASK_BYTES));
  encodeQuestion(said.at(-1)!, 7, KNOWS, SHOW, 12);
  const name = networkName(0x24a4_3c5a_0c1d);
  encodeNetworks(said.at(-1)!, name, 0);
  const answer = new Answer();
  answer.number = 7;
  answer.show = SHOW;
  answer.heardUs = 90_412_345;
  answer.heldUs = 160;
  answer.busy = 21;
  answer.network = name;
  answer.counterUs = 5_123_456_789;
  answer.counterError = 6;
  said.push(datagram(DATAGRAM.answer, LEFT, ASK_BYTES));
  answer.encode(said.at(-1)!);

  news.remember();
  const before = left.sequence;
  left.put("setting", "brightness", { body: { value: 180 } });
  news.repair(0, before);
  return said;
}

describe("docs/protocol.md", () => {
  it("shows the bytes that two poi say to each other", () => {
    const lab = new StoreLab("protocol");
    const [left, right] = [lab.make("a"), lab.make("b")];
    const said: Uint8Array[] = [];
    left.put("setting", "brightness", { body: { value: 100 } });
    said.push(...syncPair(left, right, { salt: 0x1234 }).messages);
    said.push(...syncPair(left, right, { salt: 0x1235 }).messages);
    lab.passMs(1000);
    left.put("setting", "brightness", { body: { value: 200 } });
    const news = [left.entry("setting", "brightness")!];
    said.push(...syncPair(left, right, { salt: 0x1236, news }).messages);
    lab.passMs(1000);
    left.put("setting", "brightness", { body: { value: 250 } });
    said.push(...syncPair(left, right, { salt: 0x1237 }).messages);
    const blob = left.blobs.add(Uint8Array.of(1, 2, 3));
    left.put("image", "dot", { body: { name: "Dot", slot: 3, width: 1, height: 1 }, blob });
    said.push(...syncPair(right, left, { salt: 0x1238 }).messages);

    lab.passMs(1000);
    said.push(...datagrams(left));

    const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
    const shown = [...page.matchAll(/^```\n([0-9a-f\n]+)^```$/gm)].flatMap((block) =>
      block[1]!.trim().split("\n"),
    );
    assert.deepEqual(shown, said.map(toHex));
  });
});
