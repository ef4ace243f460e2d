import { useRef, useState } from "preact/hooks";
import type { SequenceStep } from "../../src/api/views.ts";
import { fadeMsOf, stepItem } from "../light/item-show.ts";
import { change, moveStep } from "../state/sequences.ts";
import * as T from "../strings.ts";
import { Icon } from "./icon.tsx";
import { ItemButton } from "./item-button.tsx";
import { StepSheet } from "./step-sheet.tsx";

const MOST_S = 65.5;

/** The steps of a show: dragged by their grip, or moved by its arrow keys; a tap opens the rest. */
export function Steps({ steps }: { steps: readonly SequenceStep[] }) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState(-1);
  const [opened, setOpened] = useState(-1);
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
  const open = steps[opened];
  return (
    <>
      <ol ref={list} class="steps">
        {steps.map((step, i) => {
          const name = stepItem(step)?.item.name ?? T.showMissing;
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
              <ItemButton of={step} name={name} words={wordsOf(step)} onClick={() => setOpened(i)} />
              <Seconds label={T.showSeconds(name)} ms={step.ms} onInput={(ms) => set(i, { ms })} />
            </li>
          );
        })}
      </ol>
      {open && (
        <StepSheet
          step={open}
          onInput={(part) => set(opened, part)}
          onDrop={
            steps.length > 1
              ? () => {
                  set(opened);
                  setOpened(-1);
                }
              : undefined
          }
          onClose={() => setOpened(-1)}
        />
      )}
    </>
  );
}

/** What of a step is not as usual. */
function wordsOf(step: SequenceStep): string {
  const { brightness = 255, speed } = step;
  const fadeMs = fadeMsOf(step);
  return [
    fadeMs > 0 && T.showFades(T.seconds(fadeMs / 1000)),
    brightness < 255 && T.playPercent(brightness / 255),
    speed && T.showOwnSpeed,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** A time that is being typed is nobody's but the typing person's: what comes from the node does not replace it. */
function Seconds({ label, ms, onInput }: { label: string; ms: number; onInput(ms: number): void }) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  return (
    <label class="seconds">
      <input
        aria-label={label}
        type="number"
        inputMode="decimal"
        min={0.1}
        max={MOST_S}
        step={0.1}
        value={typed ?? ms / 1000}
        onInput={({ currentTarget: { value } }) => {
          setTyped(value);
          if (Number(value) >= 0.1) onInput(Math.round(Math.min(MOST_S, Number(value)) * 1000));
        }}
        onBlur={() => setTyped(undefined)}
      />
      s
    </label>
  );
}
