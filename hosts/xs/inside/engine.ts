/** What the engine's process offers to scripts beside the language: see test/xs/engine/worker.c. */
interface Engine {
  /** Asks the host and waits for its answer. */
  askHost(request: ArrayBuffer): ArrayBuffer;
  /** Work done since the last rewind, in XS's unit: about one a byte code. */
  computrons(): number;
  rewindComputrons(to: number): void;
  /** Slots in use, garbage included: 16 bytes each on the device. */
  slots(): number;
  /** Bytes of strings, buffers, arrays and code in use, garbage included. */
  chunkBytes(): number;
  /** Texts that were ever the name of a property: XS 13 keeps a slot for each for as long as it runs. */
  names(): number;
  collectGarbage(): void;
  /** Lets the other machine take this memory, or no more. Whoever shares holds it meanwhile. */
  share(memory?: SharedArrayBuffer): void;
  /** The memory that the other machine shares. */
  takeShared(): SharedArrayBuffer | undefined;
  print(text: string): void;
}

/** XS's own conversions between strings and UTF-8, which the language lacks. */
interface XsText {
  ArrayBuffer: { fromString(text: string): ArrayBuffer };
  String: { fromArrayBuffer(bytes: ArrayBuffer): string };
}

export const engine = globalThis as unknown as Engine;
const text = globalThis as unknown as XsText;

export function encodeText(value: string): ArrayBuffer {
  return text.ArrayBuffer.fromString(value);
}

export function decodeText(bytes: ArrayBuffer): string {
  return text.String.fromArrayBuffer(bytes);
}

/** Calls the host: a line of JSON, then bytes, both ways. The work of the call is not counted. */
export function callHost(
  call: unknown[],
  bytes: Uint8Array = NO_BYTES,
): { value: unknown; bytes: Uint8Array } {
  const computrons = engine.computrons();
  const reply = new Uint8Array(engine.askHost(encodeMessage(call, bytes)));
  const end = reply.indexOf(10);
  const value = JSON.parse(decodeText(reply.slice(0, end).buffer)) as { value: unknown; error?: string[] };
  const rest = reply.slice(end + 1);
  engine.rewindComputrons(computrons);
  if (value.error !== undefined) throw new HostError(value.error[0] ?? "", value.error[1] ?? "");
  return { value: value.value, bytes: rest };
}

function encodeMessage(value: unknown, bytes: Uint8Array): ArrayBuffer {
  const head = new Uint8Array(encodeText(`${JSON.stringify(value)}\n`));
  const message = new Uint8Array(head.length + bytes.length);
  message.set(head);
  message.set(bytes, head.length);
  return message.buffer;
}

/** Lets the host give commands: a line of JSON, then bytes, both ways. What `execute` returns goes back to it. */
export function takeCommands(
  execute: (command: unknown, bytes: Uint8Array) => { value?: unknown; bytes?: Uint8Array },
): void {
  const scope = globalThis as unknown as {
    handleCommand(request: ArrayBuffer): { result: ArrayBuffer };
  };
  scope.handleCommand = (request) => {
    const bytes = new Uint8Array(request);
    const end = bytes.indexOf(10);
    const answer = execute(JSON.parse(decodeText(request.slice(0, end))), bytes.slice(end + 1));
    return { result: encodeMessage(answer.value ?? null, answer.bytes ?? NO_BYTES) };
  };
}

/** The host refused a call. */
export class HostError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const NO_BYTES = new Uint8Array(0);
