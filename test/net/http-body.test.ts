import assert from "node:assert/strict";
import { BodyDecoder, UNTIL_CLOSE } from "../../src/net/http-body.ts";
import { CHUNKED } from "../../src/net/http-request.ts";
import { concat, latin, textOf } from "./http-fakes.ts";

interface Decoded {
  text: string;
  done: boolean;
  status: number;
  /** Bytes that belong to what follows. */
  left: number;
}

function decode(packets: readonly Uint8Array[], length: number, limit = 1000): Decoded {
  const decoder = new BodyDecoder(length, limit);
  const parts: Uint8Array[] = [];
  let left = 0;
  for (const packet of packets) {
    let at = 0;
    while (at < packet.length && !decoder.done && decoder.status === 0) {
      at = decoder.push(packet, at);
      if (decoder.data !== undefined) parts.push(decoder.data);
    }
    left += packet.length - at;
  }
  const text = textOf(concat(parts));
  if (decoder.status === 0) assert.equal(decoder.received, text.length);
  return { text, done: decoder.done, status: decoder.status, left: decoder.status === 0 ? left : 0 };
}

const WIKI = '4\r\nWiki\r\n6;a=b\r\npedia \r\nE ; c="d"\r\nin \r\n\r\nchunks.\r\n0;x\r\nTrailer: y\r\n\r\n';

const BAD_CHUNKS: readonly (readonly [name: string, body: string, status: number])[] = [
  ["a size that is no number", "x\r\n", 400],
  ["a size with a prefix", "0x4\r\nWiki\r\n0\r\n\r\n", 400],
  ["a signed size", "+4\r\nWiki\r\n0\r\n\r\n", 400],
  ["a negative size", "-4\r\n", 400],
  ["an empty size", "\r\n", 400],
  ["only an extension", ";a\r\nWiki\r\n", 400],
  ["a blank before the size", " 4\r\nWiki\r\n0\r\n\r\n", 400],
  ["a blank behind the size", "4 \r\nWiki\r\n0\r\n\r\n", 400],
  ["a size of nine digits", "000000004\r\nWiki\r\n", 400],
  ["a size that overflows", "FFFFFFFFFFFFFFFFF\r\n", 400],
  ["an LF alone behind the size", "4\nWiki\r\n0\r\n\r\n", 400],
  ["a CR in an extension", "4;\r;\r\nWiki\r\n0\r\n\r\n", 400],
  ["no line end behind the data", "4\r\nWikiX\r\n0\r\n\r\n", 400],
  ["an LF alone behind the data", "4\r\nWiki\n0\r\n\r\n", 400],
  ["a size line over 256 bytes", `4;${"a".repeat(300)}\r\nWiki\r\n0\r\n\r\n`, 400],
  ["extensions over 4 KB in all", `1;${"a".repeat(200)}\r\nx\r\n`.repeat(30), 400],
  ["trailers over 1 KB", `0\r\n${"X: y\r\n".repeat(200)}\r\n`, 400],
  ["more than the cap in one chunk", "3E9\r\n", 413],
  ["more than the cap in all", `${`64\r\n${"a".repeat(100)}\r\n`.repeat(11)}0\r\n\r\n`, 413],
];

describe("bodies", () => {
  it("takes a body of a known length and leaves what follows", () => {
    assert.deepEqual(decode([latin("abcdeGET /")], 5), { text: "abcde", done: true, status: 0, left: 5 });
    assert.deepEqual(decode([latin("abc")], 5), { text: "abc", done: false, status: 0, left: 0 });
    assert.deepEqual(decode([latin("GET /")], 0), { text: "", done: true, status: 0, left: 5 });
  });

  it("takes chunks with extensions and trailers, and leaves what follows", () => {
    const text = "Wikipedia in \r\n\r\nchunks.";
    assert.deepEqual(decode([latin(`${WIKI}GET /`)], CHUNKED), { text, done: true, status: 0, left: 5 });
    assert.deepEqual(decode([latin("0\r\n\r\n")], CHUNKED), { text: "", done: true, status: 0, left: 0 });
    assert.deepEqual(decode([latin("0000000a\r\n0123456789\r\n00\r\n\r\n")], CHUNKED).text, "0123456789");
  });

  it("takes all until the connection ends where nothing else is said", () => {
    const decoder = new BodyDecoder(UNTIL_CLOSE, 10);
    decoder.push(latin("abc"), 0);
    assert.equal(decoder.done, false);
    decoder.close();
    assert.equal(decoder.done, true);
    assert.equal(decode([latin("0123456789")], UNTIL_CLOSE, 10).status, 0);
    assert.equal(decode([latin("01234567890")], UNTIL_CLOSE, 10).status, 413);
  });

  it("a body cut by the end of the connection is not done", () => {
    for (const length of [5, CHUNKED]) {
      const decoder = new BodyDecoder(length, 10);
      decoder.push(latin("4\r\n"), 0);
      decoder.close();
      assert.equal(decoder.done, false);
    }
  });

  it("refuses a length over the cap at once, also when the cap is set later", () => {
    assert.equal(decode([], 1001).status, 413);
    assert.equal(decode([], 1000).status, 0);
    const decoder = new BodyDecoder(100, Number.MAX_SAFE_INTEGER);
    decoder.setLimit(100);
    assert.equal(decoder.status, 0);
    decoder.setLimit(99);
    assert.equal(decoder.status, 413);
    assert.equal(decoder.message, "The body may have 99 bytes here, got more. Send a smaller one.");
  });

  for (const [name, body, status] of BAD_CHUNKS) {
    it(`refuses ${name} with ${status}`, () => {
      assert.equal(decode([latin(body)], CHUNKED).status, status);
    });
  }

  it("comes to the same result wherever it is cut in two, and byte by byte", () => {
    for (const body of [`${WIKI}GET /`, ...BAD_CHUNKS.map(([, text]) => text)]) {
      const bytes = latin(body);
      const whole = decode([bytes], CHUNKED);
      for (let cut = 1; cut < bytes.length; cut++) {
        const parts = [bytes.slice(0, cut), bytes.slice(cut)];
        assert.deepEqual(decode(parts, CHUNKED), whole, `${body.slice(0, 40)} at ${cut}`);
      }
      assert.deepEqual(
        decode(
          [...bytes].map((byte) => Uint8Array.of(byte)),
          CHUNKED,
        ),
        whole,
      );
    }
  });

  it("hands payload on without copying it", () => {
    const packet = latin("4\r\nWiki\r\n");
    const decoder = new BodyDecoder(CHUNKED, 10);
    decoder.push(packet, 0);
    assert.equal(decoder.data?.buffer, packet.buffer);
  });
});
