import { API_NAMES } from "../../src/api/api-names.ts";
import { ROUTES } from "../../src/api/routes/routes.ts";
import { ANY } from "../xs/inside/pair.ts";
import { Use } from "../xs/inside/use.ts";

/** Routes that take JSON. */
const WRITES = ROUTES.filter(({ body }) => body === "json").map(
  ({ method, path }) => [method, path] as const,
);

/** Of steps: after so many all that is done, all that is made and all ids have come round. */
const ROUND = 12;

const state: { use?: Use } = {};

export function start(): void {
  state.use = new Use({ pauseMs: 10_000, most: 6, ids: 9 });
}

/** One round of use, then quiet. */
export function round(): void {
  const { use } = state;
  for (let i = 0; i < ROUND; i++) use!.step();
  use!.rest();
}

/** Requests of a stranger with words that nobody else uses, as keys of JSON, in paths, and as values of every key. */
export function insult(from: number, to: number): void {
  const { pair } = state.use!;
  for (let n = from; n < to; n++) {
    const word = `w${n}`;
    // Texts: a key of an object here would itself become a name.
    pair.ask(0, "POST", "/api/brightness", `{"brightness":100,"${word}":{"${word}a":[{"${word}b" : 1}]}}`);
    pair.ask(0, "POST", "/api/settings", `{"${word}":1}`, 400);
    pair.ask(0, "GET", `/api/settings/${word}`, undefined, 404);
    pair.ask(0, "GET", `/api/status?${word}=${word}`);
    pair.ask(0, "GET", `/api/${word}`, undefined, 404);
    pair.ask(0, "POST", "/api/patterns", `{"type":0,"controls":{"${word}":1}}`, 400);
    for (const at of [n, n + (to - from)]) {
      const key = API_NAMES[at % API_NAMES.length]!;
      for (const [method, path] of WRITES) pair.end([pair.begin(0, method, path, { [key]: word })], ANY);
    }
  }
}

export function items(): number[] {
  return state.use!.items;
}
