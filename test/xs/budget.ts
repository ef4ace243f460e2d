import assert from "node:assert/strict";
import { moduleName } from "./bundle.ts";
import { startXs, type Xs, type XsCost } from "./xs.ts";

/** A ceiling for what one `Program` costs. A figure that is left out is printed and not held. */
export interface Budget extends Partial<XsCost> {
  /** Export of the program file. */
  program: string;
  /** What it does, for people: "decode 512 bytes of ASCII". */
  what: string;
}

const FIGURES = ["computrons", "slots", "chunkBytes", "keptSlots", "keptChunkBytes"] as const;

/** A figure further below its ceiling than this says that the ceiling is out of date. */
const SLACK = 2;

/**
 * Holds programs of a file `*.xs.ts` to ceilings on XS, and prints a line for each with what was measured. Ceilings stand
 * about a tenth above the figure when they are set; a change that costs more than that shows up here.
 */
export function budgetSuite(file: string, budgets: readonly Budget[]): void {
  describe(`budget of ${moduleName(file)}`, () => {
    let xs: Xs;
    before(async () => {
      xs = await startXs({ sources: [], programs: [file] });
    });
    after(() => xs?.close());
    for (const budget of budgets) {
      it(budget.what, async () => {
        const cost = await xs.measure(moduleName(file), budget.program);
        console.log(
          `${budget.what}: ${FIGURES.map((figure) => describeFigure(figure, cost, budget)).join(", ")}`,
        );
        for (const figure of FIGURES) hold(figure, cost[figure], budget[figure]);
      });
    }
  });
}

function describeFigure(figure: (typeof FIGURES)[number], cost: XsCost, budget: Budget): string {
  const ceiling = budget[figure];
  return `${cost[figure]} ${figure}${ceiling === undefined ? "" : ` (≤ ${ceiling})`}`;
}

function hold(figure: string, measured: number, ceiling: number | undefined): void {
  if (ceiling === undefined) return;
  assert.ok(measured <= ceiling, `${measured} ${figure}, more than ${ceiling}`);
  assert.ok(
    measured * SLACK >= ceiling,
    `${measured} ${figure}: lower the ceiling of ${ceiling}, so that it holds`,
  );
}
