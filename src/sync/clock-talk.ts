import { AskPlan } from "../clock/ask-plan.ts";
import { TICK_ERROR_US } from "../clock/sample-window.ts";
import type { ShowClock } from "../clock/show-clock.ts";
import { UNKNOWN_ERROR_US } from "../clock/show-clock.ts";
import { isSenior } from "../clock/show-order.ts";
import type { GroupUs, LocalUs } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { Timer } from "../ports/timers.ts";
import { type Beacon, LOCKED, MAX_TICK_US, tickName } from "./beacon.ts";
import { askCounter, takeCounter, tellCounter } from "./counter-talk.ts";
import { CounterWatch } from "./counter-watch.ts";
import { DATAGRAM, writeHead } from "./datagram.ts";
import type { Neighbours } from "./neighbours.ts";
import {
  Answer,
  ASK_BYTES,
  encodeQuestion,
  HURRIED,
  KNOWS,
  MAX_HELD_US,
  questionFlags,
  questionJoinedS,
  questionNumber,
  questionShow,
} from "./question.ts";
import { chance } from "./trickle.ts";

/**
 * Who is asked for the time and when it is answered (question.ts), and what beacons tell of it: which show another node is in,
 * and when it heard somebody else's beacon, a moment that both heard.
 */

/** Time between two rounds in a pair that plays; with more nodes the first ones answer more, so each asks less often. */
const EVERY_US = 1_500_000;
/** Questions a second that a node wants to answer at the most, and the time over which they are counted. */
const WANTED_RATE = 0.5;
const COUNTED_S = 20;
const BUSY_UNIT = 16;
const MAX_CROWD = 64;
const LEAST_CHANGE = 0.7;
/** Who shows nothing asks so much less often. */
const IDLE = 4;
/** Questions that may be under way. */
const MAX_PENDING = 16;
/** A node that was not heard for so long is not asked. In a large group each speaks rarely. */
const THERE_US = 300_000_000;
/** Exchanges that tell which of two shows goes on. */
const RIVAL_EXCHANGES = 4;
/** Questions that are answered in a second, so that forged senders cannot make the node flood somebody. */
const MAX_ANSWERS = 100;
/** Beacons that are remembered as ticks. */
const MAX_TICKS = 8;
/** How long a node that has its time from one beacon looks for somebody who knows it better. */
const PATIENCE_US = 3_000_000;
const STATISTICS_US = 30_000_000;

export interface ClockTalkParts {
  ports: Pick<Ports, "clock" | "timers" | "random" | "radioClock">;
  clock: ShowClock;
  neighbours: Neighbours;
  /** This node's device id. */
  id: number;
  /** Sends to a neighbour; the head is written already but for the group. */
  send(row: number, bytes: Uint8Array): void;
  isIdle(): boolean;
}

export class ClockTalk {
  /** What the last minute's questions came to, roughly: asked, and answered. */
  asked = 0;
  answered = 0;
  answersWithheld = 0;
  ticksTaken = 0;
  /** Whom this node asks, -1 for nobody. */
  partner = -1;
  /** Counters of access points, where the radio tells them. */
  readonly counters: CounterWatch | undefined;
  private readonly parts: ClockTalkParts;
  private readonly plan: AskPlan;
  private readonly onTimer = (): void => {
    this.timer = undefined;
    this.ask();
  };
  private timer: Timer | undefined;
  private timerUs = 0;
  private rival = -1;
  private rivalExchanges = 0;
  private roundOpen = false;
  private roundAnswered = false;
  private nextNumber = 0;
  private leadAfterUs = Number.NEGATIVE_INFINITY;
  private readonly numbers = new Float64Array(MAX_PENDING).fill(-1);
  private readonly askedUs = new Float64Array(MAX_PENDING);
  private readonly ticks = new Int32Array(MAX_TICKS).fill(-1);
  private readonly tickUs = new Float64Array(MAX_TICKS);
  private nextTick = 0;
  private untold = false;
  private statisticsUs = 0;
  private answerSecond = 0;
  private answers = 0;
  /** Questions a second, and when that was so. */
  private questionRate = 0;
  private questionUs = 0;
  private readonly question = new Uint8Array(ASK_BYTES);
  private readonly reply = new Uint8Array(ASK_BYTES);
  private readonly heard = new Answer();
  private readonly told = new Answer();

  constructor(parts: ClockTalkParts) {
    this.parts = parts;
    const { ports } = parts;
    this.plan = new AskPlan(ports.clock.localUs(), () => chance(ports.random));
    if (ports.radioClock !== undefined) this.counters = new CounterWatch(ports, ports.radioClock);
    writeHead(this.question, DATAGRAM.ask, 0, parts.id);
    writeHead(this.reply, DATAGRAM.answer, 0, parts.id);
  }

  start(): void {
    this.plan.restart(this.parts.ports.clock.localUs());
    this.schedule();
    this.counters?.start();
  }

  stop(): void {
    this.counters?.stop();
    this.timer?.cancel();
    this.timer = undefined;
    this.partner = -1;
    this.rival = -1;
    this.roundOpen = false;
    this.numbers.fill(-1);
  }

  /** A beacon of a neighbour. @hot */
  hearBeacon(row: number, beacon: Beacon, localUs: LocalUs, multicast: boolean): void {
    const { clock, neighbours } = this.parts;
    const id = neighbours.ids[row]!;
    if (multicast) this.noteTick(tickName(id, beacon.groupUs), localUs);
    if (beacon.show === clock.show) {
      if (clock.hearMate(localUs)) this.hurry(localUs);
      if (beacon.tickAgoUs > 0 && (beacon.flags & LOCKED) !== 0) this.takeTick(row, beacon);
      return;
    }
    const before = clock.show;
    const doubtful = clock.hearShow(beacon.show, beacon.groupUs as GroupUs, localUs);
    if (clock.show !== before) {
      this.leadAfterUs = localUs + PATIENCE_US;
      this.hurry(localUs);
    } else if (doubtful && this.rival < 0 && this.canJudge(beacon, localUs)) {
      this.rival = row;
      this.rivalExchanges = 0;
      this.hurry(localUs);
    }
  }

  /** Whether an exchange would tell which of two shows goes on: only who is locked knows the age of a show. */
  private canJudge(beacon: Beacon, localUs: LocalUs): boolean {
    if ((beacon.flags & LOCKED) === 0) return false;
    // Who has its time from one beacon finds somebody who knows it first; where there is nobody, any show that is known will do.
    return !this.parts.clock.rough || !this.knowsLocked(localUs);
  }

  /** Puts into a beacon what it tells of the time. */
  fillBeacon(beacon: Beacon): void {
    const { clock, ports } = this.parts;
    const localUs = ports.clock.localUs();
    beacon.show = clock.show;
    beacon.joinedS = clock.joinedS;
    beacon.groupUs = Math.max(0, Math.floor(clock.groupUs(localUs)));
    const last = (this.nextTick + MAX_TICKS - 1) % MAX_TICKS;
    const agoUs = Math.round(beacon.groupUs - clock.groupUs(this.tickUs[last]! as LocalUs));
    const isTold = this.ticks[last]! >= 0 && agoUs > 0 && agoUs <= MAX_TICK_US;
    beacon.tick = isTold ? this.ticks[last]! : 0;
    beacon.tickAgoUs = isTold ? agoUs : 0;
  }

  /** Answers a question; the reply goes back to where it came from. Returns undefined where there were too many. */
  answer(row: number, bytes: Uint8Array, localUs: LocalUs): Uint8Array | undefined {
    const { clock, ports, neighbours } = this.parts;
    const flags = questionFlags(bytes);
    neighbours.place(row, questionShow(bytes), questionJoinedS(bytes), (flags & KNOWS) !== 0);
    const second = Math.floor(localUs / 1e6);
    if (second !== this.answerSecond) this.answers = 0;
    this.answerSecond = second;
    if (this.answers++ >= MAX_ANSWERS) {
      this.answersWithheld++;
      return undefined;
    }
    // Who hears this node's beacons hardly sends any, and asks instead: it is there all the same.
    if (questionShow(bytes) === clock.show && clock.hearMate(localUs)) this.hurry(localUs);
    const busy = this.countQuestion(flags, localUs) / WANTED_RATE;
    const { reply, told } = this;
    told.number = questionNumber(bytes);
    told.show = clock.show;
    told.joinedS = clock.joinedS;
    told.heardUs = Math.max(0, Math.floor(clock.groupUs(localUs)));
    told.errorUs = Math.round(clock.errorUs);
    told.busy = Math.min(255, Math.round(BUSY_UNIT * busy));
    if (this.counters !== undefined) tellCounter(this.counters, bytes, told, clock, localUs);
    told.heldUs = Math.min(MAX_HELD_US, ports.clock.localUs() - localUs);
    told.encode(reply);
    return reply;
  }

  /** Takes an answer. */
  takeAnswer(row: number, bytes: Uint8Array, localUs: LocalUs): void {
    const { clock, neighbours } = this.parts;
    const { heard } = this;
    heard.decode(bytes);
    const { show, errorUs, heldUs } = heard;
    const slot = heard.number % MAX_PENDING;
    if (this.numbers[slot] !== heard.number) return;
    this.numbers[slot] = -1;
    this.answered++;
    const askedUs = this.askedUs[slot]!;
    const roundTripUs = Math.max(0, localUs - askedUs - heldUs);
    neighbours.place(row, show, heard.joinedS, errorUs !== UNKNOWN_ERROR_US);
    this.roundAnswered = true;
    this.yieldTo(heard.busy / BUSY_UNIT);
    this.plan.answered(localUs, roundTripUs, clock.fit.roundTripUs);
    if (row === this.rival && ++this.rivalExchanges >= RIVAL_EXCHANGES) this.rival = -1;
    if (errorUs !== UNKNOWN_ERROR_US) {
      const before = clock.show;
      const middleUs = ((askedUs + localUs) / 2) as LocalUs;
      const groupUs = (heard.heardUs + heldUs / 2) as GroupUs;
      clock.takeExchange(middleUs, groupUs, roundTripUs, show, errorUs, this.isSenior(row));
      if (this.counters !== undefined && show === clock.show && this.isSenior(row))
        takeCounter(this.counters, heard, clock, askedUs as LocalUs, localUs);
      if (clock.show !== before) this.hurry(localUs);
      clock.update();
      this.untold = false;
    }
    if (show === clock.show && clock.hearMate(localUs)) this.hurry(localUs);
    this.schedule();
  }

  /** How many questions a second there are, this one included. */
  private countQuestion(flags: number, localUs: LocalUs): number {
    const passedS = (localUs - this.questionUs) / 1e6;
    this.questionRate *= Math.exp(-passedS / COUNTED_S);
    if ((flags & HURRIED) === 0) this.questionRate += 1 / COUNTED_S;
    this.questionUs = localUs;
    return this.questionRate;
  }

  /** All who ask a busy node ask less often, so that none has to answer more than its share. */
  private yieldTo(busy: number): void {
    const { plan } = this;
    if (plan.isHurrying) return;
    const change = Math.sqrt(Math.min(4, Math.max(LEAST_CHANGE, busy)));
    plan.crowd = Math.min(MAX_CROWD, Math.max(1, plan.crowd * change));
  }

  /** Whether a neighbour of the same show joined before this node. */
  isSenior(row: number): boolean {
    const { neighbours, clock, id } = this.parts;
    return isSenior(neighbours.joinedS[row]!, neighbours.ids[row]!, clock.joinedS, id);
  }

  private hurry(localUs: LocalUs): void {
    this.plan.restart(localUs);
    this.roundOpen = false;
    this.schedule();
  }

  private schedule(): void {
    const { clock, timers } = this.parts.ports;
    if (this.timer !== undefined) {
      if (this.timerUs === this.plan.nextUs) return;
      this.timer.cancel();
    }
    this.timerUs = this.plan.nextUs;
    const delayMs = Math.max(0, (this.plan.nextUs - clock.localUs()) / 1000);
    this.timer = timers.after(delayMs, this.onTimer);
  }

  private ask(): void {
    const { ports, clock, neighbours } = this.parts;
    const localUs = ports.clock.localUs();
    if (localUs < this.plan.nextUs) {
      this.schedule();
      return;
    }
    if (!this.roundOpen || !this.plan.isOpen) this.beginRound(localUs);
    if (this.untold) {
      clock.update();
      this.untold = false;
    }
    if (this.partner < 0) {
      this.plan.skip(localUs);
      this.schedule();
      return;
    }
    const number = this.nextNumber;
    this.nextNumber = (number + 1) & 0xffff;
    const slot = number % MAX_PENDING;
    this.numbers[slot] = number;
    this.askedUs[slot] = localUs;
    this.asked++;
    this.plan.asked(localUs);
    const flags = (this.plan.isHurrying ? HURRIED : 0) | (clock.errorUs === UNKNOWN_ERROR_US ? 0 : KNOWS);
    encodeQuestion(this.question, number, flags, clock.show, clock.joinedS);
    if (this.counters !== undefined) askCounter(this.counters, this.question, localUs);
    this.parts.send(this.partner, this.question);
    if (localUs - this.statisticsUs > STATISTICS_US) {
      this.statisticsUs = localUs;
      this.asked /= 2;
      this.answered /= 2;
    }
    if (neighbours.count > 0) this.schedule();
  }

  private beginRound(localUs: LocalUs): void {
    const { neighbours, clock, isIdle } = this.parts;
    if (this.roundOpen && !this.roundAnswered && this.partner >= 0) neighbours.unanswered[this.partner]!++;
    this.roundOpen = true;
    this.roundAnswered = false;
    if (
      this.rival >= 0 &&
      (neighbours.shows[this.rival] === clock.show || neighbours.unanswered[this.rival]! > 0)
    )
      this.rival = -1;
    this.partner = this.rival >= 0 ? this.rival : this.chooseSenior(localUs);
    if (this.partner < 0 && localUs >= this.leadAfterUs) clock.lead();
    this.plan.everyUs = EVERY_US * this.plan.crowd * (isIdle() ? IDLE : 1);
  }

  /** One of those who joined before this node, any of them as likely: who is locked where there is one. */
  private chooseSenior(localUs: LocalUs): number {
    const { neighbours, clock, ports } = this.parts;
    const sinceUs = localUs - THERE_US;
    let locked = 0;
    let chosen = -1;
    let first = -1;
    for (let row = 0; row < neighbours.count; row++) {
      if (neighbours.shows[row] !== clock.show || !this.isSenior(row)) continue;
      if (!neighbours.isThere(row, sinceUs)) continue;
      if ((neighbours.flags[row]! & LOCKED) !== 0) {
        locked++;
        if (chance(ports.random) * locked < 1) chosen = row;
      } else if (first < 0 || neighbours.joinedS[row]! < neighbours.joinedS[first]!) first = row;
    }
    return chosen >= 0 ? chosen : first;
  }

  /** Whether somebody is there who knows the time of this node's show. */
  private knowsLocked(localUs: LocalUs): boolean {
    const row = this.chooseSenior(localUs);
    return row >= 0 && (this.parts.neighbours.flags[row]! & LOCKED) !== 0;
  }

  private noteTick(name: number, localUs: LocalUs): void {
    const { ticks } = this;
    // A node with two networks is heard twice: the first time counts.
    for (let i = 0; i < MAX_TICKS; i++) if (ticks[i] === name) return;
    ticks[this.nextTick] = name;
    this.tickUs[this.nextTick] = localUs;
    this.nextTick = (this.nextTick + 1) % MAX_TICKS;
  }

  private takeTick(row: number, beacon: Beacon): void {
    if (!this.isSenior(row)) return;
    const { ticks } = this;
    for (let i = 0; i < MAX_TICKS; i++) {
      if (ticks[i] !== beacon.tick) continue;
      // Whoever tells of it later says hardly anything new.
      ticks[i] = -1;
      const groupUs = (beacon.groupUs - beacon.tickAgoUs) as GroupUs;
      this.parts.clock.takeTick(this.tickUs[i]! as LocalUs, groupUs, TICK_ERROR_US);
      this.ticksTaken++;
      this.untold = true;
      return;
    }
  }
}
