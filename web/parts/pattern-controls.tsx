import { useState } from "preact/hooks";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { realSpeed } from "../../src/patterns/tempo.ts";
import { change, isChanged, keepAsNew, pattern, revert } from "../state/tweak.ts";
import { TEXT } from "../strings.ts";
import { ColorField, Slider } from "./fields.tsx";

const WORDS = TEXT.play;

/** What the pattern that plays lets one change. */
export function PatternControls() {
  const now = pattern.value;
  if (now === undefined) return null;
  const { pace, colorLabels } = PATTERNS[now.type] ?? PATTERNS[0]!;
  const [first, second] = colorLabels;
  const real = realSpeed(now.speed, pace);
  return (
    <>
      <Slider
        label={pace.label}
        value={now.speed}
        min={1}
        max={255}
        shown={`${real < 10 ? real.toFixed(1) : Math.round(real)} ${pace.unit}`}
        onInput={(speed) => change({ speed })}
      />
      <div class="colors">
        {first !== "" && (
          <ColorField label={first} value={now.color1} onInput={(color1) => change({ color1 })} />
        )}
        {second !== "" && (
          <ColorField label={second} value={now.color2} onInput={(color2) => change({ color2 })} />
        )}
      </div>
      {isChanged.value && <Keep name={now.name} />}
    </>
  );
}

function Keep({ name }: { name: string }) {
  const [title, setTitle] = useState<string | undefined>(undefined);
  if (title === undefined) {
    return (
      <div class="row">
        <button type="button" onClick={revert}>
          {WORDS.revert}
        </button>
        <button type="button" class="main" onClick={() => setTitle(`${name} 2`)}>
          {WORDS.keep}
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
        aria-label={WORDS.keepName}
        value={title}
        maxLength={64}
        dir="auto"
        onInput={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <button type="submit" class="main">
        {TEXT.save}
      </button>
    </form>
  );
}
