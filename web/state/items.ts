import * as T from "../strings.ts";
import { call, post } from "./api.ts";
import { forget, learnItem, type Playable, type PlayKind } from "./node.ts";
import { attempt, say } from "./toasts.ts";

/** What a person makes, changes and deletes: stored at the node, and known here before its events tell. */

/** Changes an item to what a view shows. Throws CallError. */
export async function store(kind: PlayKind, view: Playable): Promise<void> {
  learnItem(kind, await call("PUT", `/api/${kind}s/${view.id}`, contentOf(view), { repeat: true }));
}

/** Makes an item, once however often it is sent. */
export async function create<View extends Playable>(
  kind: PlayKind,
  content: object,
): Promise<View | undefined> {
  const made = await attempt(() => post<View>(`/api/${kind}s`, content, { repeat: true }));
  if (made) learnItem(kind, made);
  return made;
}

/** Deletes an item, and offers to bring it back where that can be. */
export function remove(kind: PlayKind, { id, name }: Playable, bringBack?: () => void): Promise<unknown> {
  return attempt(async () => {
    await call("DELETE", `/api/${kind}s/${id}`, undefined, { repeat: true });
    forget(kind, id);
    say(T.deleted(name), bringBack && { label: T.undo, run: bringBack });
  });
}

/** What of a view is the item's own; a timeline has cues, and no steps. */
export function contentOf({ id: _i, index: _n, modified: _m, conflict: _c, ...content }: Playable): object {
  return "cues" in content ? { ...content, steps: undefined } : content;
}
