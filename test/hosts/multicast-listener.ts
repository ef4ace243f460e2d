/**
 * A process that joins a group, tells its parent what it hears, and sends what it is told:
 * `multicast-listener.ts loopback|lan <group> <port>`.
 */
import { NodeDatagrams } from "../../hosts/node/node-datagrams.ts";

/** What it tells its parent. */
export interface Told {
  ready?: readonly string[];
  text?: string;
  address?: string;
  port?: number;
}

const [interfaces, group, port] = process.argv.slice(2) as ["loopback" | "lan", string, string];
const datagrams = new NodeDatagrams({ interfaces });

const socket = datagrams.open({
  port: Number(port),
  group,
  onReceive(bytes, address, from) {
    tell({ text: Buffer.from(bytes).toString(), address, port: from });
  },
  onError(message) {
    throw new Error(message);
  },
});
process.on("message", ({ text, to }: { text: string; to: string }) => {
  socket.send(Buffer.from(text), to, Number(port));
});
process.on("disconnect", () => process.exit());
// The parent may be gone before the last words reach it.
process.on("error", () => process.exit());
tell({ ready: datagrams.addresses() });

function tell(told: Told): void {
  process.send?.(told);
}
