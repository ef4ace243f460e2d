import * as Automerge from "@automerge/automerge";
import { trafficOf } from "../../sync/contender.ts";
import { drawId } from "./draw-id.mjs";

/** Seconds between two changes: their times are part of a change. */
const STEP_S = 60;

/** @type {import("../../sync/contender.ts").Contender} */
export const AUTOMERGE = {
  name: "automerge 3.5.0",
  mapping:
    "one document, a map of maps, a change an item; generateSyncMessage and receiveSyncMessage; sync states kept as encodeSyncState keeps them, or live for a push",
  open: () => new AutomergePair(),
};

class AutomergePair {
  #time = 1_767_225_600;
  #left = Automerge.change(Automerge.init({ actor: actorOf("left") }), { time: this.#time }, (doc) => {
    doc.items = {};
  });
  #rights = 0;
  #right = this.#newRight();
  /** Sync states, as the last session left them. */
  #leftState = Automerge.initSyncState();
  #rightState = Automerge.initSyncState();

  fill(items) {
    for (const item of items) this.put(item);
  }

  renewRight() {
    Automerge.free(this.#right);
    this.#right = this.#newRight();
  }

  put(item) {
    this.#left = this.#changed(this.#left, item);
  }

  write(edits, how) {
    const base = Automerge.clone(this.#left);
    for (const { device, item } of edits) {
      const seen = how === "at once" ? base : this.#left;
      const writer = Automerge.clone(seen, { actor: actorOf(device) });
      const changed = this.#changed(writer, item);
      this.#left = Automerge.merge(this.#left, changed);
      Automerge.free(changed);
    }
    Automerge.free(base);
  }

  sync(meeting) {
    const up = [];
    const down = [];
    if (meeting !== "push") {
      this.#leftState = meetAgain(this.#leftState, meeting);
      this.#rightState = meetAgain(this.#rightState, meeting);
    }
    for (let quiet = false; !quiet; ) {
      let message;
      quiet = true;
      [this.#leftState, message] = Automerge.generateSyncMessage(this.#left, this.#leftState);
      if (message !== null) {
        up.push(message);
        [this.#right, this.#rightState] = Automerge.receiveSyncMessage(
          this.#right,
          this.#rightState,
          message,
        );
        quiet = false;
      }
      [this.#rightState, message] = Automerge.generateSyncMessage(this.#right, this.#rightState);
      if (message !== null) {
        down.push(message);
        [this.#left, this.#leftState] = Automerge.receiveSyncMessage(this.#left, this.#leftState, message);
        quiet = false;
      }
    }
    return trafficOf(up, down);
  }

  content(side) {
    const doc = Automerge.toJS(side === "left" ? this.#left : this.#right);
    return new Map(Object.entries(doc.items ?? {}));
  }

  close() {
    Automerge.free(this.#left);
    Automerge.free(this.#right);
  }

  #newRight() {
    return Automerge.init({ actor: actorOf(`right ${this.#rights++}`) });
  }

  /** The fields that differ are assigned, as an application would. */
  #changed(doc, { kind, id, fields }) {
    const key = `${kind}/${id}`;
    this.#time += STEP_S;
    return Automerge.change(doc, { time: this.#time }, (draft) => {
      const present = draft.items[key];
      if (present === undefined) {
        draft.items[key] = fields;
        return;
      }
      for (const [name, value] of Object.entries(fields)) if (present[name] !== value) present[name] = value;
    });
  }
}

function meetAgain(state, meeting) {
  if (meeting === "strangers") return Automerge.initSyncState();
  return Automerge.decodeSyncState(Automerge.encodeSyncState(state));
}

function actorOf(label) {
  return drawId(label, 16).toString("hex");
}
