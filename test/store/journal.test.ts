import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { PowerCut, SimFiles } from "../../sim/sim-files.ts";
import { FilesError } from "../../src/ports/files.ts";
import { Document } from "../../src/store/document.ts";
import { Journal, type Span } from "../../src/store/journal.ts";

const PATH = "journal.jsonl";

function disk(seed: number | string): SimFiles {
  return new SimFiles({ prng: new Prng(seed) });
}

/** Opens the journal and returns it with the numbers that its records hold. */
function open(files: SimFiles): { journal: Journal; numbers: number[]; spans: Span[]; damaged: number } {
  const journal = new Journal(files, PATH, new SimDigest());
  const numbers: number[] = [];
  const spans: Span[] = [];
  const damaged = journal.replay((record, span) => {
    numbers.push(record["n"] as number);
    spans.push(span);
  });
  return { journal, numbers, spans, damaged };
}

function overwrite(files: SimFiles, bytes: Uint8Array): void {
  const file = files.open(PATH, "w");
  file.write(bytes, 0);
  file.flush();
  file.close();
}

function content(files: SimFiles): Uint8Array {
  return files.contents().get(PATH)!;
}

/** A record whose line has any length, some of them longer than what is read at once. */
function json(n: number): string {
  return JSON.stringify({ n, text: "é".repeat((n * 977) % 5000) });
}

function fill(files: SimFiles, count: number): Span[] {
  const { journal } = open(files);
  const spans = Array.from({ length: count }, (_, n) => journal.append(json(n)));
  journal.flush();
  return spans;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe("Journal", () => {
  it("returns what was appended, in order and by its place", () => {
    const files = disk(1);
    const spans = fill(files, 30);
    const { journal, numbers, spans: found } = open(files);
    assert.deepEqual(numbers, upTo(30));
    assert.deepEqual(found, spans);
    for (const [n, span] of spans.entries()) assert.equal(JSON.stringify(journal.read(span)), json(n));
  });

  it("keeps every record that was flushed, wherever the file is cut off", () => {
    const files = disk(2);
    const spans = fill(files, 6);
    const whole = content(files);
    for (let length = 0; length <= whole.length; length += 53) {
      const cut = disk(length);
      overwrite(cut, whole.slice(0, length));
      const { journal, numbers, damaged } = open(cut);
      const kept = spans.filter((span) => span.offset + span.length <= length).length;
      assert.deepEqual(numbers, upTo(kept));
      assert.equal(damaged, length === journal.size ? 0 : 1);
      journal.append('{"n":99}');
      journal.flush();
      assert.deepEqual(open(cut).numbers, [...upTo(kept), 99]);
    }
  });

  it("steps over a damaged record and keeps those behind it", () => {
    const files = disk(3);
    const spans = fill(files, 5);
    const bytes = content(files);
    bytes[spans[2]!.offset + 20]! ^= 4;
    overwrite(files, bytes);
    const { numbers, damaged } = open(files);
    assert.deepEqual(numbers, [0, 1, 3, 4]);
    assert.equal(damaged, 1);
  });

  it("does not take a line without a checksum, nor one that is not JSON", () => {
    const files = disk(4);
    overwrite(files, new TextEncoder().encode('{"n":1}\n\n00000000 {"n":2}\nzzzzzzzz {"n":3}\n'));
    const { numbers, damaged } = open(files);
    assert.deepEqual(numbers, []);
    assert.equal(damaged, 4);
  });

  it("is as it was after a write that failed", () => {
    for (const code of ["full", "io"] as const) {
      const files = disk(code);
      const { journal } = open(files);
      journal.append('{"n":0}');
      files.failWrite(1, code);
      assert.throws(
        () => journal.append(json(3)),
        (error) => error instanceof FilesError && error.code === code,
      );
      journal.append('{"n":1}');
      journal.flush();
      const { numbers, damaged } = open(files);
      assert.deepEqual(numbers, [0, 1]);
      assert.equal(damaged, 0);
    }
  });

  it("is rewritten with the chosen records, which then stand where it says", () => {
    const files = disk(6);
    const spans = fill(files, 20);
    const { journal } = open(files);
    const chosen = spans.filter((_, n) => n % 3 === 0);
    let offset = journal.rewrite('{"n":-1}', chosen);
    for (let n = 0; n < 20; n += 3) {
      assert.equal(journal.read({ offset, length: spans[n]!.length })?.["n"], n);
      offset += spans[n]!.length;
    }
    assert.equal(journal.size, offset);
    journal.append('{"n":100}');
    assert.deepEqual(open(files).numbers, [-1, 0, 3, 6, 9, 12, 15, 18, 100]);
  });

  it("holds all that was flushed after a power cut at any operation, a rewrite included", () => {
    for (let cut = 1; ; cut++) {
      const files = disk(`cut ${cut}`);
      let flushed = 0;
      let done = false;
      try {
        files.cutAtOperation(cut);
        const { journal } = open(files);
        const spans: Span[] = [];
        for (let n = 0; n < 8; n++) {
          spans.push(journal.append(json(n)));
          if (n === 4) journal.rewrite('{"n":-1}', spans);
          journal.flush();
          flushed = n + 1;
        }
        done = true;
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      const numbers = open(files.crash()).numbers.filter((n) => n >= 0);
      assert.deepEqual(numbers.slice(0, flushed), upTo(flushed));
      assert.ok(numbers.length <= flushed + 1);
      if (done) break;
    }
  });
});

describe("Document", () => {
  it("is the old one or the new one after a power cut at any operation", () => {
    for (let cut = 1; ; cut++) {
      const files = disk(`document ${cut}`);
      const document = new Document<{ n: number }>(files, "node.json");
      document.write({ n: 1 });
      let done = false;
      try {
        files.cutAtOperation(cut);
        document.write({ n: 2 });
        done = true;
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      const found = new Document<{ n: number }>(files.crash(), "node.json").read()?.n;
      assert.ok(done ? found === 2 : found === 1 || found === 2);
      if (done) break;
    }
  });

  it("is undefined where there is no file or no JSON in it", () => {
    const files = disk(9);
    const document = new Document(files, "node.json");
    assert.equal(document.read(), undefined);
    for (const text of ["", "{", "7", "null"]) {
      const file = files.open("node.json", "w");
      file.write(new TextEncoder().encode(text), 0);
      file.close();
      assert.equal(document.read(), undefined);
    }
  });

  it("keeps the old one where the new one cannot be written", () => {
    const files = disk(10);
    const document = new Document<{ n: number }>(files, "node.json");
    document.write({ n: 1 });
    files.failWrite(1, "full");
    assert.throws(() => document.write({ n: 2 }), FilesError);
    assert.equal(document.read()?.n, 1);
  });
});
