import type { ComponentChildren } from "preact";
import type { Color } from "../../src/api/views.ts";
import { fromHexColor, toHexColor } from "../light/color.ts";

/** Things that a finger moves. Each has its label, 48 pixels, and works from the keyboard. */

interface SliderProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  step?: number;
  /** The value in words. */
  shown: string;
  onInput(value: number): void;
}

export function Slider({ label, value, min = 0, max, step = 1, shown, onInput }: SliderProps) {
  const part = max > min ? (value - min) / (max - min) : 0;
  return (
    <div class="slider">
      <span>{label}</span>
      <small>{shown}</small>
      <input
        aria-label={label}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        style={{ "--part": part }}
        onInput={({ currentTarget }) => onInput(Number(currentTarget.value))}
      />
    </div>
  );
}

export function Toggle(props: {
  label: string;
  value: boolean;
  hint?: string;
  onInput(value: boolean): void;
}) {
  const { label, value, hint, onInput } = props;
  return (
    <label class="toggle">
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={value}
        aria-checked={value}
        onInput={({ currentTarget }) => onInput(currentTarget.checked)}
      />
    </label>
  );
}

export function ColorField(props: { label: string; value: Color; onInput(value: Color): void }) {
  const { label, value, onInput } = props;
  return (
    <label class="color">
      <input
        type="color"
        value={toHexColor(value)}
        onInput={({ currentTarget }) => onInput(fromHexColor(currentTarget.value))}
      />
      <span>{label}</span>
    </label>
  );
}

interface ChoiceProps<T extends Readonly<Record<string, string>>> {
  label: string;
  value: NoInfer<keyof T & string>;
  /** What each is called. */
  options: T;
  onInput(value: keyof T & string): void;
}

/** One of a few, side by side. */
export function Choice<T extends Readonly<Record<string, string>>>({
  label,
  value,
  options,
  onInput,
}: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend class="hidden">{label}</legend>
      {Object.entries(options).map(([key, text]) => (
        <label key={key}>
          <input type="radio" name={label} value={key} checked={key === value} onInput={() => onInput(key)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of many. */
export function Select<T extends Readonly<Record<string, string>>>({
  label,
  value,
  options,
  onInput,
}: ChoiceProps<T>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onInput={({ currentTarget }) => onInput(currentTarget.value)}>
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextProps {
  label: string;
  value: string;
  maxLength?: number;
  type?: "text" | "password";
  hint?: ComponentChildren;
  onInput(value: string): void;
}

export function TextField({ label, value, maxLength = 64, type = "text", hint, onInput }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type={type as "text"}
        dir="auto"
        value={value}
        maxLength={maxLength}
        autocomplete="off"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {hint && <small>{hint}</small>}
    </label>
  );
}
