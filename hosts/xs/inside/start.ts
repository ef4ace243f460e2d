/** A node inside the engine. Commands are what the host tells of a port, or what it wants of the node. */
import type { Page } from "../../../src/api/page.ts";
import { SyncNode } from "../../../src/node/sync-node.ts";
import { onStep } from "../../node/step.ts";
import type { XsCost, XsStart } from "../xs-start.ts";
import { callHost, engine, takeCommands } from "./engine.ts";
import { EnginePorts } from "./engine-ports.ts";

type Command = ["start", XsStart] | ["hear", number, string, unknown[]] | ["cost"] | ["stop"];

const ports = new EnginePorts();
let node: SyncNode | undefined;

takeCommands((command, bytes) => ({ value: execute(command as Command, bytes) }));

function execute(command: Command, bytes: Uint8Array): unknown {
  switch (command[0]) {
    case "start":
      node = start(command[1]);
      return node.file.config;
    case "hear":
      ports.hear(command[1], command[2], command[3], bytes);
      return undefined;
    case "cost":
      return cost();
    case "stop":
      node?.stop();
      return undefined;
  }
}

function start({ page, ...options }: XsStart): SyncNode {
  const made = new SyncNode(ports, {
    ...options,
    ...(page === undefined ? {} : { page: hostPage(page) }),
    measure: () => ({ slots: engine.slots(), chunkBytes: engine.chunkBytes() }),
    restart: () => void callHost(["restart"]),
    onListening: (port) => void callHost(["listensAt", port]),
    onError: (message) => void callHost(["cannotServe", message]),
  });
  const { file } = made;
  const { onChange } = file;
  file.onChange = () => {
    callHost(["configIs", file.config]);
    onChange();
  };
  onStep(made, (step) => void callHost(["isInStep", step]));
  return made;
}

/** The page lies in the host's memory, as it does in the device's flash. */
function hostPage({ etag, byteLength }: { etag: string; byteLength: number }): Page {
  return { etag, byteLength, slice: (from, to) => callHost(["page", from, to]).bytes };
}

/** Work since the last time, and what is held after a collection. */
function cost(): XsCost {
  const computrons = engine.computrons();
  engine.collectGarbage();
  const held = { slots: engine.slots(), chunkBytes: engine.chunkBytes() };
  engine.rewindComputrons(0);
  return { computrons, ...held };
}
