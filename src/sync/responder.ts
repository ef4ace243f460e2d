import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import { BUCKETS } from "../store/digest-table.ts";
import type { Store } from "../store/store.ts";
import { compareKeys } from "./differences.ts";
import { Exchange, MALFORMED } from "./exchange.ts";
import {
  FLAG_PULL,
  FLAG_PUSH,
  FRAME,
  type Hello,
  MAX_MESSAGE_BYTES,
  nextFrame,
  writeFrame,
} from "./frames.ts";
import { decodeHello, encodeHello, shareGroup } from "./hello.ts";
import { sameBytes } from "./initiator.ts";

export interface ResponderOptions {
  store: Store;
  deviceId: string;
  groups: readonly number[];
  /** Mask of the kinds that this node takes part in. */
  kinds: number;
}

/** The side of a session that answers, a message at a time. One object a session. */
export class Responder {
  /** Who asks: 12 hex digits, empty before its HELLO. */
  peerId = "";
  /** Both sides were seen to have the same. */
  equal = false;
  exchange: Exchange | undefined;
  /** Bytes of the messages that came and went. */
  bytesIn = 0;
  bytesOut = 0;

  private readonly options: ResponderOptions;

  constructor(options: ResponderOptions) {
    this.options = options;
  }

  /** The answer to a message. Never throws for what the message holds. */
  answer(message: Uint8Array): Uint8Array {
    const writer = new ByteWriter(512, MAX_MESSAGE_BYTES);
    const reader = new ByteReader(message);
    this.bytesIn += message.length;
    let first = nextFrame(reader);
    let hello: Hello | undefined;
    if (first?.type === FRAME.hello) {
      hello = this.takeHello(first.payload, writer);
      if (hello === undefined) return this.finish(writer);
      first = nextFrame(reader);
    }
    const { exchange } = this;
    if (exchange === undefined) return this.refuse(writer, "A sync starts with HELLO. Start over.");
    exchange.guard(() => {
      for (let frame = first; frame !== undefined; frame = nextFrame(reader)) {
        if (frame.type === FRAME.keys) this.takeKeys(frame.payload, exchange);
        else exchange.take(frame);
      }
      this.options.store.flush();
    });
    if (reader.failed) exchange.trouble = MALFORMED;
    if (exchange.trouble !== undefined) return this.refuse(writer, exchange.trouble);
    if (hello !== undefined) this.writeHello(hello, exchange, writer);
    exchange.writeResult(writer);
    exchange.write(writer);
    if (exchange.unsaid) writeFrame(writer, FRAME.more, new Uint8Array(0));
    return this.finish(writer);
  }

  private takeHello(payload: ByteReader, writer: ByteWriter): Hello | undefined {
    const { store, groups } = this.options;
    const hello = decodeHello(payload);
    if (hello === undefined || hello === "version") {
      this.refuse(writer, "This poi speaks version 1 of the sync protocol. Update the firmware of both.");
      return undefined;
    }
    if (!shareGroup(groups, hello.groups)) {
      this.refuse(writer, "The two poi share no group. Give both the same group, then sync again.");
      return undefined;
    }
    this.peerId = hello.deviceId;
    const kinds = hello.flags & this.options.kinds;
    const mayTake = (hello.flags & FLAG_PUSH) !== 0;
    const mayGive = (hello.flags & FLAG_PULL) !== 0;
    this.exchange = new Exchange({ store, kinds, salt: hello.salt, mayGive, mayTake });
    return hello;
  }

  private takeKeys(payload: ByteReader, exchange: Exchange): void {
    const { store, kinds, salt, mayGive, mayTake } = exchange;
    const differences = compareKeys(payload, store, kinds, salt, mayGive, mayTake);
    if (differences === undefined) {
      exchange.trouble = MALFORMED;
      return;
    }
    exchange.send(differences.send);
    exchange.want(differences.want);
  }

  /** HELLO in return, and DIGESTS where the two stores differ. */
  private writeHello(hello: Hello, exchange: Exchange, writer: ByteWriter): void {
    const { store, deviceId, groups } = this.options;
    const { kinds, salt } = exchange;
    store.coolTombstones();
    const root = store.digest.root(kinds);
    this.equal = sameBytes(root, hello.root);
    encodeHello(writer, { ...hello, flags: (hello.flags & ~0xf) | kinds, deviceId, root, groups });
    if (this.equal) return;
    const digests = new ByteWriter(4 * BUCKETS);
    for (let bucket = 0; bucket < BUCKETS; bucket++) digests.u32(store.digest.bucket(kinds, bucket, salt));
    writeFrame(writer, FRAME.digests, digests.view());
  }

  private refuse(writer: ByteWriter, reason: string): Uint8Array {
    writeFrame(writer, FRAME.refused, encodeUtf8(reason));
    return this.finish(writer);
  }

  private finish(writer: ByteWriter): Uint8Array {
    this.bytesOut += writer.at;
    return writer.finish();
  }
}
