import { toHex } from "../../src/bytes/hex.ts";
import { FilesError } from "../../src/ports/files.ts";
import { program } from "./inside/program.ts";
import { XsWorld } from "./inside/world.ts";

export const nothing = program({ prepare: () => undefined, run() {} });

export const tenObjects = program({
  prepare: () => [] as object[],
  run(list) {
    for (let i = 0; i < 10; i++) list[i] = {};
  },
});

export const hostWork = program({
  prepare: (world) => world.ports.digest,
  run: (digest) => digest.sha256(),
});

/** What the ports of the world do, as plain values. */
export function tryWorld(): unknown {
  const world = new XsWorld();
  return {
    time: tryTime(world),
    digest: tryDigest(world),
    files: tryFiles(world),
    network: tryNetwork(world),
  };
}

function tryTime(world: XsWorld): unknown {
  const { clock, timers } = world.ports;
  const calls: string[] = [];
  timers.after(20, () => calls.push(`second at ${clock.localUs()}`));
  timers.after(10, () => {
    calls.push(`first at ${clock.localUs()}`);
    timers.after(5, () => calls.push(`from within at ${clock.localUs()}`));
  });
  timers.after(15, () => calls.push("cancelled")).cancel();
  world.advance(30);
  return [...calls, clock.localUs()];
}

function tryDigest(world: XsWorld): string {
  const sum = world.ports.digest.sha256();
  sum.update(Uint8Array.of(0x61, 0x62));
  sum.update(Uint8Array.of(0x63));
  return toHex(sum.digest());
}

function tryFiles(world: XsWorld): unknown {
  const { files } = world.ports;
  const file = files.open("a/one.bin", "w");
  file.write(Uint8Array.of(1, 2, 3), 0);
  file.write(Uint8Array.of(9), 1);
  file.truncate(2);
  files.rename("a/one.bin", "a/two.bin");
  const into = new Uint8Array(4);
  const read = files.open("a/two.bin", "r").read(into, 0);
  let missing = "";
  try {
    files.open("a/one.bin", "r");
  } catch (error) {
    if (error instanceof FilesError) missing = error.code;
  }
  return {
    read,
    into,
    names: files.list("a"),
    size: files.size("a/two.bin"),
    gone: files.size("a/one.bin"),
    missing,
  };
}

function tryNetwork(world: XsWorld): unknown {
  const { datagrams, streams } = world.ports;
  const heard: unknown[] = [];
  const onError = (message: string) => heard.push(message);
  const socket = datagrams.open({
    port: 5353,
    group: "224.0.0.251",
    onReceive: (bytes, address, port) => heard.push([bytes, address, port]),
    onError,
  });
  socket.send(Uint8Array.of(7), "224.0.0.251", 5353);
  streams.listen({
    port: 80,
    onConnect: (stream) => ({
      onReadable: () => stream.write(stream.read(100) ?? new Uint8Array(0)),
      onWritable: () => {},
      onClose: (reason) => heard.push(`server: ${reason}`),
    }),
    onError,
  });
  const stream = streams.connect("127.0.0.1", 80, {
    onWritable: () => stream.write(Uint8Array.of(1, 2)),
    onReadable: () => {
      heard.push(stream.read(100));
      stream.close();
    },
    onClose: (reason) => heard.push(`client: ${reason}`),
  });
  streams.connect("127.0.0.1", 81, {
    onWritable: () => heard.push("connected to nobody"),
    onReadable: () => {},
    onClose: (reason) => heard.push(`nobody: ${reason}`),
  });
  world.advance(1);
  return heard;
}
