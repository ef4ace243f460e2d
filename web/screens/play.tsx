import { useEffect, useRef, useState } from "preact/hooks";
import { Around } from "../parts/around.tsx";
import { DiscView, useShow } from "../parts/disc-view.tsx";
import { Choice, Slider } from "../parts/fields.tsx";
import { Icon } from "../parts/icon.tsx";
import { ItemThumb } from "../parts/item-thumb.tsx";
import { PatternControls } from "../parts/pattern-controls.tsx";
import { images, isLive, type Playing, type PlayKind, patterns, playing, sequences } from "../state/node.ts";
import { brightness, brightnessNow, isDark, play, playNeighbour, rateNow } from "../state/play.ts";
import { pattern } from "../state/tweak.ts";
import * as T from "../strings.ts";

export function Play() {
  return (
    <div class="columns play">
      <Stage />
      <Chooser />
      <Levels />
    </div>
  );
}

/** What plays, spinning. */
function Stage() {
  const item = pattern.value;
  const now: Playing | undefined = item ? { kind: "pattern", item } : playing.value;
  const show = useShow(now, rateNow.value);
  const name = now?.item.name ?? (isLive.value ? T.playLive : T.playNothing);
  const dim = 0.4 + 0.6 * (brightnessNow.value / 255) ** 0.5;
  return (
    <section class="center" aria-label={name}>
      <DiscView show={show} label={T.playPreview(name)} dim={isDark.value ? 0.3 : dim} />
      <div class="now">
        <button type="button" class="round" aria-label={T.playPrevious} onClick={() => playNeighbour(-1)}>
          <Icon name="prev" />
        </button>
        <h1 dir="auto">{name}</h1>
        <button type="button" class="round" aria-label={T.playNext} onClick={() => playNeighbour(1)}>
          <Icon name="next" />
        </button>
      </div>
    </section>
  );
}

function Levels() {
  const now = playing.value;
  const value = brightnessNow.value;
  return (
    <section class="card">
      <Slider
        label={T.playBrightness}
        value={value}
        max={255}
        shown={T.playPercent(value / 255)}
        onInput={(next) => brightness.set(next)}
      />
      {now?.kind === "pattern" && <PatternControls />}
      {now?.kind === "image" && <Around width={now.item.width} />}
    </section>
  );
}

/** All that can be played. */
function Chooser() {
  const [kind, setKind] = useState<PlayKind>(playing.value?.kind ?? "pattern");
  const list = { image: images, pattern: patterns, sequence: sequences }[kind].value;
  return (
    <section class="chooser" aria-label={T.playChoose}>
      <Choice label={T.playChoose} value={kind} options={T.playKinds} onInput={setKind} />
      <ul class="grid">
        {list.map((item) => (
          <li key={item.id}>
            <PlayButton playable={{ kind, item } as Playing} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PlayButton({ playable }: { playable: Playing }) {
  const { kind, item } = playable;
  const on = playing.value?.kind === kind && playing.value.item.id === item.id;
  const tile = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { offsetLeft, offsetWidth } = tile.current!;
    if (on) tile.current!.closest("ul")!.scrollLeft = offsetLeft - 2 * offsetWidth;
  }, [on]);
  return (
    <button ref={tile} type="button" class="tile" aria-pressed={on} onClick={() => void play(kind, item)}>
      <ItemThumb playable={playable} />
      <span dir="auto">{item.name}</span>
      {item.conflict && (
        <b class="badge" title={T.playConflict}>
          !
        </b>
      )}
    </button>
  );
}
