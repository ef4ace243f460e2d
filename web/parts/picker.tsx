import type { SequenceStep } from "../../src/api/views.ts";
import { images, patterns } from "../state/node.ts";
import * as T from "../strings.ts";
import { ItemThumb } from "./item-thumb.tsx";
import { Sheet } from "./sheet.tsx";

interface PickerProps {
  title: string;
  onPick(step: Omit<SequenceStep, "ms">): void;
  onClose(): void;
}

/** Everything that a step can show. */
export function Picker({ title, onPick, onClose }: PickerProps) {
  const all = [
    ...images.value.map((item) => ({ kind: "image", item }) as const),
    ...patterns.value.map((item) => ({ kind: "pattern", item }) as const),
  ];
  return (
    <Sheet title={title} onClose={onClose}>
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
    </Sheet>
  );
}
