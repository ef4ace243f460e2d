import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { CURL_LINES, FIRMWARE_PUSH, PAGE_CALLS, PYTHON } from "./old-clients.ts";
import { RunningPoi, temporaryFolder, uniqueGroup } from "./running-poi.ts";

/** Where the page runs: from its own poi, from another one, under development, as an app. */
const ORIGINS = [undefined, "http://192.168.4.2", "http://localhost:3000", "capacitor://localhost"];

function run(program: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, timeout: 25_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program}: ${error.message}\n${stdout}${stderr}`));
    });
  });
}

describe("clients of older firmware", () => {
  const folder = temporaryFolder();
  const group = uniqueGroup();
  let poi: RunningPoi;
  let left: string;

  before(async () => {
    poi = await RunningPoi.start({ group });
    left = poi.url(0);
    await poi.meet();
    const picture = { create: { width: 32, height: 64, channels: 3, background: "#ff8000" } } as const;
    await sharp(picture).png().toFile(join(folder, "myimage.png"));
  });

  after(async () => {
    await poi?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("written in Python find what they expect", async () => {
    const output = await run("python3", ["-c", PYTHON, left, poi.url(1), group], folder);
    const steps = JSON.parse(output) as [string, number, boolean][];
    assert.ok(steps.length > 25);
    for (const [name, code, isGood] of steps) assert.deepEqual([name, code, isGood], [name, 200, true]);
  });

  it("that are lines of curl find what they expect", async () => {
    const peer = (await poi.get(1, "/api/device/config")).deviceId;
    for (const line of CURL_LINES) {
      const command = line.replaceAll("$LEFT", left).replaceAll("$PEER", peer);
      const output = await run(
        "bash",
        ["-c", `${command.replace(/^curl/, "curl -sS -w '\\n%{http_code}'")}`],
        folder,
      );
      const cut = output.lastIndexOf("\n");
      assert.equal(output.slice(cut + 1), "200", `${line}\n${output}`);
      const answer = JSON.parse(output.slice(0, cut));
      assert.ok(!("error" in answer), output);
      if (line.includes("-X POST")) assert.equal(answer.status, "ok", output);
    }
    assert.equal((await poi.get(0, "/api/status")).brightness, 150);
  });

  it("that are pages find what they expect, wherever they were loaded from", async () => {
    for (const origin of ORIGINS) {
      for (const [path, body] of PAGE_CALLS) {
        const headers: Record<string, string> = origin === undefined ? {} : { Origin: origin };
        const init: RequestInit = { headers };
        if (Array.isArray(body)) {
          const form = new FormData();
          const [name, bytes] = body as [string, Uint8Array<ArrayBuffer>];
          form.append("file", new Blob([bytes]), name);
          Object.assign(init, { method: "POST", body: form });
        } else if (body !== undefined) {
          headers["Content-Type"] = "application/json";
          Object.assign(init, { method: "POST", body: JSON.stringify(body).replace("$GROUP", group) });
        }
        const response = await fetch(left + path, init);
        const text = await response.text();
        assert.equal(response.status, 200, `${path} from ${origin}: ${text}`);
        assert.equal(response.headers.get("access-control-allow-origin"), "*");
        if (body !== undefined) assert.equal(JSON.parse(text).status, "ok");
      }
    }
    const status = await poi.get(0, "/api/status");
    assert.deepEqual([status.brightness, status.framerate, status.powerMode], [200, 250, "balanced"]);
    const { color1, speed } = await poi.get(0, "/api/patterns/strobe");
    assert.deepEqual([color1, speed], [{ r: 1, g: 2, b: 3 }, 255]);
  });

  it("that are poi of that firmware are merged, and told what is here", async () => {
    for (let i = 0; i < 2; i++) {
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(`${left}/api/sync/push`, { method: "POST", headers, body: FIRMWARE_PUSH });
      const answer = (await response.json()) as { status: string; message: string; merged: number };
      assert.deepEqual([response.status, answer.status, typeof answer.message], [200, "ok", "string"]);
      assert.equal(answer.merged, i === 0 ? 2 : 0, "the same again is nothing new");
    }
    // What people set here is newer than what says no time; nothing is lost.
    assert.equal((await poi.get(0, "/api/status")).brightness, 200);
    const { conflicts } = await poi.get(0, "/api/sync/conflicts");
    assert.deepEqual(conflicts.map(({ key }: { key: string }) => key).sort(), [
      "setting/brightness",
      "setting/framerate",
    ]);
  });
});
