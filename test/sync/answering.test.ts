import assert from "node:assert/strict";
import { SimDigest } from "../../sim/sim-digest.ts";
import { SimRandom } from "../../sim/sim-random.ts";
import { ALL_KINDS } from "../../src/store/digest-table.ts";
import { ConfigFile } from "../../src/store/local-config.ts";
import { Answering } from "../../src/sync/answering.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { History } from "../../src/sync/history.ts";
import { Initiator } from "../../src/sync/initiator.ts";
import { Peers } from "../../src/sync/peers.ts";
import { type LabStore, StoreLab } from "../store/store-lab.ts";
import { syncPair } from "./sync-pair.ts";

const ASKER = "0a0000000001";

function answering(lab: StoreLab, store: LabStore): { answering: Answering; peers: Peers } {
  const { files, clock } = store;
  const { config } = new ConfigFile(files, new SimRandom(lab.prng.fork("config")), { groups: ["pair"] });
  const peers = new Peers(files, clock);
  const history = new History(files, new SimDigest());
  return { answering: new Answering({ store, config, peers, history, clock }), peers };
}

describe("Answering", () => {
  it("counts what is edited while blobs move as unknown to the peer", () => {
    const lab = new StoreLab(1);
    const [mine, theirs] = [lab.make("mine"), lab.make("theirs")];
    mine.put("setting", "brightness", { body: { value: 1 } });
    mine.put("image", "i", { body: {}, blob: mine.blobs.add(new Uint8Array(9000).fill(7)) });
    syncPair(theirs, mine, { cutAt: 4 });
    assert.deepEqual(theirs.digest.root(ALL_KINDS), mine.digest.root(ALL_KINDS));
    assert.equal(theirs.missingBlobs(ALL_KINDS).length, 1);

    const { answering: session, peers } = answering(lab, mine);
    const initiator = new Initiator({
      store: theirs,
      deviceId: ASKER,
      groups: [groupTag("pair")],
      kinds: ALL_KINDS,
      direction: "bidirectional",
      salt: 1,
      news: [],
    });
    initiator.take(session.answer("s", "10.0.0.9", initiator.next()!));
    const known = peers.get(ASKER)!.hasAllUpTo;
    assert.equal(known, mine.sequence);
    mine.remove("setting", "brightness");
    for (let request = initiator.next(); request !== undefined; request = initiator.next()) {
      initiator.take(session.answer("s", "10.0.0.9", request));
    }
    assert.deepEqual(theirs.missingBlobs(ALL_KINDS), []);
    assert.equal(peers.get(ASKER)!.hasAllUpTo, known);
    assert.ok(known < mine.sequence);
  });
});
