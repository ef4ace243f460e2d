import assert from "node:assert/strict";
import fs, { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sinon from "sinon";
import { NodeFiles } from "../../hosts/node/node-files.ts";
import { FilesError } from "../../src/ports/files.ts";

describe("NodeFiles", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "povpoi-node-files-"));
  });

  afterEach(() => {
    sinon.restore();
    rmSync(root, { recursive: true });
  });

  it("makes its directory, and finds there what an earlier run left", () => {
    const place = join(root, "a", "b");
    const file = new NodeFiles(place).open("kept", "w");
    file.write(new Uint8Array([1, 2]), 0);
    file.close();
    assert.equal(new NodeFiles(place).size("kept"), 2);
    assert.deepEqual([...fs.readFileSync(join(place, "kept"))], [1, 2]);
  });

  it("does not list what the port cannot name: other people's files, links, directories", () => {
    for (const name of ["ok", ".hidden", "Upper", "with space", "ä", "x".repeat(65)]) {
      writeFileSync(join(root, name), "");
    }
    mkdirSync(join(root, "directory"));
    symlinkSync("/etc/passwd", join(root, "link"));
    assert.deepEqual(new NodeFiles(root).list(""), [".hidden", "ok"]);
  });

  it("flushes a new file and the directory that names it, an old file alone", () => {
    const files = new NodeFiles(root);
    const sync = sinon.spy(fs, "fsyncSync");
    const file = files.open("a", "w");
    file.write(new Uint8Array(3), 0);
    assert.equal(sync.callCount, 0);
    file.flush();
    assert.equal(sync.callCount, 2);
    file.flush();
    assert.equal(sync.callCount, 3);
    file.close();
    const again = files.open("a", "w");
    again.flush();
    again.close();
    assert.equal(sync.callCount, 4);
  });

  it("flushes the directories that a rename, a removal and a new directory change", () => {
    const files = new NodeFiles(root);
    const sync = sinon.spy(fs, "fsyncSync");
    files.makeDirectory("x/y");
    assert.equal(sync.callCount, 2);
    files.makeDirectory("x/y");
    assert.equal(sync.callCount, 2);
    files.open("a", "w").close();
    files.rename("a", "b");
    assert.equal(sync.callCount, 3);
    files.rename("b", "x/y/c");
    assert.equal(sync.callCount, 5);
    files.remove("x/y/c");
    assert.equal(sync.callCount, 6);
    files.remove("x/y/c");
    assert.equal(sync.callCount, 6);
  });

  it("goes on where the system writes and reads in pieces", () => {
    const files = new NodeFiles(root);
    const { writeSync, readSync } = fs;
    sinon
      .stub(fs, "writeSync")
      .callsFake(((fd: number, bytes: Uint8Array, at: number, length: number, to: number) =>
        writeSync(fd, bytes, at, Math.min(length, 3), to)) as typeof fs.writeSync);
    sinon
      .stub(fs, "readSync")
      .callsFake(((fd: number, into: Uint8Array, at: number, length: number, from: number) =>
        readSync(fd, into, at, Math.min(length, 4), from)) as typeof fs.readSync);
    const bytes = Uint8Array.from({ length: 20 }, (_, i) => i);
    const file = files.open("a", "w");
    file.write(bytes, 0);
    const into = new Uint8Array(20);
    assert.equal(file.read(into, 0), 20);
    assert.deepEqual(into, bytes);
    file.close();
  });

  it("says full, missing or io whatever the system calls it", () => {
    const files = new NodeFiles(root);
    const file = files.open("a", "w");
    const write = sinon.stub(fs, "writeSync");
    const expected = {
      ENOSPC: "full",
      EDQUOT: "full",
      EFBIG: "full",
      ENOENT: "missing",
      EIO: "io",
      EROFS: "io",
    };
    for (const [code, said] of Object.entries(expected)) {
      write.throws(Object.assign(new Error(`${code}: refused`), { code }));
      assert.throws(
        () => file.write(new Uint8Array(1), 0),
        (error) =>
          error instanceof FilesError && error.code === said && error.message.includes("cannot write a"),
      );
    }
    file.close();
  });
});
