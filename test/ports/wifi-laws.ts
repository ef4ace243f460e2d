import type { HeardNetwork, Wifi } from "../../src/ports/wifi.ts";
import { check, equal, type Law, type Stage } from "./law.ts";

export interface WifiHarness {
  stage: Stage;
  wifi: Wifi;
  /** A network in reach. */
  home: { ssid: string; password: string };
  /** Takes it out of reach. */
  vanish(): void;
}

const OWN = { ssid: "POV-POI-0001", password: "own password", address: "192.168.5.1" };

/** Joins, and counts what is told until it settles. */
async function join(harness: WifiHarness, password: string): Promise<{ joined: number; lost: number }> {
  const { stage, wifi, home } = harness;
  const told = { joined: 0, lost: 0 };
  wifi.listen({
    onJoined() {
      told.joined++;
      stage.poke();
    },
    onLost() {
      told.lost++;
      stage.poke();
    },
  });
  wifi.join(home.ssid, password);
  equal(told.joined + told.lost, 0, "told during the call");
  await stage.until(() => told.joined + told.lost > 0, "an outcome");
  await stage.settle();
  return told;
}

export const wifiLaws: readonly Law<WifiHarness>[] = [
  {
    name: "its own network has the address it was given, and stays while it joins another",
    async run(harness) {
      const { wifi, home } = harness;
      equal(wifi.accessPointAddress, "", "address before it is open");
      wifi.openAccessPoint(OWN);
      equal(wifi.accessPointAddress, OWN.address, "address");
      await join(harness, home.password);
      equal(wifi.accessPointAddress, OWN.address, "address once joined");
    },
  },
  {
    name: "joining is told once, with an address from then on",
    async run(harness) {
      const { wifi, home } = harness;
      equal(wifi.stationAddress, "", "address before");
      const told = await join(harness, home.password);
      equal(told.joined, 1, "joined");
      equal(told.lost, 0, "lost");
      check(wifi.stationAddress !== "", "an address");
    },
  },
  {
    name: "a wrong password is told as lost, once, without an address",
    async run(harness) {
      const told = await join(harness, "not the password");
      equal(told.joined, 0, "joined");
      equal(told.lost, 1, "lost");
      equal(harness.wifi.stationAddress, "", "address");
    },
  },
  {
    name: "a network that vanishes is told as lost, and its address is gone",
    async run(harness) {
      const told = await join(harness, harness.home.password);
      harness.vanish();
      await harness.stage.until(() => told.lost > 0, "the loss");
      await harness.stage.settle();
      equal(told.lost, 1, "lost");
      equal(harness.wifi.stationAddress, "", "address");
    },
  },
  {
    name: "leaving is not told, and its address is gone at once",
    async run(harness) {
      const told = await join(harness, harness.home.password);
      harness.wifi.leave();
      equal(harness.wifi.stationAddress, "", "address");
      await harness.stage.settle();
      equal(told.lost, 0, "lost");
    },
  },
  {
    name: "nobody is told once nobody listens",
    async run(harness) {
      const told = await join(harness, harness.home.password);
      harness.wifi.listen(undefined);
      harness.vanish();
      await harness.stage.settle();
      equal(told.lost, 0, "lost");
    },
  },
  {
    name: "a scan ends once and has heard what is in reach",
    async run({ stage, wifi, home }) {
      const heard: (readonly HeardNetwork[])[] = [];
      wifi.scan((networks) => {
        heard.push(networks);
        stage.poke();
      });
      equal(heard.length, 0, "ended during the call");
      await stage.until(() => heard.length > 0, "the end of the scan");
      await stage.settle();
      equal(heard.length, 1, "ends");
      const found = heard[0]!.find(({ ssid }) => ssid === home.ssid);
      check(found?.secure === true && found.rssi < 0, "the network, with its strength");
    },
  },
];
