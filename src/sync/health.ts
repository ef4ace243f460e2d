/**
 * How a node is, as far as others want to know: five bits of a beacon's flags, so that it costs none. Whoever swings a poi has no
 * other way to see that the other one is about to go dark.
 *
 * | bits | |
 * | --- | --- |
 * | 3 to 5 | charge of its battery, 1 empty to 7 full; 0 where that is not known |
 * | 6, 7 | signal of its radio, 1 weak, 2 fair, 3 strong; 0 where that is not known |
 */
const CHARGE_AT = 3;
const SIGNAL_AT = 6;
const MAX_CHARGE = 7;
const MAX_SIGNAL = 3;

/** The bits of a charge, 0 to 7, and of a signal, 0 to 3. */
export function healthBits(charge: number, signal: number): number {
  return (charge << CHARGE_AT) | (signal << SIGNAL_AT);
}

/** The charge that a beacon's flags tell, 0 where they tell none. */
export function chargeOf(flags: number): number {
  return (flags >> CHARGE_AT) & MAX_CHARGE;
}

/** The signal that a beacon's flags tell, 0 where they tell none. */
export function signalOf(flags: number): number {
  return (flags >> SIGNAL_AT) & MAX_SIGNAL;
}
