import { useMemo } from "preact/hooks";
import type { SequenceStep, SequenceView } from "../../src/api/views.ts";
import { fadeMsOf, stepItem } from "../light/item-show.ts";
import { rateNow } from "../state/play.ts";
import * as T from "../strings.ts";
import { DiscView, useShow } from "./disc-view.tsx";
import { Slider } from "./fields.tsx";
import { PaceSlider } from "./pattern-controls.tsx";
import { Sheet } from "./sheet.tsx";

interface StepProps {
  step: SequenceStep;
  onInput(part: Partial<SequenceStep>): void;
  /** Undefined for the last step that is left. */
  onDrop: (() => void) | undefined;
  onClose(): void;
}

const FADE_STEP_MS = 100;
const MOST_FADE_MS = 10_000;

/** How a step is shown: how bright and fast, and how it takes the place of the one before. */
export function StepSheet({ step, onInput, onDrop, onClose }: StepProps) {
  const playable = stepItem(step);
  const name = playable?.item.name ?? T.showMissing;
  const alone = useMemo(() => ({ steps: [step], loop: true }) as SequenceView, [step]);
  const show = useShow({ kind: "sequence", item: alone }, rateNow.value);
  const fadeMs = fadeMsOf(step);
  const { brightness = 255 } = step;
  return (
    <Sheet title={name} onClose={onClose}>
      <DiscView show={show} label={T.playPreview(name)} />
      <Slider
        label={T.playBrightness}
        value={brightness}
        max={255}
        shown={T.playPercent(brightness / 255)}
        onInput={(next) => onInput({ brightness: next })}
      />
      {playable?.kind === "pattern" ? (
        <PaceSlider
          type={playable.item.type}
          speed={step.speed ?? playable.item.speed}
          onInput={(speed) => onInput({ speed })}
        />
      ) : (
        <Slider
          label={T.showSpeed}
          value={step.speed ?? 100}
          min={1}
          max={255}
          shown={T.playPercent((step.speed ?? 100) / 100)}
          onInput={(speed) => onInput({ speed })}
        />
      )}
      <Slider
        label={T.showFade}
        value={fadeMs}
        max={Math.min(step.ms, MOST_FADE_MS)}
        step={FADE_STEP_MS}
        shown={fadeMs > 0 ? T.seconds(fadeMs / 1000) : T.showCut}
        onInput={(next) => onInput(next > 0 ? { transition: "fade", fadeMs: next } : { transition: "cut" })}
      />
      {onDrop && (
        <button type="button" class="danger" onClick={onDrop}>
          {T.showDrop}
        </button>
      )}
    </Sheet>
  );
}
