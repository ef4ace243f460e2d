import { JOINED, OWN } from "../../../src/ports/radio-clock.ts";
import { DATAGRAM, readU48, writeHead } from "../../../src/sync/datagram.ts";
import {
  Answer,
  ASK_BYTES,
  encodeNetworks,
  encodeQuestion,
  questionFlags,
  questionJoinedS,
  questionNetwork,
  questionNumber,
  questionShow,
} from "../../../src/sync/question.ts";

interface Question {
  readonly number: number;
  readonly flags: number;
  readonly show: number;
  readonly joinedS: number;
  readonly joined: number;
  readonly own: number;
}

export function question(group: number, id: number, fields: Question): Uint8Array {
  const { number, flags, show, joinedS, joined, own } = fields;
  const bytes = new Uint8Array(ASK_BYTES);
  writeHead(bytes, DATAGRAM.ask, group, id);
  encodeQuestion(bytes, number, flags, show, joinedS);
  encodeNetworks(bytes, joined, own);
  return bytes;
}

export function readQuestion(bytes: Uint8Array): Question & { readonly id: number } {
  return {
    id: readU48(bytes, 5),
    number: questionNumber(bytes),
    flags: questionFlags(bytes),
    show: questionShow(bytes),
    joinedS: questionJoinedS(bytes),
    joined: questionNetwork(bytes, JOINED),
    own: questionNetwork(bytes, OWN),
  };
}

export function answer(group: number, id: number, fields: Partial<Answer>): Uint8Array {
  const bytes = new Uint8Array(ASK_BYTES);
  writeHead(bytes, DATAGRAM.answer, group, id);
  Object.assign(new Answer(), fields).encode(bytes);
  return bytes;
}

export function readAnswer(bytes: Uint8Array): object {
  const read = new Answer();
  read.decode(bytes);
  return { ...read };
}
