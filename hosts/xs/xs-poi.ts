/** One poi as a process whose node runs in the XS engine: `xs-poi.ts '<PoiOptions as JSON>'`, as poi.ts in Node itself. */
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { bytesPage } from "../node/bytes-page.ts";
import { lockDirectory } from "../node/directory-lock.ts";
import { nodePorts } from "../node/node-ports.ts";
import type { PoiMessage, PoiOptions } from "../node/poi.ts";
import { PortServer } from "./port-server.ts";
import type { XsCost, XsStart } from "./xs-start.ts";
import { XsWorker } from "./xs-worker.ts";

/** Ends the process: the parent must not start it again. */
const CANNOT_RUN = 2;
/** As on a device. */
const MAX_CONNECTIONS = 6;
const GOODBYE_MS = 50;
const MINUTE_MS = 60_000;
/** What a computron takes on an ESP32-S3, an estimate. */
const COMPUTRON_US = 0.3;

function tell(message: PoiMessage, then: () => void = () => {}): void {
  if (process.send === undefined) then();
  else process.send(message, then);
}

function giveUp(error: unknown): void {
  tell({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(CANNOT_RUN));
}

/** The node and its engine's side as one script. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["hosts/xs/inside/start.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    banner: { js: '"use strict";' },
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

class XsPoi {
  private readonly options: PoiOptions;
  private readonly worker: XsWorker;
  private readonly server: PortServer;
  /** Commands that wait for the engine, which takes one at a time. */
  private work: Promise<unknown> = Promise.resolve();
  private name = "";
  private code: XsCost = { computrons: 0, slots: 0, chunkBytes: 0 };
  private stopping = false;

  constructor(options: PoiOptions) {
    this.options = options;
    const ports = nodePorts(options.directory, options.lan ? "lan" : "loopback");
    const page = options.page === undefined ? undefined : bytesPage(readFileSync(options.page));
    const node = {
      restart: () => void this.stop(),
      listensAt: (port: number) =>
        // The name comes with the answer to "start".
        void this.work.then(() => {
          tell({ url: `http://${ports.datagrams.addresses()[0] ?? "127.0.0.1"}:${port}`, name: this.name });
        }),
      cannotServe: (message: string) => giveUp(`${message}. Choose another port with --port.`),
    };
    this.server = new PortServer(ports, page, node, (id, what, args, bytes) => {
      this.command(["hear", id, what, args], bytes).catch(giveUp);
    });
    this.worker = new XsWorker((request) => this.server.answer(request));
    for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, () => void this.stop());
    this.run(page).catch(giveUp);
  }

  private async run(page: { etag: string; byteLength: number } | undefined): Promise<void> {
    await this.worker.evaluate(await bundle());
    this.code = (await this.command(["cost"])) as XsCost;
    const { port, start, change } = this.options;
    const options: XsStart = { port, start, change, maxConnections: MAX_CONNECTIONS };
    if (page !== undefined) options.page = { etag: page.etag, byteLength: page.byteLength };
    this.name = ((await this.command(["start", options])) as { name: string }).name;
    setInterval(() => void this.report().catch(giveUp), MINUTE_MS).unref();
  }

  /** One command after the other; answers with what the engine returns. */
  private command(command: readonly unknown[], bytes: Uint8Array = new Uint8Array(0)): Promise<unknown> {
    const request = Buffer.concat([Buffer.from(`${JSON.stringify(command)}\n`), bytes]);
    const answer = this.work.then(() => this.worker.command(request));
    this.work = answer.catch(() => {});
    return answer.then((reply) => JSON.parse(Buffer.from(reply).toString("utf8")));
  }

  /** What the last minute came to on a device. */
  private async report(): Promise<void> {
    const { computrons, slots, chunkBytes } = (await this.command(["cost"])) as XsCost;
    const share = (100 * computrons * COMPUTRON_US) / 60e6;
    console.log(
      `${this.name.padEnd(11)} ${computrons.toLocaleString("en")} computrons in a minute, about ${share.toFixed(2)} % of an ESP32-S3; ` +
        `${(slots - this.code.slots).toLocaleString("en")} slots and ` +
        `${Math.round((chunkBytes - this.code.chunkBytes) / 1024)} KB of chunks held`,
    );
  }

  private async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    await this.command(["stop"]).catch(() => {});
    setTimeout(() => process.exit(0), GOODBYE_MS);
  }
}

try {
  const options = JSON.parse(process.argv[2] ?? "{}") as PoiOptions;
  lockDirectory(options.directory);
  new XsPoi(options);
} catch (error) {
  giveUp(error);
}
