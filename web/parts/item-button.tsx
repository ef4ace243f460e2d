import { stepItem } from "../light/item-show.ts";
import * as T from "../strings.ts";
import { Icon } from "./icon.tsx";
import { ItemThumb } from "./item-thumb.tsx";

/** What a step or a cue shows, in its row; a tap opens the rest of it. */
export function ItemButton({
  of,
  name,
  words,
  onClick,
}: {
  of: Parameters<typeof stepItem>[0];
  name: string;
  words: string;
  onClick(): void;
}) {
  const playable = stepItem(of);
  return (
    <button type="button" class="what grow" aria-label={T.showEdit(name)} onClick={onClick}>
      {playable ? <ItemThumb playable={playable} /> : <i class="thumb" />}
      <span dir="auto">
        {name}
        <small>{words}</small>
      </span>
      <Icon name="next" />
    </button>
  );
}
