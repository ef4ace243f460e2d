/** src/ on the real XS engine: values go in and out, and what they cost is counted. */

import { type FixedHeap, XsWorker } from "../../hosts/xs/xs-worker.ts";
import { bundleHarness, bundleModules, sourceFiles } from "./bundle.ts";
import { XsHost } from "./host.ts";
import { fromPlain, toPlain } from "./inside/plain.ts";

/** What a piece of work cost, the harness's own share left out. */
export interface XsCost {
  /** XS's unit of work, about one a byte code; some 0.3 µs on the device, an estimate. */
  computrons: number;
  /** Slots allocated: 16 bytes each on the device. */
  slots: number;
  /** Bytes of strings, buffers and arrays allocated; arrays and objects of them are up to twice as large as on the device. */
  chunkBytes: number;
  /** Slots that are still held afterwards, with the result. */
  keptSlots: number;
  keptChunkBytes: number;
}

export interface XsHeap {
  slots: number;
  chunkBytes: number;
  /** Texts that were ever the name of a property: each keeps a slot, used or not. */
  names: number;
}

export interface XsOptions {
  /** Files beside src/ that run in the engine (`*.xs.ts`, bridges of vectors), by path from the top. */
  programs?: readonly string[];
  /** Only these modules of src/ and what they import; all without it. */
  sources?: readonly string[];
  /** Freezes all that is read-only on the device. */
  frozen?: boolean;
  /** Lets `state` see what modules do not export. */
  inspect?: boolean;
  heap?: FixedHeap;
}

interface Answer {
  value?: unknown;
  cost?: XsCost;
  throws?: string;
  stack?: string;
}

/** Starts an engine with src/ loaded. Close it when done. */
export async function startXs(options: XsOptions = {}): Promise<Xs> {
  const files = [...(options.sources ?? sourceFiles()), ...(options.programs ?? [])];
  const [harness, modules] = await Promise.all([bundleHarness(), bundleModules(files, options.inspect)]);
  const host = new XsHost();
  const worker = new XsWorker((request) => host.answer(request), options.heap);
  try {
    await worker.machine.evaluate(harness);
    const xs = new Xs(worker, host);
    const before = await xs.heap();
    await worker.machine.evaluate(modules);
    const after = await xs.heap();
    if (options.frozen) await xs.freeze();
    xs.code.slots = after.slots - before.slots;
    xs.code.chunkBytes = after.chunkBytes - before.chunkBytes;
    xs.code.names = after.names - before.names;
    return xs;
  } catch (error) {
    await worker.close();
    throw error;
  }
}

export class Xs {
  /** What the loaded modules alone hold: flash on the device, to be left out of what a node holds. */
  readonly code: XsHeap = { slots: 0, chunkBytes: 0, names: 0 };
  private readonly worker: XsWorker;
  private readonly host: XsHost;

  constructor(worker: XsWorker, host: XsHost) {
    this.worker = worker;
    this.host = host;
  }

  /**
   * Evaluates an expression, or else a function body, that sees `modules["bytes/hex"]` and `argument`. Values go both ways as
   * copies (see inside/plain.ts); a promise is awaited. Throws what it throws.
   */
  async run(code: string, argument?: unknown): Promise<{ value: unknown } & XsCost> {
    return this.ask({ do: "run", code, argument: toPlain(argument) });
  }

  /** Calls an export of a module: `call("bytes/hex", "toHex", bytes)`. */
  async call(module: string, name: string, ...args: unknown[]): Promise<{ value: unknown } & XsCost> {
    return this.ask({ do: "call", module, name, args: args.map(toPlain) });
  }

  /** Runs a `Program` that a file of `programs` exports, on empty disks, and counts its `run`. */
  async measure(module: string, name: string): Promise<XsCost> {
    this.host.clear();
    const { value: _nothing, ...cost } = await this.ask({ do: "measure", module, name });
    return cost;
  }

  /** What is in use, after a collection. */
  async heap(): Promise<XsHeap> {
    return (await this.ask({ do: "heap" })).value as XsHeap;
  }

  /** A line for each value at the top level of each module. */
  async state(): Promise<string[]> {
    return (await this.ask({ do: "state" })).value as string[];
  }

  /** Makes built-ins, functions, classes and objects of the modules read-only. */
  async freeze(): Promise<void> {
    await this.ask({ do: "freeze" });
  }

  close(): Promise<void> {
    return this.worker.close();
  }

  private async ask(command: object): Promise<{ value: unknown } & XsCost> {
    const reply = await this.worker.machine.command(Buffer.from(JSON.stringify(command), "utf8"));
    const answer = JSON.parse(Buffer.from(reply).toString("utf8")) as Answer;
    if (answer.throws !== undefined) throw new XsError(answer.throws, answer.stack ?? "");
    return { ...(answer.cost ?? NO_COST), value: fromPlain(answer.value) };
  }
}

/** Something was thrown inside the engine. */
export class XsError extends Error {
  /** The error's code where it had one, else its message. */
  readonly thrown: string;

  constructor(thrown: string, stack: string) {
    super(`${thrown}\non XS: ${stack}`);
    this.thrown = thrown;
  }
}

const NO_COST: XsCost = { computrons: 0, slots: 0, chunkBytes: 0, keptSlots: 0, keptChunkBytes: 0 };
