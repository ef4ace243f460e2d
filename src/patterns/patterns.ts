import { AUDIO_RAINBOW } from "./audio-rainbow.ts";
import { AUDIO_SPARKLE } from "./audio-sparkle.ts";
import { BREATHING } from "./breathing.ts";
import { CENTRE_BURST } from "./centre-burst.ts";
import { COMET } from "./comet.ts";
import { FIRE } from "./fire.ts";
import { GRADIENT } from "./gradient.ts";
import { METEOR } from "./meteor.ts";
import type { Pattern } from "./pattern.ts";
import { PLASMA } from "./plasma.ts";
import { PULSE } from "./pulse.ts";
import { RAINBOW } from "./rainbow.ts";
import { SPARKLE } from "./sparkle.ts";
import { SPLIT_SPIN } from "./split-spin.ts";
import { STROBE } from "./strobe.ts";
import { THEATER_CHASE } from "./theater-chase.ts";
import { VU_METER } from "./vu-meter.ts";
import { WAVE } from "./wave.ts";
import { WIPE } from "./wipe.ts";

/** All patterns. Append only: the place is the number that stored patterns and clients name. */
export const PATTERNS: readonly Pattern[] = Object.freeze([
  RAINBOW,
  WAVE,
  GRADIENT,
  SPARKLE,
  FIRE,
  COMET,
  BREATHING,
  STROBE,
  METEOR,
  WIPE,
  PLASMA,
  VU_METER,
  PULSE,
  AUDIO_RAINBOW,
  CENTRE_BURST,
  AUDIO_SPARKLE,
  SPLIT_SPIN,
  THEATER_CHASE,
]);
