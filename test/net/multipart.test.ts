import assert from "node:assert/strict";
import { MultipartParser } from "../../src/net/multipart.ts";
import { boundaryOf, displayName, headerParam } from "../../src/net/multipart-names.ts";
import { concat, latin, textOf } from "./http-fakes.ts";

interface Form {
  fields: string[];
  files: { filename: string; type: string; field: string; text: string; ended: boolean }[];
  error: string | undefined;
}

function parse(boundary: string, packets: readonly Uint8Array[]): Form {
  const form: Form = { fields: [], files: [], error: undefined };
  const parts: Uint8Array[] = [];
  const parser = new MultipartParser(boundary, {
    onField: (name, value) => form.fields.push(`${name}=${value}`),
    onFile: (filename, type, field) => form.files.push({ filename, type, field, text: "", ended: false }),
    onFileBytes: (bytes) => parts.push(bytes.slice()),
    onFileEnd: () => {
      form.files.at(-1)!.ended = true;
    },
  });
  for (const packet of packets) form.error ??= parser.push(packet)?.message;
  form.error ??= parser.finish()?.message;
  const file = form.files.at(-1);
  if (file !== undefined) file.text = textOf(concat(parts));
  return form;
}

function part(boundary: string, head: string, content: string): string {
  return `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`;
}

const BOUNDARY = "------------------------d74496d66958873e";
/** Near misses of the delimiter, at its beginning, in it, and one behind the other. */
const TRICKY = `\r\n--${BOUNDARY.slice(0, -1)}X\r\r\n\r\n-\r\n--\r\n\r\n--${BOUNDARY.slice(0, 9)}\0\xff${BOUNDARY}\r`;
const FORM =
  part(BOUNDARY, 'Content-Disposition: form-data; name="title"', "a \xc3\xa4 b") +
  part(
    BOUNDARY,
    'content-disposition:form-data;filename="C:\\pics\\my \\"best\\" %22one%22.png";name=image\r\nContent-Type: image/png',
    TRICKY,
  ) +
  part(BOUNDARY, 'Content-Disposition: form-data; name="second"; filename="b.png"', "unwanted") +
  part(BOUNDARY, 'Content-Disposition: form-data; name="last"', "") +
  `--${BOUNDARY}--\r\nepilogue --${BOUNDARY}`;

describe("forms", () => {
  const wanted: Form = {
    fields: ["title=a ä b", "last="],
    files: [
      { filename: 'my "best" "one".png', type: "image/png", field: "image", text: TRICKY, ended: true },
    ],
    error: undefined,
  };

  it("gives out fields, and the first file as it comes", () => {
    assert.deepEqual(parse(BOUNDARY, [latin(FORM)]), wanted);
    assert.deepEqual(parse(BOUNDARY, [latin(`preamble\r\n${FORM}`)]), wanted);
  });

  it("comes to the same result wherever a form is cut in two, and in pieces of every size", () => {
    const bytes = latin(FORM);
    for (let cut = 1; cut < bytes.length; cut++) {
      assert.deepEqual(parse(BOUNDARY, [bytes.slice(0, cut), bytes.slice(cut)]), wanted, `at ${cut}`);
    }
    for (let size = 1; size < 120; size++) {
      const packets: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) packets.push(bytes.slice(at, at + size));
      assert.deepEqual(parse(BOUNDARY, packets), wanted, `pieces of ${size}`);
    }
  });

  it("finds delimiters of the shortest and the longest boundary", () => {
    for (const boundary of ["x", "a".repeat(70)]) {
      const text =
        part(boundary, 'Content-Disposition: form-data; name="f"; filename="f"', "\r\n--\r\n-") +
        `--${boundary}--`;
      assert.equal(parse(boundary, [latin(text)]).files[0]?.text, "\r\n--\r\n-");
    }
  });

  it("an input without a chosen file is no file", () => {
    const text = part(
      "b",
      'Content-Disposition: form-data; name="f"; filename=""\r\nContent-Type: application/octet-stream',
      "",
    );
    assert.deepEqual(parse("b", [latin(`${text}--b--`)]), { fields: [], files: [], error: undefined });
  });

  const refused: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ["a form without its end", FORM.slice(0, 300), /cut before/],
    ["nothing", "", /cut before/],
    [
      "a boundary that is in the content",
      `--b\r\n\r\nx\r\n--bc\r\n\r\n--b--`,
      /followed by the end of its line/,
    ],
    ["a head that is no text", "--b\r\nX: \0\r\n\r\n", /lines of text/],
    ["a head over 1 KB", `--b\r\n${"X: y\r\n".repeat(20)}Y: ${"z".repeat(1000)}\r\n\r\n--b--`, /1024 bytes/],
    ["a head line without a colon", "--b\r\nfoo\r\n\r\n--b--", /Name: value/],
    [
      "a field over 1 KB",
      `${part("b", 'Content-Disposition: form-data; name="a"', "x".repeat(1025))}--b--`,
      /1024 bytes/,
    ],
    ["9 fields", `${part("b", 'Content-Disposition: form-data; name="a"', "x").repeat(9)}--b--`, /8 fields/],
    ["17 parts", `${part("b", "X: y", "x").repeat(17)}--b--`, /16 parts/],
  ];
  for (const [name, text, message] of refused) {
    it(`refuses ${name}`, () => {
      assert.match(parse("b", [latin(text)]).error ?? "", message);
    });
  }

  it("takes a field of 1 KB, 8 fields and 16 parts", () => {
    const long = part("b", 'Content-Disposition: form-data; name="a"', "x".repeat(1024));
    const text = long.repeat(8) + part("b", "X: y", "x").repeat(8);
    const form = parse("b", [latin(`${text}--b--`)]);
    assert.deepEqual([form.error, form.fields.length], [undefined, 8]);
  });
});

describe("parameters of headers", () => {
  it("reads quoted and plain ones, in any order", () => {
    const header = 'form-data; a="x;y=\\"z\\"\\\\"; NAME = plain ;b=""; c="open';
    assert.equal(headerParam(header, "a"), 'x;y="z"\\');
    assert.equal(headerParam(header, "name"), "plain");
    assert.equal(headerParam(header, "b"), "");
    assert.equal(headerParam(header, "c"), "open");
    assert.equal(headerParam(header, "y"), undefined);
    assert.equal(headerParam("form-data", "a"), undefined);
    assert.equal(headerParam("form-data;", "a"), undefined);
  });

  it("knows a boundary when it sees one", () => {
    assert.equal(
      boundaryOf("multipart/form-data; boundary=----WebKitFormBoundaryAbC"),
      "----WebKitFormBoundaryAbC",
    );
    assert.equal(boundaryOf('multipart/form-data; charset=x; boundary="a b:c"'), "a b:c");
    assert.equal(boundaryOf(`multipart/form-data; boundary=${"x".repeat(70)}`)?.length, 70);
    for (const bad of [
      "",
      "; boundary=",
      `; boundary=${"x".repeat(71)}`,
      '; boundary="a "',
      "; boundary=a\xe4",
      '; boundary="a@b"',
    ]) {
      assert.equal(boundaryOf(`multipart/form-data${bad}`), undefined, bad);
    }
  });

  it("shows a file's name without path, control characters and length", () => {
    assert.equal(displayName("../../etc/passwd"), "passwd");
    assert.equal(displayName("C:\\a\\b.png"), "b.png");
    assert.equal(displayName("a\r\n\0b\x7f"), "ab");
    assert.equal(displayName("🔥".repeat(100)), "🔥".repeat(64));
    const text = part(
      "b",
      "Content-Disposition: form-data; name=f; filename*=UTF-8''na%C3%AFve%2F%F0%9F%94%A5.png",
      "",
    );
    assert.equal(parse("b", [latin(`${text}--b--`)]).files[0]?.filename, "🔥.png");
  });
});
