import assert from "node:assert/strict";
import { ADDRESSES, LanLab, type Side } from "./lan-lab.ts";
import type { LanNodeOptions } from "./lan-node.ts";
import type { LanProcess } from "./lan-process.ts";

const LEFT: LanNodeOptions = {
  hostName: "povpoi-1a2b",
  name: "Left Poi",
  port: 8080,
  txt: { deviceId: "a1b2c3d41a2b", deviceName: "Left Poi – 火", group: "pair", version: "0.1.0" },
};

/** A line of `avahi-browse -p`: event, interface, protocol, name, type, domain, then host, address, port, text. */
const RESOLVED = /^=;eth0;IPv4;Left\\032Poi;_povpoi\._tcp;local;povpoi-1a2b\.local;10\.77\.0\.1;8080;(.*)$/;

/** avahi-browse writes bytes that are not printable ASCII as a backslash and three decimal digits. */
function readable(text: string): string {
  const latin1 = text.replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(Number(code)));
  return Buffer.from(latin1, "latin1").toString("utf8");
}

/** A lab with programs of this folder in it. */
class Scene {
  readonly lab = new LanLab();

  async startNode(side: Side, options: LanNodeOptions): Promise<LanProcess> {
    const node = this.lab.runScript(side, "./lan-node.ts", options);
    if (options.name !== undefined) await node.line(/^held /);
    return node;
  }
}

describe("multicast DNS among strangers", () => {
  const bodies: ((scene: Scene) => Promise<void>)[] = [];
  let running: Promise<void>[] = [];

  /** Most of a scene's time is waiting, so all run side by side, each in a network of its own. */
  function scene(title: string, body: (scene: Scene) => Promise<void>): void {
    const index = bodies.push(body) - 1;
    it(title, () => running[index]);
  }

  before(() => {
    running = bodies.map(async (body) => {
      const scene = new Scene();
      try {
        await body(scene);
      } finally {
        await scene.lab.close();
      }
    });
    // Each failure is told by its own test.
    for (const promise of running) promise.catch(() => {});
  });
  after(() => Promise.allSettled(running));

  scene("avahi sees a node, its text, its address, a new text, and its goodbye", async (scene) => {
    const { lab } = scene;
    const [avahi, node] = await Promise.all([lab.startAvahi("b", "desktop"), scene.startNode("a", LEFT)]);
    const once = avahi("avahi-browse", "-rpt", "_povpoi._tcp");
    const text = readable(RESOLVED.exec(await once.line(RESOLVED))![1]!);
    for (const value of [
      "deviceId=a1b2c3d41a2b",
      "deviceName=Left Poi – 火",
      "group=pair",
      "version=0.1.0",
    ]) {
      assert.ok(text.includes(`"${value}"`), text);
    }
    await once.end();
    const host = avahi("avahi-resolve", "-4", "-n", "povpoi-1a2b.local");
    assert.equal((await host.line(/povpoi/)).split("\t")[1], ADDRESSES.a);
    const types = avahi("avahi-browse", "-apt");
    await types.line(/;_povpoi\._tcp;/);
    const browse = avahi("avahi-browse", "-rp", "_povpoi._tcp");
    await browse.line(RESOLVED);
    node.write(JSON.stringify({ group: "changed" }));
    // avahi may show the old text for a second more (RFC 6762, section 10.2), and shows it once: it is asked again.
    let again: LanProcess;
    do {
      again = avahi("avahi-browse", "-rpt", "_povpoi._tcp");
      await again.end();
    } while (!again.lines.some((line) => line.endsWith(';"group=changed"')));
    node.write("stop");
    await browse.line(/^-;eth0;IPv4;Left\\032Poi;_povpoi\._tcp;local$/);
    await node.end();
  });

  scene("a node finds what avahi publishes, and sees its goodbye", async (scene) => {
    const { lab } = scene;
    const [avahi, node] = await Promise.all([
      lab.startAvahi("b", "desktop"),
      scene.startNode("a", { hostName: "povpoi-1a2b" }),
    ]);
    const published = avahi(
      "avahi-publish",
      "-s",
      "Avahi v1.0 – 輪",
      "_povpoi._tcp",
      "4711",
      "deviceId=ff",
      "raw",
    );
    await published.errorLine(/Established/);
    const found = JSON.parse((await node.line(/^found /)).slice(6)) as object;
    assert.deepEqual(found, {
      name: "Avahi v1.0 – 輪",
      type: "_povpoi._tcp",
      host: "desktop.local",
      port: 4711,
      addresses: [ADDRESSES.b],
      txt: ["deviceId=ff", "raw"],
    });
    await published.stop();
    await node.line(/^lost .*Avahi/);
  });

  scene("a node shares one machine and port 5353 with avahi, and both work", async (scene) => {
    const { lab } = scene;
    const far = await scene.startNode("a", { ...LEFT, hostName: "povpoi-far1", name: "Far Poi" });
    const avahi = await lab.startAvahi("b", "desktop");
    const published = avahi("avahi-publish", "-s", "Near", "_povpoi._tcp", "4711", "deviceId=ff");
    await published.errorLine(/Established/);
    const near = await scene.startNode("b", { ...LEFT, hostName: "povpoi-near" });
    await near.line(/^found .*"Near"/);
    await near.line(/^found .*"Far Poi"/);
    await far.line(/^found .*"Near"/);
    await far.line(/^found .*"Left Poi".*"10\.77\.0\.2"/);
    const browse = avahi("avahi-browse", "-rp", "_povpoi._tcp");
    await browse.line(/^=;eth0;IPv4;Left\\032Poi;.*;povpoi-near\.local;10\.77\.0\.2;8080;/);
    await browse.line(/^=;eth0;IPv4;Far\\032Poi;.*;povpoi-far1\.local;10\.77\.0\.1;8080;/);
    near.write("stop");
    await browse.line(/^-;eth0;IPv4;Left\\032Poi;/);
    await far.line(/^lost .*"Left Poi"/);
    assert.ok(
      !far.lines.some((line) => line.startsWith("renamed")),
      "nobody took its own packets for another's",
    );
  });

  scene("a node takes another name where avahi holds its own", async (scene) => {
    const { lab } = scene;
    const avahi = await lab.startAvahi("b", "povpoi-1a2b");
    const published = avahi("avahi-publish", "-s", "Left Poi", "_povpoi._tcp", "4711");
    await published.errorLine(/Established/);
    const node = await scene.startNode("a", LEFT);
    await node.line(/^renamed "Left Poi \(2\)"/);
    await node.line(/^hostRenamed "povpoi-1a2b-2"/);
    const browse = avahi("avahi-browse", "-rp", "_povpoi._tcp");
    await browse.line(/^=;eth0;IPv4;Left\\032Poi\\032\\0402\\041;.*;povpoi-1a2b-2\.local;10\.77\.0\.1;8080;/);
    await browse.line(/^=;eth0;IPv4;Left\\032Poi;.*;povpoi-1a2b\.local;10\.77\.0\.2;4711;/);
  });

  scene("avahi takes another name where a node holds its own", async (scene) => {
    const { lab } = scene;
    await scene.startNode("a", LEFT);
    const avahi = await lab.startAvahi("b", "desktop");
    const published = avahi("avahi-publish", "-s", "Left Poi", "_povpoi._tcp", "4711");
    await published.errorLine(/collision|Established under name 'Left Poi #2'/i);
  });

  scene("a node tells its new address, and is found at it", async (scene) => {
    const { lab } = scene;
    const [avahi, node] = await Promise.all([lab.startAvahi("b", "desktop"), scene.startNode("a", LEFT)]);
    const browse = avahi("avahi-browse", "-rp", "_povpoi._tcp");
    await browse.line(RESOLVED);
    lab.ip("a", "addr", "del", `${ADDRESSES.a}/24`, "dev", "eth0");
    lab.ip("a", "addr", "add", "10.77.0.9/24", "dev", "eth0");
    lab.ip("a", "route", "replace", "224.0.0.0/4", "dev", "eth0");
    const looker = await scene.startNode("b", { hostName: "povpoi-look" });
    await looker.line(/^(found|updated) .*"10\.77\.0\.9"\]/, 30_000);
    node.write("stop");
    await looker.line(/^lost /);
  });

  scene("bonjour-service sees a node, its text, and its goodbye", async (scene) => {
    const { lab } = scene;
    const bonjour = lab.runScript("b", "./lan-bonjour.ts", {});
    await bonjour.line(/^ready/);
    const node = await scene.startNode("a", LEFT);
    const seen = JSON.parse((await bonjour.line(/^up /)).slice(3)) as object;
    assert.deepEqual(seen, {
      name: "Left Poi",
      host: "povpoi-1a2b.local",
      port: 8080,
      addresses: [ADDRESSES.a],
      txt: LEFT.txt,
    });
    node.write(JSON.stringify({ group: "changed" }));
    await bonjour.line(/^txt .*"group":"changed"/);
    node.write("stop");
    await bonjour.line(/^down .*"Left Poi"/);
  });
});
