import assert from "node:assert/strict";
import { type AirNetwork, SimWifi } from "../../sim/sim-wifi.ts";
import { fromHex } from "../../src/bytes/hex.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";

const HOME: AirNetwork = { ssid: "Home", password: "home password", rssi: -60, address: "10.1.0.7" };
const CLUB: AirNetwork = { ssid: "Club", password: "", rssi: -72, address: "10.2.0.9" };

describe("the Wi-Fi of a poi", () => {
  let lab: ApiLab;
  let node: ApiNode;
  let wifi: SimWifi;
  let inReach: AirNetwork[];

  beforeEach(() => {
    lab = new ApiLab();
    inReach = [HOME];
    const makeWifi = (timers: ConstructorParameters<typeof SimWifi>[0]): SimWifi => {
      wifi = new SimWifi(timers);
      wifi.air.push(...inReach);
      return wifi;
    };
    node = lab.node({ deviceId: "0200000001f3" }, { wifi: makeWifi });
  });

  afterEach(() => lab.check());

  function status(): { [name: string]: unknown } {
    return node.get("/api/wifi/status");
  }

  it("has a network of its own with a password of its own, kept over restarts", () => {
    const { ssid, password, address } = wifi.accessPoint!;
    assert.equal(ssid, "POV-POI-01F3");
    assert.match(password, /^[a-z2-9]{10}$/);
    assert.match(address, /^192\.168\.\d+\.1$/);
    node.reboot();
    assert.deepEqual(wifi.accessPoint, { ssid, password, address });
    const other = lab.node({}, { wifi: (timers) => (wifi = new SimWifi(timers)) });
    assert.notEqual(wifi.accessPoint!.password, password);
    assert.notEqual(wifi.accessPoint!.address, address);
    assert.doesNotMatch(
      JSON.stringify(other.get("/api/wifi/status")),
      new RegExp(wifi.accessPoint!.password),
    );
  });

  it("changes the password of its own network, and refuses one that is too short", () => {
    node.post("/api/wifi/ap", { password: "a better one" });
    assert.equal(wifi.accessPoint!.password, "a better one");
    const { error } = node.post("/api/wifi/ap", { password: "short" }, 400);
    assert.match(error, /8 to 63 .* got 5 characters/);
    node.reboot();
    assert.equal(wifi.accessPoint!.password, "a better one");
  });

  it("joins the network it is told to, and again after a restart", () => {
    assert.deepEqual(status(), {
      apIp: wifi.accessPoint!.address,
      apSsid: "POV-POI-01F3",
      staConnected: false,
      staIp: "",
      savedSsid: "",
      mdnsName: "povpoi-01f3.local",
    });
    node.post("/api/wifi/connect", { ssid: "Home", password: HOME.password });
    assert.deepEqual([status()["staConnected"], status()["savedSsid"]], [false, "Home"]);
    lab.world.runForMs(3000);
    assert.deepEqual([status()["staConnected"], status()["staIp"]], [true, HOME.address]);
    node.reboot();
    lab.world.runForMs(3000);
    assert.equal(status()["staConnected"], true);
  });

  it("tries a network that was lost after 1 s, 2 s, 4 s, up to 16 s, and comes back by itself", () => {
    node.post("/api/wifi/connect", { ssid: "Home", password: HOME.password });
    lab.world.runForMs(3000);
    wifi.vanish("Home");
    const times: number[] = [];
    let { length } = wifi.tried;
    const startMs = lab.world.nowUs / 1000;
    while (times.length < 8) {
      lab.world.runUntilTrue(() => wifi.tried.length > length, 60_000);
      length = wifi.tried.length;
      times.push(lab.world.nowUs / 1000 - startMs);
    }
    const pauses = times.map((ms, i) => Math.round((ms - (i === 0 ? 0 : times[i - 1]! + 3000)) / 1000));
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 16, 16, 16]);
    wifi.air.push(HOME);
    lab.world.runForMs(25_000);
    assert.equal(status()["staConnected"], true);
  });

  it("takes the next network it knows where the first is not there", () => {
    node.post("/api/wifi/connect", { ssid: "Club", password: "" });
    node.post("/api/wifi/connect", { ssid: "Home", password: HOME.password });
    lab.world.runForMs(3000);
    inReach = [CLUB];
    node.reboot();
    lab.world.runForMs(10_000);
    assert.deepEqual(wifi.tried, ["Home", "Club"]);
    assert.deepEqual([status()["savedSsid"], status()["staIp"]], ["Club", CLUB.address]);
  });

  it("forgets the network it is told to leave", () => {
    node.post("/api/wifi/connect", { ssid: "Home", password: HOME.password });
    lab.world.runForMs(3000);
    node.post("/api/wifi/disconnect", {});
    assert.deepEqual([status()["staConnected"], status()["savedSsid"]], [false, ""]);
    node.reboot();
    lab.world.runForMs(60_000);
    assert.deepEqual(wifi.tried, []);
  });

  it("keeps at most eight networks", () => {
    for (let i = 0; i < 12; i++) node.post("/api/wifi/connect", { ssid: `Network ${i}` });
    for (let i = 0; i < 8; i++) node.post("/api/wifi/disconnect", {});
    assert.equal(status()["savedSsid"], "");
  });

  it("lists what it hears, the strongest first, each name once", () => {
    wifi.air.push(CLUB, { ...HOME, rssi: -40 });
    assert.deepEqual(node.get("/api/wifi/scan"), { scanning: true, networks: [] });
    lab.world.runForMs(3000);
    const heard = {
      scanning: false,
      networks: [
        { ssid: "Home", rssi: -40, secure: true },
        { ssid: "Club", rssi: -72, secure: false },
      ],
    };
    assert.deepEqual(node.get("/api/wifi/scan"), heard);
    lab.world.runForMs(10_000);
    assert.deepEqual(node.get("/api/wifi/scan"), { ...heard, scanning: true });
    lab.world.runForMs(3000);
  });

  it("tells its new address to the network as soon as it has one", () => {
    lab.world.runForMs(2000);
    const other = lab.node();
    node.post("/api/wifi/connect", { ssid: "Home", password: HOME.password });
    lab.world.runForMs(1700);
    node.host.nic.setAddress("10.0.9.9");
    const knows = (): boolean => other.node.peers.all().some(({ address }) => address === "10.0.9.9");
    assert.ok(lab.world.runUntilTrue(knows, 2000), "long before addresses are looked at again");
  });

  it("is refused in words where it cannot be", () => {
    const refuse = (json: unknown): string => node.post("/api/wifi/connect", json, 400).error;
    assert.match(refuse({}), /ssid must be text/);
    assert.match(refuse({ ssid: "" }), /1 to 32 bytes, got 0/);
    assert.match(refuse({ ssid: "x".repeat(33) }), /got 33/);
    assert.match(refuse({ ssid: "Home", password: "geheim" }), /got 6 characters/);
    assert.match(refuse({ ssid: "Home", password: 1 }), /password must be text/);
    assert.deepEqual(wifi.tried, []);
  });

  it("is not there on a computer, and it says so", () => {
    const desktop = lab.node();
    for (const path of ["/api/wifi/status", "/api/wifi/scan"]) {
      const answer = desktop.ask({ path });
      assert.equal(answer.status, 404);
      assert.match(answer.json.error, /no Wi-Fi of its own.*computer's settings/);
    }
  });
});

describe("what phones ask a network for", () => {
  const PROBES: [string, number, string][] = [
    ["/generate_204", 204, ""],
    ["/gen_204", 204, ""],
    ["/hotspot-detect.html", 200, "Success"],
    ["/connecttest.txt", 200, "Microsoft Connect Test"],
    ["/ncsi.txt", 200, "Microsoft NCSI"],
    ["/success.txt", 200, "success"],
  ];

  it("is answered as it hopes", () => {
    const lab = new ApiLab();
    const node = lab.node();
    for (const [path, status, text] of PROBES) {
      const answer = node.ask({ path });
      assert.equal(answer.status, status, path);
      assert.ok(answer.text.includes(text), path);
    }
  });
});

describe("the name server of a poi's own network", () => {
  const QUERY = fromHex("00070100000100000000000001610000010001")!;

  /** What comes back to a client that asks; undefined where nothing does. */
  function ask(lab: ApiLab, node: ApiNode): Uint8Array | undefined {
    let answer: Uint8Array | undefined;
    const socket = lab.client.ports.datagrams.open({
      port: 0,
      onReceive: (bytes) => {
        answer = bytes;
      },
      onError: assert.fail,
    });
    socket.send(QUERY, node.address, 53);
    lab.world.runForMs(100);
    socket.close();
    return answer;
  }

  it("leads its guests to the poi, and leaves all others alone", () => {
    const lab = new ApiLab();
    const node = lab.node({}, { wifi: (timers) => new SimWifi(timers) });
    lab.world.runForMs(100);
    assert.equal(ask(lab, node), undefined, "a client in another network");
    const { address } = (node.host.ports.wifi as SimWifi).accessPoint!;
    lab.client.nic.setAddress(address.replace(/1$/, "2"));
    assert.deepEqual(ask(lab, node)?.slice(-4), Uint8Array.from(address.split("."), Number));
  });

  it("is not there on a computer", () => {
    const lab = new ApiLab();
    assert.equal(ask(lab, lab.node()), undefined);
  });
});
