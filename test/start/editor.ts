import { createHash, randomBytes, randomInt } from "node:crypto";
import { type ClientRequest, request } from "node:http";
import { type Poi, RefusedError } from "./running-poi.ts";

/** What an editor was promised of one item. */
interface Promised {
  kind: "pattern" | "image";
  /** What it was answered last: the speed of a pattern, the hash of a picture; undefined where it was deleted. */
  acked: number | string | undefined;
  /** What it asked for since, and does not know about. */
  asked: (number | string | undefined)[];
}

/** How much of what happened. */
export interface EditCounts {
  edits: number;
  uploads: number;
  deletions: number;
  /** Requests that broke off, all and uploads among them. */
  broken: number;
  brokenUploads: number;
  /** How often all promises were checked. */
  checks: number;
}

const WIDTH = 40;
const HEIGHT = 32;
const PICTURE_BYTES = 3 * WIDTH * HEIGHT;
const PICTURE_NAME = `noise_${WIDTH}x${HEIGHT}.rgb`;
/** An upload comes in so many pieces, with pauses, so that it can be cut anywhere. */
const PIECES = 6;
/** As much of a kind as an editor has at once, and as often as it deletes. */
const MOST_ITEMS = 20;
const MOST_DELETIONS = 100;
/** A poi that is up does not break off more requests in a row. */
const MOST_BROKEN = 20;
/** A poi that says nothing for so long, while it is sent something or asked, has broken off. */
const SILENT_MS = 30_000;

/**
 * A user who edits one poi without a pause, remembers all that was answered, and checks it whenever something broke off. Its
 * items are its own: what it was answered last, or asked for later without an answer, is what must be there.
 */
export class Editor {
  readonly counts: EditCounts = {
    edits: 0,
    uploads: 0,
    deletions: 0,
    broken: 0,
    brokenUploads: 0,
    checks: 0,
  };
  /** Promises that were broken. */
  readonly faults: string[] = [];
  private readonly poi: Poi;
  private readonly node: number;
  private readonly items = new Map<string, Promised>();
  private running = false;
  private work: Promise<void> = Promise.resolve();
  private isUp: Promise<void> = Promise.resolve();
  private up: () => void = () => {};
  private checkDue = false;

  constructor(poi: Poi, node: number) {
    this.poi = poi;
    this.node = node;
  }

  /** Edits until told to stop. */
  start(): void {
    this.running = true;
    this.work = this.edit();
    // stop() tells of it, which may be long after.
    this.work.catch(() => {});
  }

  /** Rejects where its poi refused something. */
  async stop(): Promise<void> {
    this.running = false;
    await this.work;
  }

  /** Its poi is killed now. */
  down(): void {
    this.checkDue = true;
    this.isUp = new Promise((resolve) => {
      this.up = resolve;
    });
  }

  /** Its poi is there again. */
  back(): void {
    this.up();
  }

  /** What was promised, and is not so on a poi. */
  async broken(node: number = this.node): Promise<string[]> {
    const found = await this.found(node);
    const wrong: string[] = [];
    for (const [id, { kind, acked, asked }] of this.items) {
      const now = found.get(id);
      if (now !== acked && !asked.includes(now))
        wrong.push(
          `${kind} ${id}: promised ${acked}, asked for ${asked.join(", ") || "nothing else"}, found ${now}`,
        );
    }
    return wrong;
  }

  private async found(node: number): Promise<Map<string, number | string>> {
    const { patterns } = await this.poi.get(node, "/api/patterns");
    const { images } = await this.poi.get(node, "/api/images");
    const found = new Map<string, number | string>();
    for (const { id, speed } of patterns) found.set(id, speed);
    for (const { id, hash, complete } of images) found.set(id, complete ? hash : "without its pixels");
    return found;
  }

  /** Checks all, and takes what is there for what counts from now on. */
  private async check(): Promise<void> {
    const { isUp } = this;
    const wrong = await this.broken();
    const found = await this.found(this.node);
    this.faults.push(...wrong);
    this.counts.checks++;
    for (const [id, item] of this.items) {
      item.acked = found.get(id);
      item.asked.length = 0;
    }
    // It may have been killed again since.
    if (isUp === this.isUp) this.checkDue = false;
  }

  private async edit(): Promise<void> {
    let inRow = 0;
    while (this.running || this.checkDue) {
      try {
        await this.isUp;
        if (this.checkDue) await this.check();
        inRow = 0;
        await this.editOnce();
      } catch (error) {
        if (error instanceof RefusedError || ++inRow > MOST_BROKEN) throw error;
        this.checkDue = true;
        this.counts.broken++;
        await pause(inRow * 5);
      }
    }
  }

  private async editOnce(): Promise<void> {
    const dice = randomInt(100);
    if (dice < 12) await this.addPattern();
    else if (dice < 28) await this.addPicture();
    else if (dice < 32) await this.remove();
    else if (dice < 45) await this.poi.post(this.node, "/api/brightness", { brightness: randomInt(256) });
    else if (dice < 55)
      await this.poi.put(this.node, "/api/settings/framerate", { value: 1 + randomInt(9999) });
    else if (dice < 60) await this.poi.post(this.node, "/api/sync/execute", {}).catch(notAlone);
    else await this.changePattern();
    this.counts.edits++;
    await pause(randomInt(15));
  }

  private own(kind?: "pattern" | "image"): string[] {
    const ids: string[] = [];
    for (const [id, item] of this.items)
      if (item.acked !== undefined && (kind === undefined || item.kind === kind)) ids.push(id);
    return ids;
  }

  private async addPattern(): Promise<void> {
    if (this.own("pattern").length >= MOST_ITEMS) return this.changePattern();
    const made = await this.poi.post(this.node, "/api/patterns", { type: randomInt(18), speed: 1 });
    this.items.set(made.id, { kind: "pattern", acked: 1, asked: [] });
  }

  private async changePattern(): Promise<void> {
    const ids = this.own("pattern");
    if (ids.length === 0) return;
    const id = ids[randomInt(ids.length)]!;
    const item = this.items.get(id)!;
    const speed = 1 + randomInt(255);
    item.asked.push(speed);
    await this.poi.put(this.node, `/api/patterns/${id}`, { speed });
    item.acked = speed;
    item.asked.length = 0;
  }

  private async addPicture(): Promise<void> {
    if (this.own("image").length >= MOST_ITEMS) return this.changePicture();
    const rows = randomBytes(PICTURE_BYTES);
    const { id } = await this.upload("POST", `/api/images?name=${PICTURE_NAME}`, rows);
    this.items.set(id, { kind: "image", acked: hashOf(rows), asked: [] });
  }

  private async changePicture(): Promise<void> {
    const ids = this.own("image");
    const id = ids[randomInt(ids.length)]!;
    const item = this.items.get(id)!;
    const rows = randomBytes(PICTURE_BYTES);
    item.asked.push(hashOf(rows));
    await this.upload("PUT", `/api/images/${id}/pixels?name=${PICTURE_NAME}`, rows);
    item.acked = hashOf(rows);
    item.asked.length = 0;
  }

  private async remove(): Promise<void> {
    const ids = this.own();
    if (ids.length < 3 || this.counts.deletions >= MOST_DELETIONS) return;
    const id = ids[randomInt(ids.length)]!;
    const item = this.items.get(id)!;
    item.asked.push(undefined);
    await this.poi.delete(this.node, `/api/${item.kind}s/${id}`);
    item.acked = undefined;
    item.asked.length = 0;
    this.counts.deletions++;
  }

  private async upload(method: string, path: string, bytes: Buffer): Promise<{ id: string }> {
    try {
      const view = await send(method, this.poi.url(this.node) + path, bytes);
      this.counts.uploads++;
      return view;
    } catch (error) {
      this.counts.brokenUploads++;
      throw error;
    }
  }
}

/** Sends a body in pieces, and returns the JSON that is answered 2xx. */
function send(method: string, url: string, bytes: Buffer): Promise<{ id: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/octet-stream", "Content-Length": bytes.length };
    const call = request(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
      });
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0 } = response;
        if (statusCode === 200 || statusCode === 201) resolve(JSON.parse(text));
        else reject(new RefusedError(statusCode, `${method} ${url}: ${statusCode} ${text}`));
      });
    });
    call.on("error", reject);
    call.setTimeout(SILENT_MS, () =>
      call.destroy(new Error(`${method} ${url}: no answer within ${SILENT_MS} ms`)),
    );
    sendSlowly(call, bytes);
  });
}

/** SHA-256 of a picture's columns, which it sends row by row. */
function hashOf(rows: Buffer): string {
  const columns = Buffer.alloc(rows.length);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const from = 3 * (y * WIDTH + x);
      rows.copy(columns, 3 * (x * HEIGHT + y), from, from + 3);
    }
  }
  return createHash("sha256").update(columns).digest("hex");
}

function sendSlowly(call: ClientRequest, bytes: Buffer): void {
  const size = Math.ceil(bytes.length / PIECES);
  let at = 0;
  const step = (): void => {
    if (call.destroyed) return;
    call.write(bytes.subarray(at, at + size));
    at += size;
    if (at < bytes.length) setTimeout(step, randomInt(20));
    else call.end();
  };
  step();
}

/** A sync does not find the other one while that is down. */
function notAlone(error: unknown): void {
  if (!(error instanceof RefusedError) || (error.status !== 404 && error.status !== 503)) throw error;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
