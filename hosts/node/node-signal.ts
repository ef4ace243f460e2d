import { readFileSync } from "node:fs";
import type { Signal } from "../../src/ports/signal.ts";

/** Nothing longer is a strength. */
const MAX_TEXT = 16;
const WEAKEST_DBM = -127;

/** A radio that is a file: its dBm as text, such as "-61". A computer's own radio is not the node's, and without the file there is none. */
export class NodeSignal implements Signal {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  readDbm(): number | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8").trim();
    } catch {
      return undefined;
    }
    const dbm = Number(text);
    return text !== "" && text.length <= MAX_TEXT && dbm >= WEAKEST_DBM && dbm <= 0 ? dbm : undefined;
  }
}
