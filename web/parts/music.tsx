import { useEffect } from "preact/hooks";
import { beatMs, endBeat, tap } from "../state/music.ts";
import * as T from "../strings.ts";

/** What a pattern hears that follows the music. */
export function Music() {
  useEffect(() => endBeat, []);
  const period = beatMs.value;
  return (
    <>
      <div class="row">
        <button
          type="button"
          class="main grow"
          onPointerDown={tap}
          onClick={({ detail }) => {
            // From a keyboard or a screen reader: no finger came down before.
            if (detail === 0) tap();
          }}
        >
          {T.musicTap}
        </button>
        {period > 0 && (
          <button type="button" onClick={endBeat}>
            {T.musicStop}
          </button>
        )}
      </div>
      <p class="quiet" role="status">
        {period > 0 ? T.musicBeats(60_000 / period) : T.musicHint}
      </p>
    </>
  );
}
