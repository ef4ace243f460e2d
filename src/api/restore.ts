import { fromBase64 } from "../bytes/base64.ts";
import { isLowerHex } from "../bytes/text-forms.ts";
import { decodeUtf8 } from "../bytes/utf8.ts";
import type { HttpExchange } from "../net/http-exchange.ts";
import { parseJson } from "../net/http-sinks.ts";
import type { BodySink } from "../net/http-stream.ts";
import { PoiError } from "../ports/poi-error.ts";
import { MAX_BLOB_BYTES } from "../store/blobs.ts";
import { type Item, winner } from "../store/item.ts";
import { equalBodies } from "../store/packed-value.ts";
import type { Store } from "../store/store.ts";
import { BACKUP_FORMAT, MAX_BACKUP_LINE } from "./backup.ts";
import { checkObject, type JsonObject, refuse, show } from "./checks.ts";
import { checkRoom } from "./content.ts";
import { checkItemRecord } from "./item-record.ts";

const NEWLINE = 10;
const RETURN = 13;
const COMMA = 44;
const BRACE = 123;

/**
 * Takes a backup in, a line at a time (backup.ts). What is not here comes back with its history, so that poi that still have it
 * see no second edit; what was deleted comes back as an edit. What is here stays, unless `replace` says that the backup counts.
 * A backup that is cut off has put back what came until then, and may be sent again.
 */
export class RestoreSink implements BodySink {
  private readonly store: Store;
  private readonly exchange: HttpExchange;
  private readonly replace: boolean;
  private readonly line = new Uint8Array(MAX_BACKUP_LINE);
  private length = 0;
  private lines = 0;
  private ended = false;
  private restored = 0;
  private kept = 0;

  constructor(store: Store, exchange: HttpExchange, replace: boolean) {
    this.store = store;
    this.exchange = exchange;
    this.replace = replace;
  }

  onBytes(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const end = bytes.indexOf(NEWLINE, from);
      const to = end < 0 ? bytes.length : end;
      if (this.length + to - from > MAX_BACKUP_LINE) throw this.broken();
      this.line.set(bytes.subarray(from, to), this.length);
      this.length += to - from;
      from = to + 1;
      if (end >= 0) this.endLine();
    }
  }

  onEnd(): void {
    if (this.length > 0) this.endLine();
    if (!this.ended) {
      refuse("A backup must end with its last line, this one was cut off.", "Send the whole file again.");
    }
    this.finish();
    const { restored, kept } = this;
    this.exchange.json({ status: "ok", restored, kept });
  }

  onAbort(): void {
    this.finish();
  }

  private finish(): void {
    this.store.flush();
    this.store.collectBlobs();
  }

  private endLine(): void {
    const { line } = this;
    let end = this.length;
    this.length = 0;
    this.lines++;
    if (line[end - 1] === RETURN) end--;
    if (this.lines === 1) this.checkHead(decodeUtf8(line, 0, end));
    else if (line[0] === BRACE && !this.ended) {
      this.take(this.parse(line.subarray(0, line[end - 1] === COMMA ? end - 1 : end)));
    } else if (decodeUtf8(line, 0, end) === "null]}") this.ended = true;
  }

  private checkHead(text: string): void {
    if (text.startsWith(`{"povpoi":${BACKUP_FORMAT},`)) return;
    refuse(
      `A backup must begin with {"povpoi":${BACKUP_FORMAT}, got ${show(text)}.`,
      "Choose a file that was saved with GET /api/backup, as it was saved.",
    );
  }

  private take(record: JsonObject): void {
    if (record["blob"] !== undefined) {
      this.takePiece(record);
      return;
    }
    const item = checkItemRecord(record);
    if (item === undefined) throw this.broken();
    this.takeItem(item);
  }

  private takeItem(item: Item): void {
    const { store } = this;
    const { kind, id } = item;
    const entry = store.entry(kind, id);
    const was = winner(item);
    if (entry === undefined) {
      checkRoom(store, 1);
      store.merge(item);
      this.restored++;
      return;
    }
    const now = store.current(kind, id);
    if (was.deleted || (now !== undefined && now.blob === was.blob && equalBodies(now.body, was.body)))
      return;
    if (now !== undefined && !this.replace) {
      this.kept++;
      return;
    }
    if (now === undefined) checkRoom(store, 1);
    store.put(kind, id, { body: was.body, blob: was.blob });
    this.restored++;
  }

  private takePiece({ blob, size, at, data }: JsonObject): void {
    const bytes = typeof data === "string" ? fromBase64(data) : undefined;
    if (bytes === undefined || typeof blob !== "string" || !isLowerHex(blob, 64)) throw this.broken();
    if (!isWhole(size) || !isWhole(at) || at > size || size > MAX_BLOB_BYTES) throw this.broken();
    // After a power cut a part may end within a piece.
    const { store } = this;
    const start = Math.min(Math.max(at, store.blobs.received(blob)), at + bytes.length);
    if (store.receiveBlob(blob, start, size, bytes.subarray(start - at)) === "damaged") throw this.broken();
  }

  private parse(line: Uint8Array): JsonObject {
    try {
      return checkObject(parseJson(line), "A line");
    } catch {
      throw this.broken();
    }
  }

  private broken(): PoiError {
    return new PoiError(
      "bad-request",
      `Line ${this.lines} of the backup is damaged. What came before it was put back: choose another file for the rest.`,
    );
  }
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
