/** The engine's side of Xs (../xs.ts): runs commands, counts what they cost. */
import { decodeText, encodeText, engine } from "../../../hosts/xs/inside/engine.ts";
import { freezeAll } from "./freeze.ts";
import { fromPlain, toPlain, toPlainError } from "./plain.ts";
import type { Program } from "./program.ts";
import { describeState } from "./state.ts";
import { XsWorld } from "./world.ts";

type Modules = Record<string, Record<string, unknown>>;

interface Cost {
  computrons: number;
  slots: number;
  chunkBytes: number;
  keptSlots: number;
  keptChunkBytes: number;
}

type Command =
  | { do: "run"; code: string; argument: unknown }
  | { do: "call"; module: string; name: string; args: unknown[] }
  | { do: "measure"; module: string; name: string }
  | { do: "heap" }
  | { do: "freeze" }
  | { do: "state" };

const scope = globalThis as unknown as {
  handleCommand(request: ArrayBuffer): { result: ArrayBuffer | undefined };
  modules: Modules;
};

scope.handleCommand = (request) => {
  const reply: { result: ArrayBuffer | undefined } = { result: undefined };
  const end = (answer: unknown) => {
    reply.result = encodeText(JSON.stringify(answer));
  };
  const fail = (error: unknown) => {
    end({ ...toPlainError(error), stack: error instanceof Error ? `${error}\n${error.stack}` : "" });
  };
  try {
    const answer = execute(JSON.parse(decodeText(request)) as Command);
    // The engine looks at the reply once all jobs ran.
    if (answer.value instanceof Promise)
      answer.value.then((value) => end({ ...answer, value: toPlain(value) }), fail);
    else end({ ...answer, value: toPlain(answer.value) });
  } catch (error) {
    fail(error);
  }
  return reply;
};

function execute(command: Command): { value: unknown; cost?: Cost } {
  switch (command.do) {
    case "run": {
      const run = compile(command.code);
      const call = (code: typeof run) => (argument: unknown) => code(scope.modules, argument);
      return measured(call(run), call(doNothing), fromPlain(command.argument));
    }
    case "call": {
      const callee = exported(command.module, command.name) as (...args: unknown[]) => unknown;
      const call = (each: typeof callee) => (args: unknown[]) => each(...args);
      return measured(call(callee), call(doNothing), command.args.map(fromPlain));
    }
    case "measure": {
      const program = exported(command.module, command.name) as Program<unknown>;
      const state = program.prepare(new XsWorld());
      const call = (each: Program<unknown>) => (prepared: unknown) => each.run(prepared);
      const { value, cost } = measured(call(program), call(EMPTY_PROGRAM), state);
      program.check?.(value, state);
      return { value: undefined, cost };
    }
    case "heap":
      engine.collectGarbage();
      return { value: { slots: engine.slots(), chunkBytes: engine.chunkBytes(), names: engine.names() } };
    case "freeze":
      freezeAll(scope.modules);
      return { value: undefined };
    case "state":
      return { value: describeState(scope.modules) };
  }
}

function exported(module: string, name: string): unknown {
  const found = scope.modules[module]?.[name];
  if (found === undefined) throw new Error(`${module} has no export ${name}`);
  return found;
}

/** The code as an expression, else as a function body. */
function compile(code: string): (modules: Modules, argument: unknown) => unknown {
  try {
    return new Function("modules", "argument", `"use strict"; return (${code}\n);`) as ReturnType<
      typeof compile
    >;
  } catch {
    return new Function("modules", "argument", `"use strict"; ${code}`) as ReturnType<typeof compile>;
  }
}

const EMPTY_PROGRAM: Program<unknown> = { prepare: doNothing, run: doNothing };

function doNothing(): void {}

/** Runs with an argument and counts; what `idle` costs, which is called in the same way and does nothing, is left out. */
function measured<Argument>(
  run: (argument: Argument) => unknown,
  idle: (argument: Argument) => unknown,
  argument: Argument,
): { value: unknown; cost: Cost } {
  const base = count(idle, argument).cost;
  const { value, cost } = count(run, argument);
  cost.computrons -= base.computrons;
  cost.slots -= base.slots;
  cost.chunkBytes -= base.chunkBytes;
  cost.keptSlots -= base.keptSlots;
  cost.keptChunkBytes -= base.keptChunkBytes;
  return { value, cost };
}

function count<Argument>(
  run: (argument: Argument) => unknown,
  argument: Argument,
): { value: unknown; cost: Cost } {
  const cost = { computrons: 0, slots: 0, chunkBytes: 0, keptSlots: 0, keptChunkBytes: 0 };
  engine.collectGarbage();
  const slots = engine.slots();
  const chunkBytes = engine.chunkBytes();
  engine.rewindComputrons(0);
  const value = run(argument);
  cost.computrons = engine.computrons();
  cost.slots = engine.slots() - slots;
  cost.chunkBytes = engine.chunkBytes() - chunkBytes;
  engine.collectGarbage();
  cost.keptSlots = engine.slots() - slots;
  cost.keptChunkBytes = engine.chunkBytes() - chunkBytes;
  return { value, cost };
}
