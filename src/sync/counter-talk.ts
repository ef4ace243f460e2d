import type { ShowClock } from "../clock/show-clock.ts";
import type { GroupUs, LocalUs } from "../ports/clock.ts";
import { JOINED, OWN } from "../ports/radio-clock.ts";
import type { CounterWatch } from "./counter-watch.ts";
import {
  type Answer,
  COUNTER_MODULO,
  ERROR_UNIT_US,
  encodeNetworks,
  MAX_ERROR_UNITS,
  questionNetwork,
} from "./question.ts";

/**
 * What questions and answers tell of access points' counters. Two nodes at one access point read the same counter at the same moment,
 * so "it showed that at this group time" is a moment that both know to some microseconds, however long the packet took.
 */

/** Puts into a question which counters this node knows. */
export function askCounter(counters: CounterWatch, question: Uint8Array, localUs: LocalUs): void {
  encodeNetworks(question, counters.name(JOINED, localUs), counters.name(OWN, localUs));
}

/** Puts into an answer what a counter that both know showed at the very group time at which it says the question was heard. */
export function tellCounter(
  counters: CounterWatch,
  question: Uint8Array,
  told: Answer,
  clock: ShowClock,
  localUs: LocalUs,
): void {
  let network = questionNetwork(question, JOINED);
  let track = counters.find(network, localUs);
  if (track === undefined) {
    network = questionNetwork(question, OWN);
    track = counters.find(network, localUs);
  }
  told.network = 0;
  told.counterUs = 0;
  told.counterError = 0;
  if (track === undefined) return;
  const error = Math.ceil(track.errorUs / ERROR_UNIT_US);
  if (error > MAX_ERROR_UNITS) return;
  // The answer tells whole microseconds: the counter is told for just that moment.
  const atUs = (localUs - (clock.groupUs(localUs) - told.heardUs)) as LocalUs;
  told.network = network;
  told.counterUs = Math.max(0, Math.round(track.counterAt(atUs))) % COUNTER_MODULO;
  told.counterError = error;
}

/**
 * Takes what a senior's answer says of a counter. By that, the question was heard at a moment of this node's clock: where that is not
 * between question and answer, it is another counter, or one that has jumped.
 *
 * @param askedUs when the question was sent, and `localUs` when the answer came
 */
export function takeCounter(
  counters: CounterWatch,
  heard: Answer,
  clock: ShowClock,
  askedUs: LocalUs,
  localUs: LocalUs,
): void {
  const track = counters.find(heard.network, localUs);
  if (track === undefined) return;
  const turns = Math.round((track.counterAt(localUs) - heard.counterUs) / COUNTER_MODULO);
  const heardUs = track.localAt(heard.counterUs + turns * COUNTER_MODULO);
  if (heardUs < askedUs || heardUs > localUs - heard.heldUs) {
    clock.stampsRefused++;
    return;
  }
  const theirs = heard.counterError * ERROR_UNIT_US;
  const mine = track.errorUs;
  const errorUs = Math.sqrt(heard.errorUs * heard.errorUs + theirs * theirs + mine * mine);
  clock.takeStamp(heardUs, heard.heardUs as GroupUs, errorUs);
}
