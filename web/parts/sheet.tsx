import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import * as T from "../strings.ts";
import { Icon } from "./icon.tsx";

/** Something that lies over the screen until it is closed: from the foot on a phone, in the middle elsewhere. */
export function Sheet(props: { title: string; onClose(): void; children: ComponentChildren }) {
  const { title, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} aria-label={title} onClose={onClose}>
      <div class="row head">
        <h2 class="grow" dir="auto">
          {title}
        </h2>
        <button type="button" class="round" aria-label={T.close} onClick={() => dialog.current!.close()}>
          <Icon name="close" />
        </button>
      </div>
      <div class="stack">{children}</div>
    </dialog>
  );
}
