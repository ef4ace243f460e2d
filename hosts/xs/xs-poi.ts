/** One poi as a process whose node runs in the XS engine: `xs-poi.ts '<PoiOptions as JSON>'`, as poi.ts in Node itself. */
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import type { Page } from "../../src/api/page.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { bytesPage } from "../node/bytes-page.ts";
import { lockDirectory } from "../node/directory-lock.ts";
import { LightTap } from "../node/light-tap.ts";
import { nodePorts } from "../node/node-ports.ts";
import type { ParentMessage, PoiMessage, PoiOptions } from "../node/poi.ts";
import type { Step } from "../node/step.ts";
import { costLines } from "./cost-lines.ts";
import { PortServer } from "./port-server.ts";
import { XsCommands } from "./xs-commands.ts";
import { NO_LOOP_COST, type XsCost, type XsStart } from "./xs-start.ts";
import { XsStrip } from "./xs-strip.ts";
import { XsWorker } from "./xs-worker.ts";

/** Ends the process: the parent must not start it again. */
const CANNOT_RUN = 2;
/** As on a device. */
const MAX_CONNECTIONS = 6;
const GOODBYE_MS = 50;
/** What it costs is said after the first ten seconds, then each minute. */
const FIRST_REPORT_MS = 10_000;
const REPORT_MS = 60_000;

function tell(message: PoiMessage, then: () => void = () => {}): void {
  if (process.send === undefined) then();
  else process.send(message, then);
}

function giveUp(error: unknown): void {
  tell({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(CANNOT_RUN));
}

/** A machine's side as one script. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`hosts/xs/inside/${entry}`],
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
  private readonly ports: ReturnType<typeof nodePorts>;
  private readonly page: Page | undefined;
  private readonly worker: XsWorker;
  private readonly node: XsCommands;
  private readonly strip: XsStrip;
  /** What the node says of itself. */
  private config: LocalConfig | undefined;
  private code: XsCost = { computrons: 0, slots: 0, chunkBytes: 0 };
  private light = NO_LOOP_COST;
  private reportedMs = 0;
  private stopping = false;

  constructor(options: PoiOptions) {
    this.options = options;
    this.ports = nodePorts(options.directory, options.lan ? "lan" : "loopback");
    this.page = options.page === undefined ? undefined : bytesPage(readFileSync(options.page));
    const server = this.makeServer();
    this.worker = new XsWorker((request) => server.answer(request), "pair");
    this.node = new XsCommands(this.worker.machine);
    this.strip = new XsStrip(new XsCommands(this.worker.second!), this.ports.clock, giveUp);
    for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, () => void this.stop());
    this.run().catch(giveUp);
  }

  private makeServer(): PortServer {
    const node = {
      restart: () => void this.stop(),
      listensAt: (port: number) => void this.listensAt(port),
      cannotServe: (message: string) => giveUp(`${message}. Choose another port with --port.`),
      configIs: (config: LocalConfig) => void Object.assign(this.config!, config),
      isInStep: (step: Step) => tell({ step }),
      play: () => this.strip.play(),
      stopPlaying: () => this.strip.stop(),
    };
    return new PortServer(this.ports, this.page, node, (id, what, args, bytes) => {
      this.node.run(["hear", id, what, args], bytes).catch(giveUp);
    });
  }

  private async run(): Promise<void> {
    const { machine, second } = this.worker;
    const [node, loop] = await Promise.all([bundle("start.ts"), bundle("loop.ts")]);
    await Promise.all([machine.evaluate(node), second!.evaluate(loop)]);
    this.code = (await this.node.run(["cost"])).value as XsCost;
    const { port, start, change } = this.options;
    const options: XsStart = { port, start, change, maxConnections: MAX_CONNECTIONS };
    if (this.page !== undefined) options.page = { etag: this.page.etag, byteLength: this.page.byteLength };
    this.config = (await this.node.run(["start", options])).value as LocalConfig;
    this.reportedMs = performance.now();
    setTimeout(this.report, FIRST_REPORT_MS).unref();
  }

  /** The server listens. That is told later than the start is answered, with the config. */
  private listensAt(port: number): void {
    const { ports, strip, config, options } = this;
    const url = `http://${ports.datagrams.addresses()[0] ?? "127.0.0.1"}:${port}`;
    tell({ url, name: config!.deviceName });
    const parts = { strip, clock: ports.clock, config: config! };
    const tap = new LightTap({ number: options.number, url }, parts, (light) => tell({ light }));
    process.on("message", ({ watch }: ParentMessage) => tap.watch(watch));
  }

  /** What the time since the last report came to on a device. */
  private readonly report = (): void => {
    this.say().catch(giveUp);
    setTimeout(this.report, REPORT_MS).unref();
  };

  private async say(): Promise<void> {
    const [{ value }, light] = await Promise.all([this.node.run(["cost"]), this.strip.cost()]);
    const nowMs = performance.now();
    const seconds = (nowMs - this.reportedMs) / 1000;
    const { computrons, slots, chunkBytes } = value as XsCost;
    const held = {
      computrons,
      slots: slots - this.code.slots,
      chunkBytes: chunkBytes - this.code.chunkBytes,
    };
    const since = {
      computrons: light.computrons - this.light.computrons,
      columns: light.columns - this.light.columns,
      skipped: light.skipped - this.light.skipped,
      lostUs: light.lostUs - this.light.lostUs,
    };
    this.reportedMs = nowMs;
    this.light = light;
    for (const line of costLines(this.config!.deviceName, seconds, held, since)) console.log(line);
  }

  private async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    await this.node.run(["stop"]).catch(() => {});
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
