import { SimWifi } from "../../sim/sim-wifi.ts";
import { World } from "../../sim/world.ts";
import { describeLaws, VirtualStage } from "./stages.ts";
import { wifiLaws } from "./wifi-laws.ts";

describeLaws("SimWifi", wifiLaws, () => {
  const world = new World({ seed: 1 });
  const host = world.addHost();
  host.boot();
  const wifi = new SimWifi(host.timers);
  const home = { ssid: "Home", password: "home password" };
  wifi.air.push({ ...home, rssi: -60, address: "10.1.0.7" });
  return { stage: new VirtualStage(world), wifi, home, vanish: () => wifi.vanish(home.ssid) };
});
