import { toBase64 } from "../bytes/base64.ts";
import { frozen } from "../bytes/frozen.ts";
import { KINDS } from "../store/item.ts";
import { showDeviceId } from "../store/local-config.ts";
import { itemToText } from "../store/record-text.ts";
import type { ApiContext } from "./context.ts";

/**
 * All content of a node as one JSON document, made and read a line at a time, so that it is never in memory as a whole:
 *
 *     {"povpoi":1,"deviceId":"0A:…","deviceName":"Left Poi","time":1790000000000,"lines":[
 *     {"kind":"image","id":"smiley","context":{…},"versions":[{"by":"…","n":1,"stamp":0,"body":{…},"blob":"<sha256>"}]},
 *     {"blob":"<sha256>","size":3072,"at":0,"data":"<Base64>"},
 *     null]}
 *
 * Items come first, in the form of the journal with all their versions, then their blobs in pieces. Deletions are left out.
 */
export const BACKUP_FORMAT = 1;

/** Bytes of a blob on one line: a multiple of three, so that no piece but the last needs padding. */
const PIECE_BYTES = 3072;
/** Longest line of a backup: a piece of a blob, or an item with ten versions. */
export const MAX_BACKUP_LINE = 16_384;

/** The document, a line at a time. */
export const backupLines = frozen(function* backupLines(context: ApiContext): IterableIterator<string> {
  const { store, file, ports } = context;
  const { deviceId, deviceName } = file.config;
  const time = ports.clock.wallMs() ?? 0;
  const head = { povpoi: BACKUP_FORMAT, deviceId: showDeviceId(deviceId), deviceName, time };
  yield `${JSON.stringify(head).slice(0, -1)},"lines":[\n`;
  const hashes = new Set<string>();
  for (const kind of KINDS) {
    const ids = Array.from(store.entries(kind), ({ id }) => id).sort();
    for (const id of ids) {
      // What went in the meantime is left out.
      const item = store.get(kind, id);
      if (item === undefined || item.versions.every(({ deleted }) => deleted)) continue;
      for (const { blob } of item.versions) if (blob !== undefined) hashes.add(blob);
      yield `${itemToText(item)},\n`;
    }
  }
  const piece = new Uint8Array(PIECE_BYTES);
  for (const blob of hashes) {
    const size = store.blobs.size(blob) ?? -1;
    for (let at = 0; at < size || (size === 0 && at === 0); at += PIECE_BYTES) {
      const count = store.blobs.read(blob, piece, at);
      if (count === 0 && size > 0) break;
      yield `${JSON.stringify({ blob, size, at, data: toBase64(piece.subarray(0, count)) })},\n`;
    }
  }
  yield "null]}\n";
});
