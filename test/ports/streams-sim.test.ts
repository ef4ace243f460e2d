import { World } from "../../sim/world.ts";
import { describeLaws, VirtualStage } from "./stages.ts";
import type { StreamsHarness } from "./stream-end.ts";
import { streamsLaws } from "./streams-laws.ts";

for (const bytes of [1000, 5744, 65_536]) {
  describeLaws(`SimStreams with buffers of ${bytes} bytes`, streamsLaws, (): StreamsHarness => {
    const world = new World({ seed: bytes });
    const streamSizes = { sendBytes: bytes, receiveBytes: bytes };
    const [client, server] = [world.addHost({ streamSizes }).boot(), world.addHost({ streamSizes }).boot()];
    return {
      stage: new VirtualStage(world),
      client: client.streams,
      server: server.streams,
      clientAddress: client.datagrams.addresses()[0]!,
      serverAddress: server.datagrams.addresses()[0]!,
      mostBufferedBytes: 2 * bytes,
      listeners: [],
      streams: [],
    };
  });
}
