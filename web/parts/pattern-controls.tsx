import { useState } from "preact/hooks";
import type { Color } from "../../src/api/views.ts";
import type { Control } from "../../src/patterns/pattern.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { realSpeed } from "../../src/patterns/tempo.ts";
import { change, isChanged, keepAsNew, pattern, revert, valuesOf } from "../state/tweak.ts";
import * as T from "../strings.ts";
import { ColorField, Slider, Toggle } from "./fields.tsx";
import { Music } from "./music.tsx";

/** What the pattern that plays lets one change. */
export function PatternControls() {
  const now = pattern.value;
  if (now === undefined) return null;
  const { colorLabels, controls, hearsMusic } = PATTERNS[now.type] ?? PATTERNS[0]!;
  const [first, second] = colorLabels;
  const values = valuesOf(now);
  return (
    <>
      {hearsMusic && <Music />}
      <PaceSlider type={now.type} speed={now.speed} onInput={(speed) => change({ speed })} />
      <div class="colors">
        {first !== "" && (
          <ColorField label={first} value={now.color1} onInput={(color1) => change({ color1 })} />
        )}
        {second !== "" && (
          <ColorField label={second} value={now.color2} onInput={(color2) => change({ color2 })} />
        )}
      </div>
      {Object.entries(controls).map(([name, control]) => (
        <ControlField
          key={name}
          control={control}
          value={values[name]!}
          onInput={(value) => change({ controls: { ...values, [name]: value } })}
        />
      ))}
      {isChanged.value && <Keep name={now.name} />}
    </>
  );
}

/** How fast a pattern of a type is, in what people count. */
export function PaceSlider(props: { type: number; speed: number; onInput(speed: number): void }) {
  const { type, speed, onInput } = props;
  const { pace } = PATTERNS[type] ?? PATTERNS[0]!;
  const real = realSpeed(speed, pace);
  return (
    <Slider
      label={pace.label}
      value={speed}
      min={1}
      max={255}
      shown={`${real < 10 ? real.toFixed(1) : Math.round(real)} ${pace.unit}`}
      onInput={onInput}
    />
  );
}

type ControlValue = number | boolean | Color;

function ControlField(props: { control: Control; value: ControlValue; onInput(value: ControlValue): void }) {
  const { control, value, onInput } = props;
  const { kind, label } = control;
  if (kind === "toggle") return <Toggle label={label} value={value as boolean} onInput={onInput} />;
  if (kind === "color") return <ColorField label={label} value={value as Color} onInput={onInput} />;
  const { from, to, step, unit } = control;
  return (
    <Slider
      label={label}
      value={value as number}
      min={from}
      max={to}
      step={step}
      shown={`${value} ${unit}`}
      onInput={onInput}
    />
  );
}

function Keep({ name }: { name: string }) {
  const [title, setTitle] = useState<string | undefined>(undefined);
  if (title === undefined) {
    return (
      <div class="row">
        <button type="button" onClick={revert}>
          {T.playRevert}
        </button>
        <button type="button" class="main" onClick={() => setTitle(`${name} 2`)}>
          {T.playKeep}
        </button>
      </div>
    );
  }
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        setTitle(undefined);
        void keepAsNew(title);
      }}
    >
      <input
        aria-label={T.playKeepName}
        value={title}
        maxLength={64}
        dir="auto"
        onInput={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <button type="submit" class="main">
        {T.save}
      </button>
    </form>
  );
}
