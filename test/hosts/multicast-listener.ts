/** A process that joins a group and tells its parent what it hears: `multicast-listener.ts loopback|lan <group> <port>`. */
import { NodeDatagrams } from "../../hosts/node/node-datagrams.ts";

const [interfaces, group, port] = process.argv.slice(2) as ["loopback" | "lan", string, string];

new NodeDatagrams({ interfaces }).open({
  port: Number(port),
  group,
  onReceive(bytes, address, from) {
    process.send?.({ text: Buffer.from(bytes).toString(), address, port: from });
  },
  onError(message) {
    throw new Error(message);
  },
});
process.on("disconnect", () => process.exit());
process.send?.({ ready: true });
