/** Calls what vectors.jsonl asks for and prints what each gives, a line of JSON a call; then ends. */
import * as storage from "embedded:storage/files";
import { LinuxFiles } from "../../../hosts/moddable/lin/linux-files.ts";
import { setting } from "../../../hosts/moddable/native/machine.ts";
import { decodeUtf8 } from "../../../src/bytes/utf8.ts";
import { fromPlain, toPlain, toPlainError } from "../../xs/inside/plain.ts";
import { endAfter } from "./print-laws.ts";

interface Call {
  module: string;
  call: string;
  args: unknown[];
}

const ROOT = (storage as unknown as { default: storage.Directory }).default;

type Modules = typeof import("./vector-modules.ts")["MODULES"];

function run(modules: Modules, { module, call, args }: Call): unknown {
  const callee = modules.get(module)?.[call] as (...args: unknown[]) => unknown;
  try {
    return { gives: toPlain(callee(...args.map(fromPlain))) };
  } catch (error) {
    return toPlainError(error);
  }
}

async function runAll(): Promise<void> {
  // Here, so that a module that does not load is told.
  const { MODULES } = await import("./vector-modules.ts");
  const file = new LinuxFiles(ROOT, setting("HOME") ?? ".").open("vectors.jsonl", "r");
  const bytes = new Uint8Array(file.size);
  file.read(bytes, 0);
  for (const line of decodeUtf8(bytes).split("\n")) {
    if (line !== "") trace(`${JSON.stringify(run(MODULES, JSON.parse(line) as Call))}\n`);
  }
}

export default function start(): void {
  endAfter(runAll());
}
