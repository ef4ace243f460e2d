import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningPoi } from "./running-poi.ts";

/** A shell block of a document and what it says that comes of it. */
export interface Example {
  /** Heading that it stands under. */
  heading: string;
  line: number;
  commands: string;
  expected: { type: "json" | "text"; text: string } | undefined;
}

/** Ports that documents name. */
const FIRST_PORT = 8080;
/** As much of an answer as a failure shows. */
const SHOWN_CHARACTERS = 2000;

/** The examples of a document, in order. A block of another language ends its pair. */
export function examplesOf(path: string): Example[] {
  const lines = readFileSync(path, "utf8").split("\n");
  const examples: Example[] = [];
  let heading = "";
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith("#")) heading = line.replace(/^#+ /, "");
    const opened = /^```(\w+)$/.exec(line);
    if (opened === null) continue;
    const end = lines.indexOf("```", i + 1);
    const text = lines.slice(i + 1, end).join("\n");
    const type = opened[1]!;
    const last = examples.at(-1);
    if (type === "sh") examples.push({ heading, line: i + 2, commands: text, expected: undefined });
    else if ((type === "json" || type === "text") && last !== undefined && last.expected === undefined)
      last.expected = { type, text };
    i = end;
  }
  return examples;
}

/** "GET /api/status" of every heading that is one. */
export function endpointsOf(path: string): string[] {
  const headings = readFileSync(path, "utf8").matchAll(/^### ((?:GET|POST|PUT|DELETE) \/\S*)$/gm);
  return Array.from(headings, (match) => match[1]!);
}

/** Runs examples against running poi, in a folder of their own. */
export class ExampleRunner {
  private readonly poi: RunningPoi;
  private readonly groups: Readonly<Record<string, string>>;
  private readonly folder: string;

  /** `groups`: what is called otherwise here than in the documents, so that no other run on this machine joins in. */
  constructor(poi: RunningPoi, groups: Readonly<Record<string, string>>, folder: string) {
    this.poi = poi;
    this.groups = groups;
    this.folder = folder;
    writeFileSync(join(folder, ".curlrc"), 'silent\nshow-error\nwrite-out = "\\n"\n');
  }

  /** Runs one, and fails where anything else comes of it than it says. */
  async run({ heading, line, commands, expected }: Example): Promise<void> {
    const output = await this.shell(this.here(commands));
    const where = `line ${line}, ${heading}:\n${commands}\n${output.slice(0, SHOWN_CHARACTERS)}`;
    if (expected?.type === "text") {
      matchText(output, expected.text, where);
      return;
    }
    const answers = output.split("\n").filter((each) => each !== "");
    const last = expected === undefined ? undefined : answers.pop();
    for (const each of answers) assert.ok(!each.startsWith('{"error"'), where);
    if (expected === undefined) return;
    assert.ok(last !== undefined, where);
    const wanted: unknown = JSON.parse(this.here(expected.text));
    const actual: unknown = JSON.parse(last);
    match(this.ours(actual), wanted, "answer", where);
  }

  /** A text of a document as it is for these poi. */
  private here(text: string): string {
    let here = text;
    for (const [name, group] of Object.entries(this.groups))
      here = here.replaceAll(`"${name}"`, `"${group}"`);
    for (let i = 9; i >= 0; i--) {
      here = here.replaceAll(`127.0.0.1:${FIRST_PORT + i}`, `127.0.0.1:${this.poi.port + i}`);
      here = here.replaceAll(`"port": ${FIRST_PORT + i}`, `"port": ${this.poi.port + i}`);
    }
    return here;
  }

  /** An answer without what other runs on this machine have on its loopback network. */
  private ours(answer: unknown): unknown {
    const found = answer as { peers?: { port?: number; state?: number }[]; peersFound?: number } | null;
    if (typeof found !== "object" || found === null || !Array.isArray(found.peers)) return answer;
    const { port } = this.poi;
    const isOurs = (peer: { port?: number; state?: number }) =>
      peer.state !== 1 && (peer.port === undefined || Math.abs(peer.port - port) < 10);
    const peers = found.peers.filter(isOurs);
    peers.sort((a, b) => (a.port ?? 0) - (b.port ?? 0));
    return { ...found, peers, ...(found.peersFound === undefined ? {} : { peersFound: peers.length }) };
  }

  private shell(commands: string): Promise<string> {
    const env = { ...process.env, CURL_HOME: this.folder, HOME: this.folder };
    return new Promise((resolve, reject) => {
      execFile(
        "bash",
        ["-c", commands],
        { cwd: this.folder, env, timeout: 20_000 },
        (error, stdout, stderr) => {
          // 28: a stream without an end was cut by --max-time.
          if (error === null || error.code === 28) resolve(stdout);
          else reject(new Error(`${commands}\n${stdout}${stderr}`));
        },
      );
    });
  }
}

/** Milliseconds to the microsecond. */
const MS = /^\d+(\.\d{1,3})?$/;

/** Values that differ from run to run, by their key: what they look like. */
const VOLATILE: Readonly<Record<string, RegExp>> = {
  deviceId: /^"([0-9A-F]{2}:){5}[0-9A-F]{2}"$/,
  peerId: /^"([0-9A-F]{2}:){5}[0-9A-F]{2}"$/,
  version: /^"[0-9a-f]{12}\.\d+"$/,
  hash: /^"[0-9a-f]{64}"$/,
  modified: /^(0|1[78]\d{11})$/,
  time: /^1[78]\d{11}$/,
  timestamp: /^(0|1[78]\d{8})$/,
  lastSeen: /^1[78]\d{11}$/,
  lastSeenAgo: /^\d+$/,
  bytesIn: /^\d+$/,
  bytesOut: /^\d+$/,
  durationMs: /^\d+$/,
  restored: /^\d+$/,
  kept: /^\d+$/,
  total: /^\d+$/,
  used: /^\d+$/,
  free: /^\d+$/,
  totalSpace: /^\d+$/,
  now: MS,
  startAt: MS,
  source: /^"(own|group)"$/,
  sourceId: /^("([0-9A-F]{2}:){5}[0-9A-F]{2}"|null)$/,
  show: /^"[0-9a-f]{8}"$/,
  by: /^"([0-9A-F]{2}:){5}[0-9A-F]{2}"$/,
  localMac: /^"([0-9A-F]{2}:){5}[0-9A-F]{2}"$/,
  mac: /^"([0-9A-F]{2}:){5}[0-9A-F]{2}"$/,
  offsetUs: /^-?\d+$/,
  errorUs: /^(\d+|null)$/,
  p50Us: /^(\d+|null)$/,
  p99Us: /^(\d+|null)$/,
  skewPpm: /^-?\d+(\.\d)?$/,
  roundTripUs: /^(\d+|null)$/,
  lossPercent: /^(\d+|null)$/,
  joinedS: /^\d+$/,
  heardAgoS: /^\d+$/,
  freeSpace: /^\d+$/,
};

/** An id that a poi made. */
const MADE_ID = /^[0-9a-z]{10}$/;
const MORE = "…";

/** Whether a value is as a document says: "…" at the end of a list or within a text stands for anything. */
function match(actual: unknown, wanted: unknown, path: string, where: string): void {
  const what = `${path} in ${where}`;
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(actual), what);
    const isOpen = wanted.at(-1) === MORE;
    const items = isOpen ? wanted.slice(0, -1) : wanted;
    if (isOpen) assert.ok(actual.length > items.length, what);
    else assert.equal(actual.length, items.length, what);
    for (const [i, item] of items.entries()) match(actual[i], item, `${path}[${i}]`, where);
  } else if (typeof wanted === "object" && wanted !== null) {
    assert.ok(typeof actual === "object" && actual !== null && !Array.isArray(actual), what);
    assert.deepEqual(Object.keys(actual), Object.keys(wanted), what);
    for (const [key, value] of Object.entries(wanted)) {
      const found = (actual as Record<string, unknown>)[key];
      if (!matchVolatile(key, found, value, `${path}.${key} in ${where}`))
        match(found, value, `${path}.${key}`, where);
    }
  } else if (typeof wanted === "string" && wanted.includes(MORE)) {
    assert.match(String(actual), patternOf(wanted), what);
  } else assert.deepEqual(actual, wanted, what);
}

function matchVolatile(key: string, actual: unknown, wanted: unknown, what: string): boolean {
  if (key === "id" && typeof wanted === "string" && MADE_ID.test(wanted) && /\d/.test(wanted)) {
    assert.match(String(actual), MADE_ID, what);
    return true;
  }
  const form = VOLATILE[key];
  if (form === undefined) return false;
  assert.match(JSON.stringify(actual), form, what);
  // What the document says must look so as well, and 0 means never in both.
  assert.match(JSON.stringify(wanted), form, what);
  if (key === "modified" || key === "timestamp") assert.equal(actual === 0, wanted === 0, what);
  return true;
}

/** Each line of a document is a line of the output, in this order. */
function matchText(output: string, wanted: string, where: string): void {
  const lines = output.split(/\r?\n/);
  let at = 0;
  for (const line of wanted.split("\n")) {
    const form = patternOf(line.trim());
    while (at < lines.length && !form.test(lines[at]!.trim())) at++;
    assert.ok(at < lines.length, `no line "${line}" in ${where}`);
    at++;
  }
}

function patternOf(text: string): RegExp {
  const parts = text.split(MORE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
