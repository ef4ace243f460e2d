import type { XsWorld } from "./world.ts";

/** Something to be measured on XS: exported from a file `*.xs.ts`, which runs inside the engine and sees src/ alone. */
export interface Program<State> {
  /** Makes what the run needs; not measured. */
  prepare(world: XsWorld): State;
  /** The measured work. What it returns is held while the heap is counted. */
  run(state: State): unknown;
  /** Throws where the run did not do its work. */
  check?(result: unknown, state: State): void;
}

/** Gives a program its types. */
export function program<State>(definition: Program<State>): Program<State> {
  return definition;
}
