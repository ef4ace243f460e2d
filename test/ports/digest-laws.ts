import { fromHex, toHex } from "../../src/bytes/hex.ts";
import { encodeUtf8 } from "../../src/bytes/utf8.ts";
import type { Digest } from "../../src/ports/digest.ts";
import { check, equal, equalBytes, type Law, pattern } from "./law.ts";

export interface DigestHarness {
  digest: Digest;
}

function sum(digest: Digest, ...parts: Uint8Array[]): string {
  const running = digest.sha256();
  for (const part of parts) running.update(part);
  return toHex(running.digest());
}

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

export const digestLaws: readonly Law<DigestHarness>[] = [
  {
    name: "gives the sums of FIPS 180-4's examples",
    run({ digest }) {
      equal(sum(digest), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "of nothing");
      equal(sum(digest, encodeUtf8("abc")), ABC, "of abc");
      equal(
        sum(digest, encodeUtf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "of 56 bytes",
      );
      const running = digest.sha256();
      const thousand = new Uint8Array(1000).fill(97);
      for (let i = 0; i < 1000; i++) running.update(thousand);
      equal(
        toHex(running.digest()),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        "of a million a's",
      );
    },
  },
  {
    name: "sums the same whatever the pieces",
    run({ digest }) {
      const bytes = pattern(300);
      const whole = sum(digest, bytes);
      for (let cut = 0; cut <= 300; cut += 13) {
        equal(sum(digest, bytes.subarray(0, cut), bytes.subarray(cut)), whole, `cut at ${cut}`);
      }
    },
  },
  {
    name: "lets the view be reused after `update`",
    run({ digest }) {
      const running = digest.sha256();
      const view = encodeUtf8("ab");
      running.update(view);
      view.fill(99);
      running.update(view.subarray(1));
      equal(toHex(running.digest()), ABC, "sum");
    },
  },
  {
    name: "runs several sums side by side",
    run({ digest }) {
      const [left, right] = [digest.sha256(), digest.sha256()];
      left.update(encodeUtf8("a"));
      right.update(encodeUtf8("x"));
      left.update(encodeUtf8("bc"));
      equal(toHex(left.digest()), ABC, "left sum");
      check(toHex(right.digest()) !== ABC, "right sum is the left one's");
    },
  },
  {
    name: "returns 32 plain bytes that are the caller's",
    run({ digest }) {
      const first = digest.sha256().digest();
      equal(first.length, 32, "length");
      equal(Object.getPrototypeOf(first), Uint8Array.prototype, "prototype");
      first.fill(0);
      equalBytes(digest.sha256().digest().subarray(0, 4), fromHex("e3b0c442")!, "a second sum");
    },
  },
];
