import { frozen } from "../bytes/frozen.ts";
import { toHex } from "../bytes/hex.ts";
import { isDigits } from "../bytes/text-forms.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import type { HttpExchange } from "../net/http-exchange.ts";
import { headerLines } from "../net/http-head.ts";
import { type BodySource, PULL_LATER } from "../net/http-stream.ts";
import { queryValue } from "../net/url.ts";
import type { Timer } from "../ports/timers.ts";
import { KINDS } from "../store/item.ts";
import { indexOf, PlaceWalk } from "../store/slots.ts";
import type { ApiContext } from "./context.ts";
import { type EventMessage, itemEvent, SECTION_NAMES, sectionView } from "./event-views.ts";

/**
 * Live state for pages, as server-sent events (HTML standard, section 9.2). The problem: state changes for many reasons, a
 * page may be slow or gone, and memory is short. The idea: nobody keeps a queue. The node looks four times a second whether
 * something differs from what was told, and only while a page follows it. Each page is told what is new since its own last
 * message when its connection has room, so that a slow one gets fewer messages, each as it is by then.
 */

/** How often the node looks, and what several changes in a row are told together in. */
const TICK_MS = 250;
/** All but what is shown is looked at each so many ticks. */
const SLOW_TICKS = 4;
/** Sections that are looked at in each tick: the status and the show. */
const QUICK_SECTIONS = 2;
/** A page hears something at least this often. */
const HEARTBEAT_TICKS = 20;
/** Pages that follow at once. The server has six connections, and other poi and requests need some. */
export const MAX_FOLLOWERS = 4;
/** A page beyond those gets all there is, and asks again after this. */
const POLL_MS = 3000;

/** A proxy that gathers what streams would hold messages back. */
const LINES = headerLines("X-Accel-Buffering", "no");

/** The state of the sections as text, and since which change of any. */
interface Told {
  text: string;
  revision: number;
}

export class Events {
  /** Tells the marks of this run from those of an earlier one. */
  boot = "";
  tick = 0;
  /** Grows with each change of a section. */
  revision = 0;
  /** Number of the last change of the store that was noticed. */
  sequence = 0;
  readonly sections: Told[] = SECTION_NAMES.map(() => ({ text: "", revision: 0 }));
  readonly context: ApiContext;
  private readonly followers: Follower[] = [];
  private timer: Timer | undefined;

  constructor(context: ApiContext) {
    this.context = context;
  }

  /** Answers with events for as long as the page listens. `?since=` names the last mark that it got. */
  follow(exchange: HttpExchange): void {
    const once = this.followers.length >= MAX_FOLLOWERS;
    if (this.boot === "") this.boot = drawBoot(this.context);
    this.look(true);
    const since = readMark(queryValue(exchange.request.query, "since"), this.boot, this.sequence);
    const follower = new Follower(this, exchange, since, once);
    if (!once && exchange.request.method !== "HEAD") this.followers.push(follower);
    exchange.stream(200, "text/event-stream", follower, undefined, LINES);
    this.schedule();
  }

  leave(follower: Follower): void {
    const at = this.followers.indexOf(follower);
    if (at >= 0) this.followers.splice(at, 1);
    if (this.followers.length > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.followers.length = 0;
  }

  private schedule(): void {
    if (this.timer !== undefined || this.followers.length === 0) return;
    this.timer = this.context.ports.timers.after(TICK_MS, () => {
      this.timer = undefined;
      this.tick++;
      this.look(this.tick % SLOW_TICKS === 0);
      for (const follower of this.followers.slice()) follower.ticked();
      this.schedule();
    });
  }

  /** Notices what changed. */
  private look(all: boolean): void {
    this.sequence = this.context.store.sequence;
    const count = all ? SECTION_NAMES.length : QUICK_SECTIONS;
    for (let i = 0; i < count; i++) {
      const section = this.sections[i]!;
      const text = sectionText(this.context, i);
      if (text === section.text) continue;
      section.text = text;
      section.revision = ++this.revision;
    }
  }
}

/** One page's view of the events. */
class Follower implements BodySource {
  private readonly events: Events;
  private readonly exchange: HttpExchange;
  /** It gets all there is, and no more. */
  private readonly once: boolean;
  /** Revision up to which it knows the sections, and change up to which it knows the items; -1 for none. */
  private revision = -1;
  private sequence: number;
  private items: Iterator<string> | undefined;
  private rest = new Uint8Array(0);
  private spokenAt: number;

  constructor(events: Events, exchange: HttpExchange, since: number, once: boolean) {
    this.events = events;
    this.exchange = exchange;
    this.sequence = since;
    this.once = once;
    this.spokenAt = events.tick;
  }

  ticked(): void {
    if (this.hasNews() || this.isSilent()) this.exchange.wake();
  }

  pull(maxBytes: number): Uint8Array | typeof PULL_LATER | undefined {
    if (this.rest.length === 0) {
      const text = this.next();
      if (text === undefined) return this.once ? undefined : PULL_LATER;
      this.spokenAt = this.events.tick;
      this.rest = encodeUtf8(`data:${text}\n\n`) as Uint8Array<ArrayBuffer>;
    }
    const piece = this.rest.subarray(0, maxBytes);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }

  close(): void {
    this.events.leave(this);
  }

  private hasNews(): boolean {
    const { events } = this;
    return this.items !== undefined || this.revision < events.revision || this.sequence < events.sequence;
  }

  private isSilent(): boolean {
    return this.events.tick - this.spokenAt >= HEARTBEAT_TICKS;
  }

  /** The next message, undefined where there is none now. */
  private next(): string | undefined {
    const { events } = this;
    if (this.revision < events.revision) return this.sectionsMessage();
    if (this.items === undefined && this.sequence < events.sequence) {
      this.items = itemMessages(events, this.sequence);
      this.sequence = events.sequence;
    }
    const item = this.items?.next();
    if (item?.done === false) return item.value;
    this.items = undefined;
    return this.isSilent() ? "{}" : undefined;
  }

  /** All sections that are new to the page. */
  private sectionsMessage(): string {
    const { events } = this;
    let text = this.once && this.revision < 0 ? `{"poll":${POLL_MS}` : "";
    for (let i = 0; i < SECTION_NAMES.length; i++) {
      const section = events.sections[i]!;
      if (section.revision <= this.revision) continue;
      text += `${text === "" ? "{" : ","}"${SECTION_NAMES[i]}":${section.text}`;
    }
    this.revision = events.revision;
    return `${text}}`;
  }
}

/** The items that changed after a change of the store, all that there are where that is -1, then the mark. */
const itemMessages = frozen(function* itemMessages(
  { context, boot, sequence }: Events,
  since: number,
): IterableIterator<string> {
  const { store } = context;
  const isAll = since < 0;
  if (isAll) yield message({ reset: true });
  // No list of them is made: it would take memory for each page that is opened. What changes meanwhile comes behind the mark.
  for (const kind of KINDS) {
    const walk = new PlaceWalk(store, kind);
    while (isAll && walk.next()) {
      const item = walk.entry!.sequence > sequence ? undefined : itemEvent(context, walk.entry!, walk.index);
      if (item !== undefined) yield message({ item });
    }
    for (const entry of store.entries(kind)) {
      if (entry.sequence > sequence || (isAll ? entry.buried || !entry.deleted : entry.sequence <= since))
        continue;
      const item = itemEvent(context, entry, indexOf(store, kind, entry.id));
      if (item !== undefined) yield message({ item });
    }
  }
  yield message({ mark: `${boot}.${sequence}` });
});

function message(value: EventMessage): string {
  return JSON.stringify(value);
}

function sectionText(context: ApiContext, i: number): string {
  return JSON.stringify(sectionView(context, SECTION_NAMES[i]!));
}

function drawBoot({ ports }: ApiContext): string {
  const bytes = new Uint8Array(4);
  ports.random.fill(bytes);
  return toHex(bytes);
}

/** The change that a mark names, -1 where it names none of this run. */
function readMark(text: string | undefined, boot: string, sequence: number): number {
  if (text === undefined || !text.startsWith(`${boot}.`)) return -1;
  const digits = text.slice(boot.length + 1);
  const mark = isDigits(digits, 1, 15) ? Number(digits) : -1;
  return mark <= sequence ? mark : -1;
}
