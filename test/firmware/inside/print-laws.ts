import { exit } from "../../../hosts/moddable/native/machine.ts";
import type { Law } from "../../ports/law.ts";

/** Runs laws one after the other and prints a line of JSON for each. */
export async function printLaws<Harness>(
  port: string,
  laws: readonly Law<Harness>[],
  make: () => Harness,
  dispose: (harness: Harness) => void = () => {},
): Promise<void> {
  for (const law of laws) {
    const harness = make();
    let error = "";
    try {
      await law.run(harness);
    } catch (thrown) {
      error = `${thrown}\n${(thrown as Error).stack}`;
    }
    dispose(harness);
    trace(`${JSON.stringify({ title: `${port}: ${law.name}`, error })}\n`);
  }
}

/** Ends the firmware when all laws ran. */
export function endAfter(laws: Promise<void>): void {
  laws.then(
    () => exit(0),
    (error) => {
      trace(`${error}\n${(error as Error).stack}\n`);
      exit(1);
    },
  );
}
