/** The firmware: one node on the ports of this machine. */
import { SyncNode } from "../../src/node/sync-node.ts";
import { MODE } from "../../src/playing/player.ts";
import { moddablePorts, type Platform } from "./moddable-ports.ts";
import { exit, macAddress, onEnd, say, setting } from "./native/machine.ts";
import { resourcePage } from "./resource-page.ts";

/** The goodbye is on its way; a moment lets it leave. */
const GOODBYE_MS = 50;

export function runNode(platform: Platform): void {
  const ports = moddablePorts(platform);
  const deviceId = macAddress();
  const name = setting("POVPOI_NAME");
  const group = setting("POVPOI_GROUP");
  const node = new SyncNode(ports, {
    port: platform.port,
    page: resourcePage(ports.digest),
    ...(platform.room === undefined ? {} : { room: platform.room }),
    start: {
      // Who switches a new poi on sees light.
      mode: MODE.pattern,
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(name === undefined ? {} : { deviceName: name }),
      ...(group === undefined ? {} : { groups: [group] }),
    },
    onListening: (port) => {
      // A network of one's own comes up a moment after it was opened.
      const address = node.wifi?.address ?? ports.datagrams.addresses()[0] ?? "127.0.0.1";
      say(`${node.file.config.deviceName} http://${address}:${port}`);
      // Whoever holds the cable owns the poi.
      if (node.wifi !== undefined) say(`Wi-Fi ${node.wifi.ssid}, password ${node.wifi.password}`);
    },
    onError: (message) => {
      say(`${message}`);
      exit(2);
    },
  });
  onEnd(() => {
    node.stop();
    ports.timers.after(GOODBYE_MS, () => exit(0));
  });
}
