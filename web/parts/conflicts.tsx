import { useEffect, useMemo, useState } from "preact/hooks";
import type { PatternContent, SequenceStep } from "../../src/api/views.ts";
import { TURNS_PER_S } from "../light/disc.ts";
import { showOf } from "../light/item-show.ts";
import { arrivals, pixelsAt } from "../light/pixels.ts";
import { darkShow, pictureShow, type Show } from "../light/show.ts";
import { get, post } from "../state/api.ts";
import { conflicts, type Playing } from "../state/node.ts";
import { attempt, say } from "../state/toasts.ts";
import * as T from "../strings.ts";
import { Card } from "./card.tsx";
import { Thumb } from "./disc-view.tsx";

interface Version extends Partial<PatternContent> {
  version: string;
  playing: boolean;
  mine: boolean;
  modified: number;
  deleted: boolean;
  name?: string;
  width?: number;
  height?: number;
  hash?: string;
  steps?: SequenceStep[];
  value?: unknown;
}

interface Conflict {
  key: string;
  kind: "image" | "pattern" | "sequence" | "setting";
  id: string;
  versions: Version[];
}

/** What two people changed at once, side by side, until somebody chooses. */
export function Conflicts() {
  const [list, setList] = useState<readonly Conflict[]>([]);
  const count = conflicts.value;
  useEffect(() => {
    if (count === 0) setList([]);
    else
      void attempt(async () =>
        setList((await get<{ conflicts: Conflict[] }>("/api/sync/conflicts")).conflicts),
      );
  }, [count]);
  return (
    <>
      {list.map((conflict) => (
        <ConflictCard key={conflict.key} conflict={conflict} />
      ))}
    </>
  );
}

function ConflictCard({ conflict }: { conflict: Conflict }) {
  const { key, kind, id, versions } = conflict;
  const title = versions.find(({ name }) => name)?.name ?? id;
  const resolve = (choice: object) =>
    attempt(async () => {
      await post("/api/sync/resolve", { key, ...choice }, { repeat: true });
      say(T.conflictsResolved);
    });
  return (
    <Card title={T.conflictsTitle(title)}>
      <p class="quiet">{T.conflictsAbout}</p>
      <ul class="pair">
        {[...versions]
          .sort((a, b) => +b.mine - +a.mine)
          .map((version) => (
            <li key={version.version} class="stack">
              <VersionView conflict={conflict} version={version} />
              <button type="button" class="main" onClick={() => void resolve({ version: version.version })}>
                {version.mine ? T.conflictsMine : T.conflictsTheirs}
              </button>
            </li>
          ))}
      </ul>
      {kind !== "setting" && (
        <button type="button" onClick={() => void resolve({ choice: "both" })}>
          {T.conflictsBoth}
        </button>
      )}
    </Card>
  );
}

function VersionView({ conflict, version }: { conflict: Conflict; version: Version }) {
  const waits = arrivals.value;
  const show = useMemo(() => showOfVersion(conflict, version), [version, waits]);
  return (
    <div class="center">
      {show && <Thumb show={show} />}
      <span dir="auto">{version.deleted ? T.conflictsDeleted : (version.name ?? String(version.value))}</span>
      <small>
        {version.playing && T.conflictsPlaying} {T.sinceMs(version.modified)}
      </small>
    </div>
  );
}

function showOfVersion({ id, kind }: Conflict, version: Version): Show | undefined {
  if (kind === "setting" || version.deleted) return undefined;
  if (kind !== "image")
    return showOf({ kind, item: { steps: [], loop: true, ...version } } as unknown as Playing, 500);
  const { width = 1, height = 1, hash = "" } = version;
  const pixels = pixelsAt({
    hash,
    width,
    height,
    path: `/api/images/${id}/pixels?version=${version.version}`,
  });
  return pixels === undefined ? darkShow() : pictureShow(pixels, width * 2 * TURNS_PER_S);
}
