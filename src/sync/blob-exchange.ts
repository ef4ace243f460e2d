import type { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { CHUNK_BYTES, MAX_BLOB_BYTES } from "../store/blobs.ts";
import type { Store } from "../store/store.ts";
import { FRAME, MAX_MESSAGE_BYTES } from "./frames.ts";

const HASH_BYTES = 32;
/** Longest question, and longest head of an answer, with their frames. */
const QUESTION_BYTES = 48;
/** Blobs asked for at once, so that small ones do not cost a round trip each. A large one is asked for alone. */
const MAX_QUESTIONS = 8;

interface Question {
  hash: string;
  position: number;
}

/**
 * The blobs of one side of a session: asks for what is missing here, answers what the other side asks.
 *
 * | frame | payload |
 * | --- | --- |
 * | WANT_CHUNK | blob hash 32, position varint |
 * | CHUNK | blob hash 32, total + 1 varint, position varint, bytes; the hash and 0: "I do not have it" |
 *
 * All pieces of a message hold 4 KB at the most, which is what a cut can cost. Questions that did not fit are asked again.
 */
export class BlobExchange {
  /** Blobs that became whole here. */
  taken = 0;
  private readonly store: Store;
  private readonly kinds: number;
  private questions: Question[] = [];
  private askAtOnce = MAX_QUESTIONS;
  private pieces = 0;
  private readonly refused = new Set<string>();

  constructor(store: Store, kinds: number) {
    this.store = store;
    this.kinds = kinds;
  }

  /** Whether the other side waits for an answer. */
  get asked(): boolean {
    return this.questions.length > 0;
  }

  /** Whether there is a blob to ask for. */
  get missing(): boolean {
    return this.missingHere().length > 0;
  }

  /** Takes WANT_CHUNK; returns false where it is malformed. */
  takeQuestion(payload: ByteReader): boolean {
    const hash = toHex(payload.slice(HASH_BYTES));
    const position = payload.varint();
    if (payload.failed) return false;
    if (this.questions.length < MAX_QUESTIONS) this.questions.push({ hash, position });
    return true;
  }

  /** Takes CHUNK; returns false where it is malformed. */
  takeChunk(payload: ByteReader): boolean {
    const hash = toHex(payload.slice(HASH_BYTES));
    const total = payload.varint() - 1;
    const position = total < 0 ? 0 : payload.varint();
    if (payload.failed || total > MAX_BLOB_BYTES) return false;
    const bytes = payload.slice(payload.left);
    const received = total < 0 ? "ignored" : this.store.receiveBlob(hash, position, total, bytes);
    this.pieces++;
    if (received === "complete") {
      this.taken++;
      this.askAtOnce = MAX_QUESTIONS;
    } else if (received === "more" && this.pieces === 1) {
      this.askAtOnce = 1;
    }
    // A peer that does not have the blob, or gives bytes that are not it, is not asked again in this session.
    if (received === "ignored" || received === "damaged") this.refused.add(hash);
    return true;
  }

  /** Answers, as far as there is room. */
  writeChunks(writer: ByteWriter): void {
    let left = CHUNK_BYTES;
    if (MAX_MESSAGE_BYTES - writer.at < left + MAX_QUESTIONS * QUESTION_BYTES) return;
    for (const question of this.questions) {
      const sent = this.writeChunk(writer, question, left);
      if (sent === undefined) break;
      left -= sent;
    }
    this.questions = [];
  }

  /** Asks. */
  writeQuestions(writer: ByteWriter): void {
    this.pieces = 0;
    const hashes = this.missingHere().slice(0, this.askAtOnce);
    for (const hash of hashes) {
      if (MAX_MESSAGE_BYTES - writer.at < QUESTION_BYTES) return;
      const payload = new ByteWriter(QUESTION_BYTES);
      payload.bytes(fromHex(hash)!);
      payload.varint(this.store.blobs.received(hash));
      writer.u8(FRAME.wantChunk);
      writer.varint(payload.at);
      writer.bytes(payload.view());
    }
  }

  private missingHere(): string[] {
    return this.store.missingBlobs(this.kinds).filter((hash) => !this.refused.has(hash));
  }

  /** Returns the bytes of the blob that were written, or undefined where the rest of it should wait for a message of its own. */
  private writeChunk(writer: ByteWriter, question: Question, limit: number): number | undefined {
    const { hash, position } = question;
    const total = this.store.blobs.size(hash);
    const rest = total === undefined ? 0 : Math.max(0, Math.min(CHUNK_BYTES, total - position));
    if (rest > limit) return undefined;
    const head = new ByteWriter(QUESTION_BYTES);
    head.bytes(fromHex(hash)!);
    head.varint(total === undefined ? 0 : total + 1);
    if (total !== undefined) head.varint(position);
    const bytes = new Uint8Array(rest);
    if (rest > 0) this.store.blobs.read(hash, bytes, position);
    writer.u8(FRAME.chunk);
    writer.varint(head.at + rest);
    writer.bytes(head.view());
    writer.bytes(bytes);
    return rest;
  }
}
