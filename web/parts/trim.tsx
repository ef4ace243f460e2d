import { useState } from "preact/hooks";
import type { Trim } from "../../src/store/trim.ts";
import { get, post } from "../state/api.ts";
import { makeSender } from "../state/sender.ts";
import { attempt } from "../state/toasts.ts";
import * as T from "../strings.ts";
import { Choice, Slider, Toggle } from "./fields.tsx";
import { Sheet } from "./sheet.tsx";

const trim = makeSender<Trim>((value) => post("/api/trim", value));

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
        {T.trimTitle}
      </button>
      {now && (
        <Sheet title={T.trimTitle} onClose={() => setStored(undefined)}>
          <p class="quiet">{T.trimAbout}</p>
          <Toggle
            label={T.trimMirror}
            hint={T.trimMirrorHint}
            value={now.mirror}
            onInput={(mirror) => set({ mirror })}
          />
          <Slider
            label={T.trimPhase}
            value={now.phaseColumns}
            min={-200}
            max={200}
            shown={T.trimColumns(now.phaseColumns)}
            onInput={(phaseColumns) => set({ phaseColumns })}
          />
          <Slider
            label={T.playBrightness}
            value={now.brightness}
            min={5}
            max={100}
            shown={`${now.brightness} %`}
            onInput={(brightness) => set({ brightness })}
          />
          <Choice
            label={T.trimWire}
            value={now.wire}
            options={T.trimWires}
            onInput={(wire) => set({ wire })}
          />
          <Toggle label={T.trimSides} value={now.sides === 2} onInput={(on) => set({ sides: on ? 2 : 1 })} />
        </Sheet>
      )}
    </>
  );
}
