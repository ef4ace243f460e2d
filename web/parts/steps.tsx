import { useRef, useState } from "preact/hooks";
import type { SequenceStep } from "../../src/api/views.ts";
import { stepItem } from "../light/item-show.ts";
import { change, moveStep } from "../state/sequences.ts";
import * as T from "../strings.ts";
import { Icon } from "./icon.tsx";
import { ItemThumb } from "./item-thumb.tsx";

const MOST_S = 65.5;

/** The steps of a show: dragged by their grip, or moved by its arrow keys. */
export function Steps({ steps }: { steps: readonly SequenceStep[] }) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState(-1);
  const drag = ({ clientY }: PointerEvent) => {
    if (dragged < 0) return;
    const rows = Array.from(list.current!.children, (row) => row.getBoundingClientRect());
    const over = rows.findIndex(({ top, bottom }) => clientY >= top && clientY < bottom);
    if (over < 0 || over === dragged) return;
    moveStep(dragged, over);
    setDragged(over);
  };
  const set = (at: number, part?: Partial<SequenceStep>) =>
    change({
      steps: steps.flatMap((step, i) => (i !== at ? [step] : part ? [{ ...step, ...part }] : [])),
    });
  return (
    <ol ref={list} class="steps">
      {steps.map((step, i) => {
        const playable = stepItem(step);
        const name = playable?.item.name ?? T.showMissing;
        return (
          <li key={i} class={i === dragged ? "row dragged" : "row"} aria-label={`${i + 1}. ${name}`}>
            <button
              type="button"
              class="round grip"
              aria-label={T.showMove(name)}
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setDragged(i);
              }}
              onPointerMove={drag}
              onPointerUp={() => setDragged(-1)}
              onPointerCancel={() => setDragged(-1)}
              onKeyDown={({ key }) => {
                if (key === "ArrowUp") moveStep(i, i - 1);
                if (key === "ArrowDown") moveStep(i, i + 1);
              }}
            >
              <Icon name="grip" />
            </button>
            {playable && <ItemThumb playable={playable} />}
            <span class="grow" dir="auto">
              {name}
            </span>
            <label class="seconds">
              <span class="hidden">{T.showSeconds(name)}</span>
              <input
                type="number"
                inputMode="decimal"
                min={0.1}
                max={MOST_S}
                step={0.1}
                value={step.ms / 1000}
                onChange={({ currentTarget }) => {
                  const s = Math.min(MOST_S, Math.max(0.1, Number(currentTarget.value) || 1));
                  set(i, { ms: Math.round(s * 1000) });
                }}
              />
              s
            </label>
            <button
              type="button"
              class="round"
              aria-label={T.showFade(name)}
              aria-pressed={step.transition === "fade"}
              onClick={() => set(i, { transition: step.transition === "fade" ? "cut" : "fade" })}
            >
              <Icon name="fade" />
            </button>
            <button
              type="button"
              class="round"
              aria-label={T.showDrop(name)}
              disabled={steps.length === 1}
              onClick={() => set(i)}
            >
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ol>
  );
}
