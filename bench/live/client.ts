/** Sends live frames over HTTP: `client.ts <port> <leds> <frames a second> <seconds>`. Tells its parent when it is done. */
import { Agent, request } from "node:http";
import { FRAME_COLORS } from "./colors.ts";

/** What the client tells its parent. */
export interface ClientReport {
  sent: number;
  refused: number;
  /** Milliseconds from a frame to its answer, the 99th of a hundred and the longest. */
  p99Ms: number;
  mostMs: number;
}

const [port, leds, rate, seconds] = process.argv.slice(2).map(Number) as [number, number, number, number];
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const beginMs = performance.now();
const tookMs: number[] = [];
let sent = 0;
let refused = 0;

/** Sends a frame; calls back once it is answered. */
function send(done: () => void): void {
  sent++;
  const color = FRAME_COLORS[sent % FRAME_COLORS.length];
  const body = JSON.stringify({ pixels: new Array(leds).fill(color) });
  const headers = { "Content-Type": "application/json", "Content-Length": body.length };
  const startMs = performance.now();
  const call = request({ port, agent, method: "POST", path: "/api/live", headers }, (answer) => {
    answer.resume();
    if (answer.statusCode !== 200) refused++;
    answer.on("end", () => {
      tookMs.push(performance.now() - startMs);
      done();
    });
  });
  call.on("error", () => {
    refused++;
    done();
  });
  call.end(body);
}

/** Sends frame `number` when its time has come. Of those whose time passed while the one before was on its way, the last. */
function next(number: number): void {
  if (number >= rate * seconds) {
    finish();
    return;
  }
  const waitMs = beginMs + (number * 1000) / rate - performance.now();
  setTimeout(
    () =>
      send(() => {
        const due = Math.floor(((performance.now() - beginMs) * rate) / 1000);
        next(Math.max(number + 1, due));
      }),
    Math.max(0, waitMs),
  );
}

function finish(): void {
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  const report: ClientReport = {
    sent,
    refused,
    p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
    mostMs: tookMs.at(-1) ?? 0,
  };
  process.send!(report, () => process.disconnect());
}

next(0);
