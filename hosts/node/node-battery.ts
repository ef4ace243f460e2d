import { readFileSync } from "node:fs";
import type { Battery } from "../../src/ports/battery.ts";

/** Nothing longer is a voltage. */
const MAX_TEXT = 16;

/** A battery that is a file: its millivolts as text, such as "3700". Without the file nobody knows its voltage. */
export class NodeBattery implements Battery {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  readMv(): number | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8").trim();
    } catch {
      return undefined;
    }
    const mv = Number(text);
    return text !== "" && text.length <= MAX_TEXT && mv >= 0 && mv <= 20_000 ? mv : undefined;
  }
}
