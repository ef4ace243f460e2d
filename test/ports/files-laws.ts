import { type Files, FilesError } from "../../src/ports/files.ts";
import { check, equal, equalBytes, failure, type Law, pattern } from "./law.ts";

export interface FilesHarness {
  /** An empty store. */
  files: Files;
}

export interface PowerCutHarness extends FilesHarness {
  /** Cuts the power and returns the store as it is found again. */
  cutPower(): Files;
}

export function put(files: Files, path: string, bytes: Uint8Array): void {
  const file = files.open(path, "w");
  file.write(bytes, 0);
  file.flush();
  file.close();
}

export function get(files: Files, path: string): Uint8Array {
  const file = files.open(path, "r");
  const bytes = new Uint8Array(file.size);
  equal(file.read(bytes, 0), bytes.length, `bytes read of ${path}`);
  file.close();
  return bytes;
}

function code(run: () => void, what: string): string {
  const error = failure(run, what);
  check(error instanceof FilesError, `${what}: not a FilesError but ${error}`);
  return error.code;
}

const reading: readonly Law<FilesHarness>[] = [
  {
    name: "what was written and flushed is read again after reopening",
    run({ files }) {
      put(files, "a.bin", pattern(5000));
      equalBytes(get(files, "a.bin"), pattern(5000), "content");
      equal(files.size("a.bin"), 5000, "size");
    },
  },
  {
    name: "a reader sees what was written before any flush",
    run({ files }) {
      const writer = files.open("a", "w");
      writer.write(pattern(100), 0);
      equalBytes(get(files, "a"), pattern(100), "content");
      equal(writer.size, 100, "size at the writer");
      const into = new Uint8Array(10);
      equal(writer.read(into, 95), 5, "bytes read by the writer itself");
      equalBytes(into.subarray(0, 5), pattern(5, 95), "content read by the writer itself");
      writer.close();
    },
  },
  {
    name: "reading yields fewer bytes only at the end, and touches no more of the view",
    run({ files }) {
      put(files, "a", pattern(10));
      const file = files.open("a", "r");
      const into = new Uint8Array(8).fill(255);
      equal(file.read(into, 0), 8, "at the start");
      equalBytes(into, pattern(8), "the first bytes");
      into.fill(255);
      equal(file.read(into, 7), 3, "near the end");
      equalBytes(into.subarray(0, 3), pattern(3, 7), "the last bytes");
      equal(into[3], 255, "the view behind them");
      equal(file.read(into, 10), 0, "at the end");
      equal(file.read(into, 99), 0, "behind the end");
      equal(file.read(new Uint8Array(0), 0), 0, "nothing");
      file.close();
    },
  },
];

const writing: readonly Law<FilesHarness>[] = [
  {
    name: "writing overwrites in the middle, and grows at the end",
    run({ files }) {
      put(files, "a", pattern(10));
      const file = files.open("a", "r+");
      file.write(new Uint8Array([1, 2]), 4);
      file.write(new Uint8Array([3, 4, 5]), 9);
      equal(file.size, 12, "size");
      file.write(new Uint8Array(0), 12);
      file.flush();
      file.close();
      const expected = new Uint8Array(12);
      expected.set(pattern(10));
      expected.set([1, 2], 4);
      expected.set([3, 4, 5], 9);
      equalBytes(get(files, "a"), expected, "content");
    },
  },
  {
    name: "writing takes a part of a larger buffer, and lets it be reused",
    run({ files }) {
      const buffer = pattern(100);
      const file = files.open("a", "w");
      file.write(buffer.subarray(50, 60), 0);
      buffer.fill(0);
      file.flush();
      file.close();
      equalBytes(get(files, "a"), pattern(10, 50), "content");
    },
  },
  {
    name: "truncation cuts the end off, and what grows there again is new",
    run({ files }) {
      put(files, "a", pattern(10));
      const file = files.open("a", "r+");
      file.truncate(4);
      equal(file.size, 4, "size");
      file.write(new Uint8Array([9]), 4);
      file.flush();
      file.close();
      equalBytes(get(files, "a").subarray(3), new Uint8Array([patternByte(3), 9]), "end");
    },
  },
  {
    name: 'opening "w" empties a file, opening "r+" does not',
    run({ files }) {
      put(files, "a", pattern(10));
      const kept = files.open("a", "r+");
      equal(kept.size, 10, "size after r+");
      kept.close();
      files.open("a", "w").close();
      equal(files.size("a"), 0, "size after w");
    },
  },
  {
    name: "an open file stays what it is when its name is removed or given to another",
    run({ files }) {
      put(files, "a", pattern(10));
      put(files, "b", pattern(20));
      const open = files.open("a", "r");
      files.rename("b", "a");
      equal(open.size, 10, "size of the file that was replaced");
      files.remove("a");
      const into = new Uint8Array(10);
      equal(open.read(into, 0), 10, "bytes of the file that was replaced");
      equalBytes(into, pattern(10), "content of the file that was replaced");
      open.close();
    },
  },
];

const naming: readonly Law<FilesHarness>[] = [
  {
    name: "there is no size where there is no file",
    run({ files }) {
      equal(files.size("none"), undefined, "size");
      equal(files.size("none/at/all"), undefined, "size in no directory");
    },
  },
  {
    name: 'the error is "missing" where there is nothing to open or rename',
    run({ files }) {
      equal(
        code(() => files.open("none", "r"), "open r"),
        "missing",
        "open r",
      );
      equal(
        code(() => files.open("none", "r+"), "open r+"),
        "missing",
        "open r+",
      );
      equal(
        code(() => files.rename("none", "a"), "rename"),
        "missing",
        "rename",
      );
      equal(
        code(() => files.open("no/directory", "w"), "open w"),
        "missing",
        "open w",
      );
      equal(files.size("a"), undefined, "size of a failed rename's target");
    },
  },
  {
    name: "removing removes, and is harmless where there is nothing",
    run({ files }) {
      put(files, "a", pattern(3));
      files.remove("a");
      equal(files.size("a"), undefined, "size");
      files.remove("a");
      files.remove("no/such/file");
      equal(files.list("").length, 0, "files");
    },
  },
  {
    name: "rename moves a file and replaces the other in one step",
    run({ files }) {
      files.makeDirectory("d");
      put(files, "new", pattern(30));
      put(files, "d/old", pattern(5));
      files.rename("new", "d/old");
      equal(files.size("new"), undefined, "the old name");
      equalBytes(get(files, "d/old"), pattern(30), "the new name");
      files.rename("d/old", "d/other");
      equal(files.list("d").join(), "other", "names");
    },
  },
  {
    name: "a directory lists its files by name, sorted, without directories and what is in them",
    run({ files }) {
      files.makeDirectory("d/sub");
      for (const name of ["b", "a", "c.txt", "10", "9", "_", "-x"]) put(files, `d/${name}`, pattern(1));
      put(files, "d/sub/deep", pattern(1));
      put(files, "top", pattern(1));
      equal(files.list("d").join(" "), "-x 10 9 _ a b c.txt", "names");
      equal(files.list("").join(" "), "top", "names at the top");
      equal(files.list("none").length, 0, "names in no directory");
    },
  },
  {
    name: "directories are made with their parents, and again without harm",
    run({ files }) {
      files.makeDirectory("x/y/z");
      files.makeDirectory("x/y/z");
      files.makeDirectory("x");
      put(files, "x/y/z/f", pattern(2));
      put(files, "x/f", pattern(3));
      files.makeDirectory("x/y");
      equal(files.size("x/y/z/f"), 2, "size");
    },
  },
  {
    name: 'a directory is no file, and a file no directory: "io"',
    run({ files }) {
      files.makeDirectory("d");
      put(files, "f", pattern(1));
      equal(
        code(() => files.open("d", "w"), "open w"),
        "io",
        "open w",
      );
      equal(
        code(() => files.remove("d"), "remove"),
        "io",
        "remove",
      );
      equal(
        code(() => files.rename("f", "d"), "rename"),
        "io",
        "rename",
      );
      equal(
        code(() => files.makeDirectory("f"), "make directory"),
        "io",
        "make directory",
      );
      code(() => files.makeDirectory("f/g"), "make directory below");
      equal(
        code(() => files.open("f/g", "w"), "open below"),
        "missing",
        "open below",
      );
      equal(files.size("f/g"), undefined, "size below");
      equal(files.size("d"), undefined, "size of a directory");
      equalBytes(get(files, "f"), pattern(1), "the file");
    },
  },
  {
    name: "paths that break the rule are refused: empty, absolute, upward, foreign characters, over-long",
    run({ files }) {
      const long = "x".repeat(65);
      for (const path of [
        "",
        "/a",
        "a/",
        "a//b",
        "..",
        "../a",
        "a/../b",
        ".",
        "a/.",
        "A",
        "ä",
        "a b",
        "a\\b",
        "a\0",
        long,
      ]) {
        failure(() => files.open(path, "w"), `open of "${path}"`);
        failure(() => files.size(path), `size of "${path}"`);
        failure(() => files.remove(path), `removal of "${path}"`);
        failure(() => files.rename(path, "b"), `rename of "${path}"`);
      }
      put(files, "a", pattern(1));
      failure(() => files.rename("a", "../a"), "rename to ../a");
      failure(() => files.list("../"), "list of ../");
      failure(() => files.makeDirectory("/tmp"), "directory /tmp");
      put(files, "x".repeat(64), pattern(1));
      put(files, "..a", pattern(1));
      put(files, "a..", pattern(1));
      put(files, "...", pattern(1));
      equal(files.list("").length, 5, "files");
    },
  },
  {
    name: "space is told, and shrinks by what is written",
    run({ files }) {
      const before = files.space();
      check(before.totalBytes > 0 && before.freeBytes <= before.totalBytes, "space");
      check(before.freeBytes > 100_000, "free space");
    },
  },
];

const misuse: readonly Law<FilesHarness>[] = [
  {
    name: "a programmer's mistakes throw: a gap, a longer truncation, use after close, writing to a reader",
    run({ files }) {
      const file = files.open("a", "w");
      file.write(pattern(4), 0);
      failure(() => file.write(pattern(1), 5), "write behind the end");
      failure(() => file.truncate(5), "truncate behind the end");
      file.close();
      file.close();
      failure(() => file.write(pattern(1), 0), "write after close");
      failure(() => file.read(new Uint8Array(1), 0), "read after close");
      const reader = files.open("a", "r");
      failure(() => reader.write(pattern(1), 0), "write to a reader");
      failure(() => reader.truncate(0), "truncate of a reader");
      reader.close();
      equalBytes(get(files, "a"), pattern(4), "content");
    },
  },
];

export const filesLaws: readonly Law<FilesHarness>[] = [...reading, ...writing, ...naming, ...misuse];

export const powerCutLaws: readonly Law<PowerCutHarness>[] = [
  {
    name: "what was flushed survives, with the file's own existence",
    run(harness) {
      harness.files.makeDirectory("d");
      put(harness.files, "d/a", pattern(5000));
      equalBytes(get(harness.cutPower(), "d/a"), pattern(5000), "content");
    },
  },
  {
    name: "what was flushed survives an overwrite elsewhere in the file",
    run(harness) {
      put(harness.files, "a", pattern(5000));
      harness.files.open("a", "r+").write(new Uint8Array(10), 4000);
      equalBytes(get(harness.cutPower(), "a").subarray(0, 4000), pattern(4000), "content");
    },
  },
  {
    name: "a rename survives once it returned: the new file, whole",
    run(harness) {
      put(harness.files, "old", pattern(10));
      put(harness.files, "new", pattern(20));
      harness.files.rename("new", "old");
      const found = harness.cutPower();
      equalBytes(get(found, "old"), pattern(20), "content");
      equal(found.list("").join(), "old", "names");
    },
  },
  {
    name: "a removal survives once it returned",
    run(harness) {
      put(harness.files, "a", pattern(10));
      harness.files.remove("a");
      equal(harness.cutPower().size("a"), undefined, "size");
    },
  },
];

function patternByte(offset: number): number {
  return pattern(1, offset)[0]!;
}
