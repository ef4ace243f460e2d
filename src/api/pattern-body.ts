import { PATTERNS } from "../patterns/patterns.ts";
import { MAX_SPEED, MIN_SPEED } from "../patterns/tempo.ts";
import type { Body } from "../store/item.ts";
import { checkColor, checkInteger, checkTitle, type JsonObject } from "./checks.ts";
import { checkControls } from "./pattern-controls.ts";

/**
 * A pattern's body after a request: what was said, else what it was, else what its type starts with. Its name follows its
 * type until somebody gives it another one, and the controls of one type mean nothing to another. Throws PoiError, which names
 * the field.
 */
export function patternBody(request: JsonObject, slot: number, before: Body | undefined): Body {
  const last = PATTERNS.length - 1;
  const typeBefore = before?.["type"];
  const type =
    request["type"] === undefined
      ? typeof typeBefore === "number"
        ? typeBefore
        : 0
      : checkInteger("type", request["type"], 0, last);
  const start = PATTERNS[type] ?? PATTERNS[0]!;
  const nameBefore = before?.["name"];
  const isGiven =
    nameBefore !== undefined &&
    !(typeof typeBefore === "number" && PATTERNS[typeBefore]?.name === nameBefore);
  const { name, color1, color2, speed } = request;
  const { controls: controlsBefore, ...rest } = before ?? {};
  const controls = checkControls(
    start,
    request["controls"],
    type === typeBefore ? controlsBefore : undefined,
  );
  return {
    color1: start.color1,
    color2: start.color2,
    speed: start.speed,
    ...rest,
    ...(controls === undefined ? {} : { controls }),
    slot,
    type,
    name: name === undefined ? (isGiven ? nameBefore : start.name) : checkTitle("name", name),
    ...(color1 === undefined ? {} : { color1: checkColor("color1", color1) }),
    ...(color2 === undefined ? {} : { color2: checkColor("color2", color2) }),
    ...(speed === undefined ? {} : { speed: checkInteger("speed", speed, MIN_SPEED, MAX_SPEED) }),
  };
}
