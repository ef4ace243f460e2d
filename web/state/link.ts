import { signal } from "@preact/signals";
import type { EventMessage } from "../../src/api/event-views.ts";
import { lastMark, learn } from "./node.ts";

/** The line to the node: its events. A poi swings out of reach all the time; the page says so and comes back by itself. */

export const link = signal<"connecting" | "live" | "lost">("connecting");

/** The node speaks each 5 s; after this silence it is gone. */
const SILENCE_MS = 9000;
/** A line that is renewed within this time was not lost. */
const GRACE_MS = 1500;
const FIRST_RETRY_MS = 400;
const MAX_RETRY_MS = 8000;
/** A mark is good for so long: the node forgets old deletions after a day. */
const MARK_MS = 3_600_000;

let source: EventSource | undefined;
let silence = 0;
let grace = 0;
let retry = 0;
let retryMs = FIRST_RETRY_MS;
let heardAt = 0;
/** The node has too many pages to follow; it is asked every so often. */
let pollMs = 0;

export function connect(): void {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hangUp();
    else open();
  });
  addEventListener("online", open);
  if (!document.hidden) open();
}

/** Looks at once whether the node is there: a request went wrong. */
export function suspect(): void {
  if (link.value === "live" && Date.now() - heardAt > 1000) broken();
}

function open(): void {
  hangUp();
  const fresh = Date.now() - heardAt < MARK_MS ? lastMark() : "";
  source = new EventSource(`/api/events${fresh && `?since=${fresh}`}`);
  source.onmessage = ({ data }) => heard(JSON.parse(data));
  source.onerror = broken;
  listen();
}

function hangUp(): void {
  source?.close();
  clearTimeout(retry);
  clearTimeout(silence);
}

function heard(message: EventMessage): void {
  heardAt = Date.now();
  pollMs = message.poll ?? pollMs;
  learn(message);
  if (message.mark) {
    retryMs = FIRST_RETRY_MS;
    clearTimeout(grace);
    grace = 0;
    link.value = "live";
  }
  listen();
}

function listen(): void {
  clearTimeout(silence);
  silence = window.setTimeout(broken, SILENCE_MS);
}

function broken(): void {
  hangUp();
  // The end of what was asked for, or the end of the line.
  const polled = pollMs > 0 && Date.now() - heardAt < 2000;
  if (!polled && grace === 0) {
    grace = window.setTimeout(() => {
      link.value = "lost";
    }, GRACE_MS);
  }
  retry = window.setTimeout(open, polled ? pollMs : retryMs);
  pollMs = 0;
  if (!polled) retryMs = Math.min(retryMs * (1.7 + Math.random() * 0.3), MAX_RETRY_MS);
}
