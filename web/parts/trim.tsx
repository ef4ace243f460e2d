import { useState } from "preact/hooks";
import type { Trim } from "../../src/store/trim.ts";
import { get, post } from "../state/api.ts";
import { makeSender } from "../state/sender.ts";
import { complain } from "../state/toasts.ts";
import * as T from "../strings.ts";
import { Choice, Slider, Toggle } from "./fields.tsx";
import { Sheet } from "./sheet.tsx";

const trim = makeSender<Trim>((value) => post("/api/trim", value));

/** How this poi alone differs from the others: it hangs the other way round, or is brighter. */
export function TrimButton() {
  const [now, setNow] = useState<Trim | undefined>(undefined);
  const open = () => void get<Trim>("/api/trim").then(setNow, complain);
  const set = (part: Partial<Trim>) => {
    const next = { ...now!, ...part };
    setNow(next);
    trim.set(next);
  };
  return (
    <>
      <button type="button" onClick={open}>
        {T.trimTitle}
      </button>
      {now && (
        <Sheet title={T.trimTitle} onClose={() => setNow(undefined)}>
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
