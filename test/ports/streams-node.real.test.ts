import { NodeStreams } from "../../hosts/node/node-streams.ts";
import { describeLaws, NodeStage } from "./stages.ts";
import type { StreamsHarness } from "./stream-end.ts";
import { streamsLaws } from "./streams-laws.ts";

describeLaws("NodeStreams on loopback", streamsLaws, () => {
  const harness: StreamsHarness = {
    stage: new NodeStage(),
    client: new NodeStreams({ interfaces: "loopback" }),
    server: new NodeStreams({ interfaces: "loopback" }),
    clientAddress: "127.0.0.1",
    serverAddress: "127.0.0.1",
    // The kernel's own buffers are a few megabytes on either side.
    mostBufferedBytes: 32 * 1024 * 1024,
    listeners: [],
    streams: [],
  };
  const dispose = (): void => {
    for (const listener of harness.listeners) listener.close();
    for (const stream of harness.streams) stream.abort();
  };
  return { ...harness, dispose };
});
