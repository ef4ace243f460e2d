import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Told } from "./multicast-listener.ts";

const GROUP = "224.0.0.251";
const PORT = "5353";
const LINK_MS = 5000;
const PROGRAM = fileURLToPath(new URL("multicast-listener.ts", import.meta.url));

/** A machine of its own on networks that the test makes: a network namespace with one process. */
class Machine {
  readonly space: string;
  readonly heard: Told[] = [];
  addresses: readonly string[] = [];
  private process!: ChildProcess;
  private wake = () => {};

  constructor(name: string) {
    this.space = `povpoi-${process.pid}-${name}`;
    ip("netns", "add", this.space);
    ip("-n", this.space, "link", "set", "lo", "up");
  }

  async start(): Promise<void> {
    const node = [process.execPath, "--import", "tsx", PROGRAM, "lan", GROUP, PORT];
    this.process = spawn("ip", ["netns", "exec", this.space, ...node], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const [{ ready }] = (await once(this.process, "message")) as [Told];
    this.addresses = ready!;
    this.process.on("message", (told: Told) => {
      this.heard.push(told);
      this.wake();
    });
  }

  say(text: string, to = GROUP): void {
    this.process.send({ text, to });
  }

  /** Resolves once a text was heard, with who said it. */
  async hears(text: string): Promise<Told> {
    for (;;) {
      const told = this.heard.find((candidate) => candidate.text === text);
      if (told !== undefined) return told;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async end(): Promise<void> {
    if (this.process?.connected) {
      const exit = once(this.process, "exit");
      this.process.disconnect();
      await exit;
    }
    ip("netns", "delete", this.space);
  }
}

/** Lays a cable between two machines; their addresses are `network`.1 and `network`.2 of a /24. */
function cable(network: string, left: Machine, right: Machine): void {
  const name = `p${network.split(".")[2]}`;
  ip("-n", left.space, "link", "add", name, "type", "veth", "peer", "name", name, "netns", right.space);
  for (const [machine, last] of [
    [left, 1],
    [right, 2],
  ] as const) {
    ip("-n", machine.space, "address", "add", `${network}.${last}/24`, "dev", name);
    ip("-n", machine.space, "link", "set", name, "up");
  }
  for (const { space } of [left, right]) waitForLink(space, name);
}

/** The kernel may take a second to see the other end. Until then it drops what is sent, and lists no address of the interface. */
function waitForLink(space: string, name: string): void {
  const endMs = performance.now() + LINK_MS;
  while (!ip("-n", space, "link", "show", name).includes("state UP")) {
    assert(performance.now() < endMs, `${name} of ${space} did not come up`);
  }
}

function ip(...words: string[]): string {
  return execFileSync("ip", words, { encoding: "utf8" });
}

describe("NodeDatagrams on networks", () => {
  const machines: Machine[] = [];
  let repeat: NodeJS.Timeout | undefined;
  let [middle, left, right] = [] as unknown as [Machine, Machine, Machine];

  beforeEach(() => {
    [middle, left, right] = ["middle", "left", "right"].map((name) => new Machine(name)) as [
      Machine,
      Machine,
      Machine,
    ];
    machines.push(middle, left, right);
  });

  afterEach(async () => {
    clearInterval(repeat);
    for (const machine of machines.splice(0)) await machine.end();
  });

  it("send multicast out of every interface, from that interface's address and port 5353", async () => {
    cable("10.77.1", middle, left);
    cable("10.77.2", middle, right);
    await Promise.all(machines.map((machine) => machine.start()));
    assert.deepEqual([...middle.addresses].sort(), ["10.77.1.1", "10.77.2.1"]);
    // Several at once, so that each datagram must find its own interface.
    for (let i = 0; i < 20; i++) middle.say(`m${i}`);
    for (let i = 0; i < 20; i++) {
      assert.deepEqual(await left.hears(`m${i}`), { text: `m${i}`, address: "10.77.1.1", port: 5353 });
      assert.deepEqual(await right.hears(`m${i}`), { text: `m${i}`, address: "10.77.2.1", port: 5353 });
    }
    assert.equal(left.heard.length, 20);
    assert.equal(right.heard.length, 20);
  });

  it("hear multicast on every interface, and answer to one node from port 5353", async () => {
    cable("10.77.1", middle, left);
    cable("10.77.2", middle, right);
    await Promise.all(machines.map((machine) => machine.start()));
    left.say("from the left");
    right.say("from the right");
    assert.equal((await middle.hears("from the left")).address, "10.77.1.2");
    assert.equal((await middle.hears("from the right")).address, "10.77.2.2");
    middle.say("answer", "10.77.2.2");
    assert.deepEqual(await right.hears("answer"), { text: "answer", address: "10.77.2.1", port: 5353 });
  });

  it("join on an interface that comes up later, and on one that went and came again", async () => {
    await Promise.all(machines.map((machine) => machine.start()));
    assert.deepEqual(middle.addresses, []);
    for (const round of ["first", "second"]) {
      cable("10.77.1", middle, left);
      repeat = setInterval(() => left.say(round), 100);
      assert.equal((await middle.hears(round)).address, "10.77.1.2");
      clearInterval(repeat);
      ip("-n", middle.space, "link", "delete", "p1");
    }
  }).timeout(30_000);
});
