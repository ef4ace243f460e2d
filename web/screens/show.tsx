import { useState } from "preact/hooks";
import type { SequenceView } from "../../src/api/views.ts";
import { Cues } from "../parts/cues.tsx";
import { DiscView, useShow } from "../parts/disc-view.tsx";
import { TextField, Toggle } from "../parts/fields.tsx";
import { Icon } from "../parts/icon.tsx";
import { ItemThumb } from "../parts/item-thumb.tsx";
import { type Content, Picker } from "../parts/picker.tsx";
import { Steps } from "../parts/steps.tsx";
import { independent, sequences } from "../state/node.ts";
import { play, rateNow } from "../state/play.ts";
import { hrefOf, place } from "../state/route.ts";
import { addStep, change, drop, make, open, openId } from "../state/sequences.ts";
import * as T from "../strings.ts";

export function Show() {
  openId.value = place.value;
  const sequence = open.value;
  return sequence === undefined ? <List /> : <Editor sequence={sequence} key={sequence.id} />;
}

function List() {
  const [picking, setPicking] = useState<"show" | "timeline" | undefined>(undefined);
  const begin = (content: Content) => {
    const number = sequences.value.length + 1;
    setPicking(undefined);
    void make(content, T.showUntitled(number), picking === "timeline");
  };
  return (
    <>
      <div class="row">
        <h1 class="grow">{T.screens.show}</h1>
        <button type="button" onClick={() => setPicking("timeline")}>
          {T.showAddTimeline}
        </button>
        <button type="button" class="main" onClick={() => setPicking("show")}>
          {T.showAdd}
        </button>
      </div>
      <ul class="grid">
        {sequences.value.map((item) => (
          <li key={item.id}>
            <a class="tile" href={hrefOf("show", item.id)}>
              <ItemThumb playable={{ kind: "sequence", item }} />
              <span dir="auto">{item.name}</span>
              <small>{wordsOf(item)}</small>
            </a>
          </li>
        ))}
      </ul>
      {picking && <Picker title={T.showFirst} onPick={begin} onClose={() => setPicking(undefined)} />}
    </>
  );
}

function Editor({ sequence }: { sequence: SequenceView }) {
  const [picking, setPicking] = useState(false);
  const { name, loop, steps, cues } = sequence;
  const show = useShow({ kind: "sequence", item: sequence }, rateNow.value);
  return (
    <div class="columns">
      <div class="stack">
        <a class="button plain" href={hrefOf("show")}>
          <Icon name="prev" />
          {T.showAll}
        </a>
        <div class="center">
          <DiscView show={show} label={T.playPreview(name)} />
        </div>
        <div class="row">
          <button type="button" class="main" onClick={() => void play("sequence", sequence)}>
            {T.showStart(independent.value)}
          </button>
          <button type="button" class="danger" onClick={() => drop(sequence)}>
            {T.remove}
          </button>
        </div>
      </div>
      <div class="stack">
        <TextField label={T.name} value={name} onInput={(next) => next.trim() && change({ name: next })} />
        {!cues && <Toggle label={T.showLoop} value={loop} onInput={(next) => change({ loop: next })} />}
        <h2>{wordsOf(sequence)}</h2>
        {cues ? <Cues cues={cues} /> : <Steps steps={steps} />}
        <button type="button" onClick={() => setPicking(true)}>
          {T.showAddStep}
        </button>
      </div>
      {picking && (
        <Picker
          title={T.showAddStep}
          onPick={(step) => {
            setPicking(false);
            addStep(step);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}

function wordsOf({ steps, cues }: SequenceView): string {
  if (cues) return T.showCues(cues.length, T.seconds((cues.at(-1)?.at ?? 0) / 1000));
  return T.showLength(steps.length, T.seconds(steps.reduce((sum, { ms }) => sum + ms, 0) / 1000));
}
