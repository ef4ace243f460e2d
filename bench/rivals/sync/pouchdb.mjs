import { createServer } from "node:http";
import expressPouchDb from "express-pouchdb";
import HttpAdapter from "pouchdb-adapter-http";
import MemoryAdapter from "pouchdb-adapter-memory";
import PouchDb from "pouchdb-core";
import MapReduce from "pouchdb-mapreduce";
import Replication from "pouchdb-replication";
import { drawId } from "./draw-id.mjs";

/** @type {import("../../sync/contender.ts").Contender} */
export const POUCHDB = {
  name: "pouchdb-core 9.0.0",
  mapping:
    "a document each, memory adapters; replication over HTTP on loopback to express-pouchdb 4.2.0; checkpoints kept, or none used; bytes are those of the TCP streams, a round trip is a request",
  open: () => PouchDbPair.open(),
};

for (const plugin of [MemoryAdapter, HttpAdapter, Replication, MapReduce]) PouchDb.plugin(plugin);
let pairs = 0;

class PouchDbPair {
  #left;
  #right;
  #rights = 0;
  #server;
  #url;
  #name = `pair${pairs++}`;
  #sockets = new Set();
  #requests = 0;

  static async open() {
    const pair = new PouchDbPair();
    await pair.#listen();
    return pair;
  }

  async #listen() {
    const Served = PouchDb.defaults({ adapter: "memory", prefix: `${this.#name}-right-` });
    const app = expressPouchDb(Served, { mode: "minimumForPouchDB", inMemoryConfig: true });
    this.#server = createServer(app);
    this.#server.on("connection", (socket) => this.#sockets.add(socket));
    this.#server.on("request", () => {
      this.#requests++;
    });
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#url = `http://127.0.0.1:${this.#server.address().port}`;
    this.#left = new PouchDb(`${this.#name}-left`, { adapter: "memory" });
    this.#left.setMaxListeners(100);
    await this.renewRight();
  }

  async renewRight() {
    this.#right = new PouchDb(`${this.#url}/right${this.#rights++}`);
    await this.#right.info();
  }

  async fill(items) {
    for (const item of items) await this.put(item);
  }

  async put({ kind, id, fields }) {
    const _id = `${kind}/${id}`;
    const present = await this.#left.get(_id).catch(() => undefined);
    await this.#left.put({ _id, ...(present === undefined ? {} : { _rev: present._rev }), ...fields });
  }

  async write(edits, how) {
    if (how === "in turn") {
      for (const { item } of edits) await this.put(item);
      return;
    }
    const docs = [];
    for (const { device, item } of edits) {
      const _id = `${item.kind}/${item.id}`;
      const { _rev } = await this.#left.get(_id);
      const [count, hash] = _rev.split("-");
      const ids = [drawId(device, 16).toString("hex"), hash];
      const start = Number(count) + 1;
      docs.push({ _id, _rev: `${start}-${ids[0]}`, _revisions: { start, ids }, ...item.fields });
    }
    await this.#left.bulkDocs(docs, { new_edits: false });
  }

  async sync(meeting) {
    const before = this.#counters();
    if (meeting === "push") await this.#left.replicate.to(this.#right);
    else if (meeting === "meet") await PouchDb.sync(this.#left, this.#right);
    else await PouchDb.sync(this.#left, this.#right, { since: 0, checkpoint: false });
    const after = this.#counters();
    return {
      bytesUp: after.bytesUp - before.bytesUp,
      bytesDown: after.bytesDown - before.bytesDown,
      roundTrips: after.requests - before.requests,
    };
  }

  async content(side) {
    const database = side === "left" ? this.#left : this.#right;
    const { rows } = await database.allDocs({ include_docs: true });
    return new Map(rows.map(({ doc: { _id, _rev, ...fields } }) => [_id, fields]));
  }

  async close() {
    await this.#left.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #counters() {
    let bytesUp = 0;
    let bytesDown = 0;
    for (const socket of this.#sockets) {
      bytesUp += socket.bytesRead;
      bytesDown += socket.bytesWritten;
    }
    return { bytesUp, bytesDown, requests: this.#requests };
  }
}
