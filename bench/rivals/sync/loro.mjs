import { LoroDoc, VersionVector } from "loro-crdt";
import { trafficOf } from "../../sync/contender.ts";
import { drawId } from "./draw-id.mjs";

/** @type {import("../../sync/contender.ts").Contender} */
export const LORO = {
  name: "loro-crdt 1.17.1",
  mapping:
    "one document, a LoroMap of plain values, a commit an item; both version vectors, then updates exported from them where they differ; a push exports from the version that right was left at",
  open: () => new LoroPair(),
};

class LoroPair {
  #left = docOf("left");
  #rights = 0;
  #right = docOf("right 0");

  fill(items) {
    for (const item of items) this.put(item);
  }

  renewRight() {
    this.#right.free();
    this.#right = docOf(`right ${++this.#rights}`);
  }

  put(item) {
    change(this.#left, item);
  }

  write(edits, how) {
    if (how === "in turn") {
      for (const { device, item } of edits) {
        this.#left.setPeerId(peerOf(device));
        change(this.#left, item);
      }
      this.#left.setPeerId(peerOf("left"));
      return;
    }
    const seen = this.#left.frontiers();
    const writer = this.#left.fork();
    writer.setDetachedEditing(true);
    for (const { device, item } of edits) {
      writer.checkout(seen);
      writer.setPeerId(peerOf(device));
      change(writer, item);
    }
    this.#left.import(writer.export({ mode: "update", from: this.#left.oplogVersion() }));
    writer.free();
  }

  sync(meeting) {
    if (meeting === "push") {
      const news = this.#left.export({ mode: "update", from: this.#right.oplogVersion() });
      this.#right.import(news);
      return trafficOf([news], []);
    }
    const up = [this.#left.oplogVersion().encode()];
    const forLeft = missing(this.#right, VersionVector.decode(up[0]));
    const rightVersion = this.#right.oplogVersion().encode();
    const down = [Buffer.concat([rightVersion, forLeft ?? new Uint8Array(0)])];
    if (forLeft !== undefined) this.#left.import(forLeft);
    const forRight = missing(this.#left, VersionVector.decode(rightVersion));
    if (forRight !== undefined) {
      up.push(forRight);
      this.#right.import(forRight);
    }
    return trafficOf(up, down);
  }

  content(side) {
    return new Map(Object.entries((side === "left" ? this.#left : this.#right).toJSON().items ?? {}));
  }

  close() {
    this.#left.free();
    this.#right.free();
  }
}

/** What a document has that the other version lacks, or undefined where that is nothing. */
function missing(doc, theirs) {
  const order = doc.oplogVersion().compare(theirs);
  return order === 0 || order === -1 ? undefined : doc.export({ mode: "update", from: theirs });
}

function change(doc, { kind, id, fields }) {
  doc.getMap("items").set(`${kind}/${id}`, fields);
  doc.commit();
}

function docOf(label) {
  const doc = new LoroDoc();
  doc.setPeerId(peerOf(label));
  return doc;
}

function peerOf(label) {
  return drawId(label, 8).readBigUInt64LE().toString();
}
