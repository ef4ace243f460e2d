/** A node inside the engine. Commands are a line of JSON, then bytes: what the host tells of a port, or what it wants of the node. */
import type { Page } from "../../../src/api/page.ts";
import { SyncNode } from "../../../src/node/sync-node.ts";
import type { XsStart } from "../xs-start.ts";
import { callHost, decodeText, encodeText, engine } from "./engine.ts";
import { EnginePorts } from "./engine-ports.ts";

type Command = ["start", XsStart] | ["hear", number, string, unknown[]] | ["cost"] | ["stop"];

const scope = globalThis as unknown as {
  handleCommand(request: ArrayBuffer): { result: ArrayBuffer };
};

const ports = new EnginePorts();
let node: SyncNode | undefined;

scope.handleCommand = (request) => {
  const bytes = new Uint8Array(request);
  const end = bytes.indexOf(10);
  const answer = execute(JSON.parse(decodeText(request.slice(0, end))) as Command, bytes.slice(end + 1));
  return { result: encodeText(JSON.stringify(answer ?? null)) };
};

function execute(command: Command, bytes: Uint8Array): unknown {
  switch (command[0]) {
    case "start":
      node = start(command[1]);
      return { name: node.file.config.deviceName };
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
  return new SyncNode(ports, {
    ...options,
    ...(page === undefined ? {} : { page: hostPage(page) }),
    measure: () => ({ slots: engine.slots(), chunkBytes: engine.chunkBytes() }),
    restart: () => void callHost(["restart"]),
    onListening: (port) => void callHost(["listensAt", port]),
    onError: (message) => void callHost(["cannotServe", message]),
  });
}

/** The page lies in the host's memory, as it does in the device's flash. */
function hostPage({ etag, byteLength }: { etag: string; byteLength: number }): Page {
  return { etag, byteLength, slice: (from, to) => callHost(["page", from, to]).bytes };
}

/** Work since the last time, and what is held after a collection. */
function cost(): object {
  const computrons = engine.computrons();
  engine.collectGarbage();
  const held = { slots: engine.slots(), chunkBytes: engine.chunkBytes() };
  engine.rewindComputrons(0);
  return { computrons, ...held };
}
