import { useState } from "preact/hooks";
import type { Trim } from "../../src/store/local-config.ts";
import { get, post } from "../state/api.ts";
import { Sender } from "../state/sender.ts";
import { attempt } from "../state/toasts.ts";
import { TEXT } from "../strings.ts";
import { Choice, Slider, Toggle } from "./fields.tsx";
import { Sheet } from "./sheet.tsx";

const WORDS = TEXT.trim;
const trim = new Sender<Trim>((value) => post("/api/trim", value));

/** How this poi alone differs from the others: it hangs the other way round, or is brighter. */
export function TrimButton() {
  const [stored, setStored] = useState<Trim | undefined>(undefined);
  const open = () => void attempt(async () => setStored(await get<Trim>("/api/trim")));
  const now = stored && (trim.held.value ?? stored);
  const set = (part: Partial<Trim>) => {
    const next = { ...now!, ...part };
    setStored(next);
    trim.set(next);
  };
  return (
    <>
      <button type="button" onClick={open}>
        {WORDS.title}
      </button>
      {now && (
        <Sheet title={WORDS.title} onClose={() => setStored(undefined)}>
          <p class="quiet">{WORDS.about}</p>
          <Toggle
            label={WORDS.mirror}
            hint={WORDS.mirrorHint}
            value={now.mirror}
            onInput={(mirror) => set({ mirror })}
          />
          <Slider
            label={WORDS.phase}
            value={now.phaseColumns}
            min={-200}
            max={200}
            shown={WORDS.columns(now.phaseColumns)}
            onInput={(phaseColumns) => set({ phaseColumns })}
          />
          <Slider
            label={TEXT.play.brightness}
            value={now.brightness}
            min={5}
            max={100}
            shown={`${now.brightness} %`}
            onInput={(brightness) => set({ brightness })}
          />
          <Choice
            label={WORDS.wire}
            value={now.wire}
            options={WORDS.wires}
            onInput={(wire) => set({ wire })}
          />
          <Toggle label={WORDS.sides} value={now.sides === 2} onInput={(on) => set({ sides: on ? 2 : 1 })} />
        </Sheet>
      )}
    </>
  );
}
