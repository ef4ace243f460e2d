/**
 * Two machines on one cable: network namespaces that share nothing with this machine's network, joined by a veth pair. In
 * each, programs run that know nothing of it. Needs root and iproute2; avahi ignores loopback, hence all this.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LanProcess } from "./lan-process.ts";

export type Side = "a" | "b";

export const ADDRESSES: Readonly<Record<Side, string>> = { a: "10.77.0.1", b: "10.77.0.2" };

const SIDES: readonly Side[] = ["a", "b"];

let labs = 0;

export class LanLab {
  private readonly id = `${process.pid}-${++labs}`;
  private readonly directory = mkdtempSync(join(tmpdir(), "povpoi-lan-"));
  private readonly processes: LanProcess[] = [];
  /** For a test run that is ended in the middle. */
  private readonly onExit = () => this.abandon();

  /** Makes both sides; whatever was made is removed again where that fails. */
  constructor() {
    process.on("exit", this.onExit);
    try {
      for (const side of SIDES) ip("netns", "add", this.namespace(side));
      const [a, b] = [this.namespace("a"), this.namespace("b")];
      ip("link", "add", "eth0", "netns", a, "type", "veth", "peer", "name", "eth0", "netns", b);
      for (const side of SIDES) {
        const inside = (...args: string[]) => ip("-n", this.namespace(side), ...args);
        inside("addr", "add", `${ADDRESSES[side]}/24`, "broadcast", "10.77.0.255", "dev", "eth0");
        inside("link", "set", "lo", "up");
        inside("link", "set", "eth0", "up");
        inside("route", "add", "224.0.0.0/4", "dev", "eth0");
      }
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Runs a program on one side. */
  run(side: Side, command: readonly string[], env: Record<string, string> = {}): LanProcess {
    const program = new LanProcess(["ip", "netns", "exec", this.namespace(side), ...command], env);
    this.processes.push(program);
    return program;
  }

  /** Runs a TypeScript program of this folder on one side. */
  runScript(side: Side, script: string, argument: unknown): LanProcess {
    const path = fileURLToPath(new URL(script, import.meta.url));
    return this.run(side, [process.execPath, "--import", "tsx", path, JSON.stringify(argument)]);
  }

  /** Starts avahi with a system bus of its own on one side; returns how to run its tools. */
  async startAvahi(side: Side, hostName: string): Promise<(...command: string[]) => LanProcess> {
    const path = (name: string) => join(this.directory, `${side}-${name}`);
    writeFileSync(path("bus.conf"), busConfig(path("bus")));
    writeFileSync(path("avahi.conf"), avahiConfig(hostName));
    const env = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${path("bus")}` };
    const bus = this.run(side, [
      "dbus-daemon",
      `--config-file=${path("bus.conf")}`,
      "--nofork",
      "--print-address",
    ]);
    await bus.line(/^unix:/);
    // avahi keeps a pid file and a socket in /run: one of its own, in the mount namespace that `ip netns exec` makes.
    const start = `mount -t tmpfs none /run && mkdir /run/avahi-daemon && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits --file=${path("avahi.conf")}`;
    const daemon = this.run(side, ["sh", "-c", start], env);
    await daemon.errorLine(/Server startup complete/);
    return (...command) => this.run(side, command, env);
  }

  ip(side: Side, ...args: string[]): void {
    ip("-n", this.namespace(side), ...args);
  }

  /** Ends all programs, the last started first, and removes both sides. */
  async close(): Promise<void> {
    for (const program of this.processes.splice(0).reverse()) await program.stop();
    this.abandon();
  }

  private abandon(): void {
    process.off("exit", this.onExit);
    for (const program of this.processes) program.kill();
    this.removeNamespaces();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private namespace(side: Side): string {
    return `povpoi-${this.id}-${side}`;
  }

  private removeNamespaces(): void {
    for (const side of SIDES) {
      try {
        ip("netns", "delete", this.namespace(side));
      } catch {
        // It was not made.
      }
    }
  }
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"], timeout: 10_000 });
}

function busConfig(socket: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
`;
}

function avahiConfig(hostName: string): string {
  return `[server]
host-name=${hostName}
use-ipv4=yes
use-ipv6=no
allow-interfaces=eth0
enable-dbus=yes
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
publish-aaaa-on-ipv4=no
`;
}
