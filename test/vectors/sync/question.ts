import { DATAGRAM, readU48, writeHead } from "../../../src/sync/datagram.ts";
import {
  Answer,
  ASK_BYTES,
  encodeQuestion,
  questionFlags,
  questionNumber,
  questionShow,
} from "../../../src/sync/question.ts";

export function question(group: number, id: number, number: number, flags: number, show: number): Uint8Array {
  const bytes = new Uint8Array(ASK_BYTES);
  writeHead(bytes, DATAGRAM.ask, group, id);
  encodeQuestion(bytes, number, flags, show);
  return bytes;
}

export function readQuestion(bytes: Uint8Array): number[] {
  return [readU48(bytes, 5), questionNumber(bytes), questionFlags(bytes), questionShow(bytes)];
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
