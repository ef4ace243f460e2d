import { frozen } from "../bytes/frozen.ts";
import { PATTERNS } from "../patterns/patterns.ts";

const FIELDS =
  "address at autoSync b balance blackout blob brightness chip choice cmd color1 color2 complete content controls cues " +
  "dark data deleted deviceId deviceName direction erase fadeMs filename framerate g gamma hash height id image images " +
  "index key kind leds level limitMa loop mirror mode ms name nudge order password pattern patterns peer peerId " +
  "phaseColumns pixels powerMode r sequence sequences settings sides size speed ssid startAt startIn steps syncGroup " +
  "syncGroups syncInterval timestamp to transition type value version width wire";

/** All keys of JSON bodies that routes read, those of controls among them. See JsonNames. */
export const API_NAMES: readonly string[] = frozen(
  FIELDS.split(" ").concat(PATTERNS.flatMap(({ controls }) => Object.keys(controls))),
);
