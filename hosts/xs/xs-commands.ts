import type { XsMachine } from "./xs-machine.ts";

/** What a command came to. */
export interface XsAnswer {
  value: unknown;
  bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** Commands to a machine and its answers: a line of JSON, then bytes. It takes one at a time, so the others wait. */
export class XsCommands {
  private readonly machine: XsMachine;
  private work: Promise<unknown> = Promise.resolve();

  constructor(machine: XsMachine) {
    this.machine = machine;
  }

  run(command: readonly unknown[], bytes: Uint8Array = NO_BYTES): Promise<XsAnswer> {
    const request = Buffer.concat([Buffer.from(`${JSON.stringify(command)}\n`), bytes]);
    const answer = this.work.then(() => this.machine.command(request)).then(decode);
    this.work = answer.catch(() => {});
    return answer;
  }
}

function decode(reply: Uint8Array): XsAnswer {
  const { buffer, byteOffset, length } = reply;
  const end = reply.indexOf(10);
  const value: unknown = JSON.parse(Buffer.from(buffer, byteOffset, end).toString("utf8"));
  return { value, bytes: new Uint8Array(buffer, byteOffset + end + 1, length - end - 1) };
}
