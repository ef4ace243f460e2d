import { useEffect, useState } from "preact/hooks";
import type { SyncRecord } from "../../src/sync/history.ts";
import { get } from "../state/api.ts";
import { lastSync } from "../state/node.ts";
import { attempt } from "../state/toasts.ts";
import * as T from "../strings.ts";

const SHOWN = 20;

/** The last syncs that moved something or failed. */
export function History() {
  const [records, setRecords] = useState<readonly SyncRecord[]>([]);
  const last = lastSync.value;
  useEffect(() => {
    void attempt(async () => setRecords((await get<{ history: SyncRecord[] }>("/api/sync/history")).history));
  }, [last]);
  if (records.length === 0) return null;
  return (
    <details class="card">
      <summary>{T.historyTitle}</summary>
      <ul class="lines">
        {records.slice(0, SHOWN).map((record, i) => (
          <li key={i}>
            <strong dir="auto">{record.peerName}</strong> <small>{T.sinceMs(record.time)}</small>
            <p class="quiet">{record.error ?? wordsOf(record)}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}

function wordsOf({ taken, given, bytesIn, bytesOut, durationMs }: SyncRecord): string {
  const sum = ({ image, pattern, sequence, setting }: SyncRecord["taken"]) =>
    image + pattern + sequence + setting;
  return T.historyMoved(sum(taken), sum(given), T.bytes(bytesIn + bytesOut), durationMs);
}
