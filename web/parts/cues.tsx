import { useState } from "preact/hooks";
import type { Cue } from "../../src/playing/cues.ts";
import { stepItem } from "../light/item-show.ts";
import { device, mates } from "../state/node.ts";
import { change } from "../state/sequences.ts";
import * as T from "../strings.ts";
import { Select } from "./fields.tsx";
import { ItemButton } from "./item-button.tsx";
import { Choices, type Content } from "./picker.tsx";
import { Sheet } from "./sheet.tsx";

/** The cues of a timeline: from when on who shows what; a tap opens the last two. */
export function Cues({ cues }: { cues: readonly Cue[] }) {
  const [opened, setOpened] = useState(-1);
  const set = (at: number, cue?: Cue) =>
    change({
      cues: cues.flatMap((each, i) => (i !== at ? [each] : cue ? [cue] : [])).sort((a, b) => a.at - b.at),
    });
  const open = cues[opened];
  return (
    <>
      <ol class="steps">
        {cues.map((cue, i) => {
          const name = nameOf(cue);
          return (
            <li key={i} class="row" aria-label={`${i + 1}. ${name}`}>
              <label class="seconds">
                <input
                  key={cue.at}
                  aria-label={T.showAt(name)}
                  type="number"
                  inputMode="decimal"
                  min={0}
                  step={0.1}
                  // What is being typed is left alone until it is whole: then the row moves to where it belongs.
                  defaultValue={cue.at / 1000}
                  onChange={({ currentTarget: { value } }) =>
                    set(i, { ...cue, at: Math.round(Math.min(MOST_S, Math.max(0, Number(value))) * 1000) })
                  }
                />
                s
              </label>
              <ItemButton
                of={cue}
                name={name}
                words={targets(cue.to)[cue.to ?? ""]!}
                onClick={() => setOpened(i)}
              />
            </li>
          );
        })}
      </ol>
      {open && (
        <Sheet title={nameOf(open)} onClose={() => setOpened(-1)}>
          <Select
            label={T.showFor}
            value={open.to ?? ""}
            options={targets(open.to)}
            onInput={(to) => set(opened, cueOf(open, open, to))}
          />
          <div class="row">
            <button type="button" onClick={() => set(opened, cueOf(open, {}, open.to))}>
              {T.playNothing}
            </button>
            {cues.length > 1 && (
              <button
                type="button"
                class="danger"
                onClick={() => {
                  set(opened);
                  setOpened(-1);
                }}
              >
                {T.showDropCue}
              </button>
            )}
          </div>
          <Choices onPick={(content) => set(opened, cueOf(open, content, open.to))} />
        </Sheet>
      )}
    </>
  );
}

/** A day. */
const MOST_S = 86_400;

/** A cue at the time of another one. `to`: a device id, or "" for all. */
function cueOf({ at }: Cue, { image, pattern }: Content, to = ""): Cue {
  return {
    at,
    ...(to && { to }),
    ...(image ? { image } : pattern ? { pattern } : { dark: true }),
  };
}

function nameOf(cue: Cue): string {
  return stepItem(cue)?.item.name ?? (cue.dark ? T.playNothing : T.showMissing);
}

/** Whom a cue can be for: all, this poi, those of its groups, and whoever it is for now. */
function targets(now = ""): Record<string, string> {
  const all = [device.value, ...mates.value].flatMap((each) => (each ? [each] : []));
  return {
    ...(now && { [now]: now }),
    "": T.showAllPoi,
    ...Object.fromEntries(all.map(({ deviceId, deviceName }) => [deviceId, deviceName])),
  };
}
