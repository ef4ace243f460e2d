import type { SequenceStep } from "../../src/api/views.ts";
import { images, patterns } from "../state/node.ts";
import * as T from "../strings.ts";
import { ItemThumb } from "./item-thumb.tsx";
import { Sheet } from "./sheet.tsx";

/** An image or a pattern by its id; none is dark. */
export type Content = Pick<SequenceStep, "image" | "pattern">;

interface PickerProps {
  title: string;
  onPick(content: Content): void;
  onClose(): void;
}

/** A sheet of everything that can be shown. */
export function Picker({ title, onPick, onClose }: PickerProps) {
  return (
    <Sheet title={title} onClose={onClose}>
      <Choices onPick={onPick} />
    </Sheet>
  );
}

/** Everything that can be shown. */
export function Choices({ onPick }: Pick<PickerProps, "onPick">) {
  const all = [
    ...images.value.map((item) => ({ kind: "image", item }) as const),
    ...patterns.value.map((item) => ({ kind: "pattern", item }) as const),
  ];
  return (
    <ul class="grid" aria-label={T.playChoose}>
      {all.map((playable) => (
        <li key={playable.kind + playable.item.id}>
          <button type="button" class="tile" onClick={() => onPick({ [playable.kind]: playable.item.id })}>
            <ItemThumb playable={playable} />
            <span dir="auto">{playable.item.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
