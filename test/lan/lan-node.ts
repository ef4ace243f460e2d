/**
 * A node's discovery as a program: advertises what its argument says, browses, and tells in lines of JSON what happens. A
 * line on its input is a command: `stop`, or the new values of its TXT record as JSON.
 */
import { createInterface } from "node:readline";
import { NodeClock } from "../../hosts/node/node-clock.ts";
import { NodeDatagrams } from "../../hosts/node/node-datagrams.ts";
import { NodeRandom } from "../../hosts/node/node-random.ts";
import { NodeTimers } from "../../hosts/node/node-timers.ts";
import { Mdns } from "../../src/net/mdns.ts";
import type { MdnsService } from "../../src/net/mdns-cached-service.ts";

export interface LanNodeOptions {
  hostName: string;
  /** Without a name the node only looks. */
  name?: string;
  port?: number;
  txt?: Record<string, string>;
}

const TYPE = "_povpoi._tcp";
const options = JSON.parse(process.argv[2]!) as LanNodeOptions;
const timers = new NodeTimers();
const mdns = new Mdns(
  {
    clock: new NodeClock(),
    timers,
    random: new NodeRandom(),
    datagrams: new NodeDatagrams({ interfaces: "lan" }),
  },
  { hostName: options.hostName, onHostRename: (name) => tell("hostRenamed", name) },
);
const service =
  options.name === undefined
    ? undefined
    : mdns.advertise({
        name: options.name,
        type: TYPE,
        port: options.port ?? 8080,
        txt: options.txt ?? {},
        onRename: (name) => tell("renamed", name),
      });
mdns.browse(TYPE, {
  onFound: (found) => tell("found", describe(found)),
  onUpdate: (found) => tell("updated", describe(found)),
  onLost: (found) => tell("lost", describe(found)),
});
watchHeld();

const input = createInterface({ input: process.stdin });
// The test is gone.
input.on("close", () => process.exit(1));
input.on("line", (line) => {
  if (line === "stop") {
    mdns.stop();
    tell("stopped", mdns.counters);
    process.exit(0);
  }
  service?.update({ txt: JSON.parse(line) as Record<string, string> });
});

function tell(event: string, value: unknown): void {
  console.log(`${event} ${JSON.stringify(value)}`);
}

function describe({ txt, ...rest }: MdnsService): object {
  const strings: string[] = [];
  for (let at = 0; at < txt.length; at += 1 + txt[at]!) {
    strings.push(Buffer.from(txt.subarray(at + 1, at + 1 + txt[at]!)).toString("utf8"));
  }
  return { ...rest, txt: strings };
}

function watchHeld(): void {
  if (service?.isHeld) tell("held", service.name);
  else timers.after(50, watchHeld);
}
