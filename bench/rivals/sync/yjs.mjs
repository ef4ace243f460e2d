import * as Y from "yjs";
import { trafficOf } from "../../sync/contender.ts";
import { drawId } from "./draw-id.mjs";

/** @type {import("../../sync/contender.ts").Contender} */
export const YJS = {
  name: "yjs 13.6.33",
  mapping:
    "one document, a Y.Map of plain values, a transaction an item; both state vectors, then both updates, an empty one not sent, without the frames of a provider; a push is the update event",
  open: () => new YjsPair(),
};

/** An update that says nothing. */
const EMPTY_BYTES = 2;

class YjsPair {
  #left = docOf("left");
  #rights = 0;
  #right = docOf("right 0");
  /** The last update event of the left. */
  #news = new Uint8Array(0);

  constructor() {
    this.#left.on("update", (update) => {
      this.#news = update;
    });
  }

  fill(items) {
    for (const item of items) this.put(item);
  }

  renewRight() {
    this.#right.destroy();
    this.#right = docOf(`right ${++this.#rights}`);
  }

  put({ kind, id, fields }) {
    this.#left.getMap("items").set(`${kind}/${id}`, fields);
  }

  write(edits, how) {
    const base = Y.encodeStateAsUpdate(this.#left);
    const shared = docOf("writer");
    Y.applyUpdate(shared, base);
    for (const { device, item } of edits) {
      const writer = how === "in turn" ? shared : docOf(device);
      if (how === "at once") Y.applyUpdate(writer, base);
      writer.clientID = clientOf(device);
      const before = Y.encodeStateVector(writer);
      writer.getMap("items").set(`${item.kind}/${item.id}`, item.fields);
      Y.applyUpdate(this.#left, Y.encodeStateAsUpdate(writer, before));
    }
  }

  sync(meeting) {
    if (meeting === "push") {
      Y.applyUpdate(this.#right, this.#news);
      return trafficOf([this.#news], []);
    }
    const up = [Y.encodeStateVector(this.#left)];
    const forLeft = Y.encodeStateAsUpdate(this.#right, up[0]);
    const rightVector = Y.encodeStateVector(this.#right);
    const down = [Buffer.concat([rightVector, forLeft.length > EMPTY_BYTES ? forLeft : new Uint8Array(0)])];
    if (forLeft.length > EMPTY_BYTES) Y.applyUpdate(this.#left, forLeft);
    const forRight = Y.encodeStateAsUpdate(this.#left, rightVector);
    if (forRight.length > EMPTY_BYTES) {
      up.push(forRight);
      Y.applyUpdate(this.#right, forRight);
    }
    return trafficOf(up, down);
  }

  content(side) {
    return new Map((side === "left" ? this.#left : this.#right).getMap("items").entries());
  }

  close() {
    this.#left.destroy();
    this.#right.destroy();
  }
}

function docOf(label) {
  const doc = new Y.Doc();
  doc.clientID = clientOf(label);
  return doc;
}

function clientOf(label) {
  return drawId(label, 4).readUInt32LE();
}
