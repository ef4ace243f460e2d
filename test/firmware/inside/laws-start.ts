/** The laws of the ports, run by the firmware on its own adapters. Prints a line of JSON for each, then ends. */
import * as storage from "embedded:storage/files";
import { Esp32RadioClock } from "../../../hosts/moddable/esp32/esp32-radio-clock.ts";
import { LinuxFiles } from "../../../hosts/moddable/lin/linux-files.ts";
import { ModdableClock } from "../../../hosts/moddable/moddable-clock.ts";
import { ModdableDatagrams } from "../../../hosts/moddable/moddable-datagrams.ts";
import { ModdableDigest } from "../../../hosts/moddable/moddable-digest.ts";
import { ModdableRandom } from "../../../hosts/moddable/moddable-random.ts";
import { ModdableStreams } from "../../../hosts/moddable/moddable-streams.ts";
import { ModdableTimers } from "../../../hosts/moddable/moddable-timers.ts";
import { setting } from "../../../hosts/moddable/native/machine.ts";
import { resourcePage } from "../../../hosts/moddable/resource-page.ts";
import type { Page } from "../../../src/api/page.ts";
import { clockLaws } from "../../ports/clock-laws.ts";
import { type DatagramsHarness, datagramsLaws } from "../../ports/datagrams-laws.ts";
import { digestLaws } from "../../ports/digest-laws.ts";
import { filesLaws } from "../../ports/files-laws.ts";
import { check, type Law } from "../../ports/law.ts";
import { type RadioClockHarness, radioClockLaws } from "../../ports/radio-clock-laws.ts";
import { randomLaws } from "../../ports/random-laws.ts";
import type { StreamsHarness } from "../../ports/stream-end.ts";
import { streamsLaws } from "../../ports/streams-laws.ts";
import { timersLaws } from "../../ports/timers-laws.ts";
import { FAKE_NETWORK, joinFake } from "./fake-radio.ts";
import { ModdableStage } from "./moddable-stage.ts";
import { endAfter, printLaws } from "./print-laws.ts";

const ROOT = (storage as unknown as { default: storage.Directory }).default;
const HOME = setting("HOME") ?? ".";

const clock = new ModdableClock();
const timers = new ModdableTimers(clock);
const network = { loopback: true, timers };
let made = 0;

function makeClock(): { clock: ModdableClock; timers: ModdableTimers; stage: ModdableStage } {
  return { clock, timers, stage: new ModdableStage(timers) };
}

function makeDatagrams(): DatagramsHarness {
  const stage = new ModdableStage(timers);
  const [left, right] = [new ModdableDatagrams(network), new ModdableDatagrams(network)];
  return { stage, left, right, group: `239.255.78.${++made}`, opened: [] };
}

function makeStreams(): StreamsHarness {
  return {
    stage: new ModdableStage(timers),
    client: new ModdableStreams(network),
    server: new ModdableStreams(network),
    clientAddress: "127.0.0.1",
    serverAddress: "127.0.0.1",
    // The kernel's own buffers are a few megabytes on either side.
    mostBufferedBytes: 32 * 1024 * 1024,
    listeners: [],
    streams: [],
  };
}

function makeFiles(): { files: LinuxFiles } {
  const path = `files${++made}`;
  ROOT.createDirectory(path);
  return { files: new LinuxFiles(ROOT.openDirectory({ path }), `${HOME}/${path}`) };
}

/** What the page of a firmware must be beside its bytes, which `pictures.ts` compares. */
const pageLaws: readonly Law<Page>[] = [
  {
    name: "its bytes stay where the image lies: no slice has memory of its own",
    run(page) {
      check(page.byteLength > 10_000, `${page.byteLength} bytes`);
      const { buffer } = page.slice(0, 512);
      check(!(buffer instanceof ArrayBuffer), "a buffer of XS's heap");
      for (let at = 512; at < page.byteLength; at += 512)
        check(page.slice(at, at + 512).buffer === buffer, `another buffer at ${at}`);
    },
  },
];

function makeRadioClock(): RadioClockHarness {
  joinFake(false);
  return {
    stage: new ModdableStage(timers),
    clock,
    radio: new Esp32RadioClock(clock),
    pass: (ms) =>
      new Promise((resolve) => {
        timers.after(ms, resolve);
      }),
    join: () => {
      joinFake(true);
      return FAKE_NETWORK;
    },
    leave: () => joinFake(false),
  };
}

async function runAll(): Promise<void> {
  await printLaws("clock", clockLaws, makeClock);
  await printLaws("timers", timersLaws, makeClock);
  await printLaws("radio clock", radioClockLaws, makeRadioClock);
  await printLaws("random", randomLaws, () => ({ random: new ModdableRandom() }));
  await printLaws("digest", digestLaws, () => ({ digest: new ModdableDigest() }));
  await printLaws("files", filesLaws, makeFiles);
  await printLaws("page", pageLaws, () => resourcePage(new ModdableDigest()));
  await printLaws("datagrams", datagramsLaws, makeDatagrams, ({ opened }) => {
    for (const socket of opened) socket.close();
  });
  await printLaws("streams", streamsLaws, makeStreams, ({ listeners, streams }) => {
    for (const listener of listeners) listener.close();
    for (const stream of streams) stream.abort();
  });
}

export default function start(): void {
  endAfter(runAll());
}
