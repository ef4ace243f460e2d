import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodePorts } from "../../hosts/node/node-ports.ts";
import { ClockedDecoder } from "../../sim/strip/clocked-decoder.ts";
import { SK9822_FACTS } from "../../sim/strip/led-facts.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import type { ClientReport } from "./client.ts";

const CLIENT = fileURLToPath(new URL("./client.ts", import.meta.url));

export interface LiveOptions {
  leds: number;
  /** Frames a second. */
  rate: number;
  seconds: number;
}

export interface LiveReport extends ClientReport {
  /** Frames that LEDs showed, and columns in which not all of them showed the same one. */
  shown: number;
  torn: number;
  columns: number;
  /** Longest time that a frame stayed, in milliseconds. */
  longestMs: number;
}

/** Counts what LEDs show while all of them are to show the same colour, another one with each frame. */
class FrameCount {
  shown = 0;
  torn = 0;
  columns = 0;
  longestUs = 0;
  private readonly words: Uint32Array;
  private sinceUs = 0;
  private word = 0;

  constructor(leds: number) {
    this.words = new Uint32Array(leds);
  }

  readonly show = (led: number, atUs: number, word: number): void => {
    const { words } = this;
    words[led] = word;
    if (led !== words.length - 1) return;
    this.columns++;
    for (const each of words) {
      if (each === word) continue;
      this.torn++;
      return;
    }
    if (word === this.word) return;
    if (this.shown > 0) this.longestUs = Math.max(this.longestUs, atUs - this.sinceUs);
    this.word = word;
    this.sinceUs = atUs;
    this.shown++;
  };
}

/** A poi of this process, and a client of another one that sends it frames. Both talk over loopback. */
export async function runLive({ leds, rate, seconds }: LiveOptions): Promise<LiveReport> {
  const directory = mkdtempSync(join(tmpdir(), "povpoi-live-"));
  const ports = nodePorts(directory, "loopback");
  const count = new FrameCount(leds);
  let node: SyncNode | undefined;
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const start = { leds, groups: [""] };
      const onError = (message: string) => reject(new Error(message));
      node = new SyncNode(ports, { port: 0, start, onListening: resolve, onError });
    });
    const decoder = new ClockedDecoder(SK9822_FACTS, leds, count.show);
    ports.strip.listen((bytes, startUs, byteUs) => {
      // Darkness before the first frame and after the last one is none.
      if (node!.player.live !== undefined) decoder.write(bytes, startUs, byteUs);
    });
    const report = await runClient([port, leds, rate, seconds]);
    const { shown, torn, columns, longestUs } = count;
    return { ...report, shown, torn, columns, longestMs: longestUs / 1000 };
  } finally {
    node?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function runClient(args: readonly number[]): Promise<ClientReport> {
  return new Promise((resolve, reject) => {
    const child = fork(CLIENT, args.map(String));
    child.on("message", (report) => resolve(report as ClientReport));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the client ended with ${code}`)));
  });
}
