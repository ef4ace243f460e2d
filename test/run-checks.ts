import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cpuMs } from "./run-cost.ts";
import { yieldToOthers } from "./run-pool.ts";
import type { Report } from "./run-report.ts";

const PROJECTS = ["src", ".", "web", "sim/page", "hosts/moddable"];

/** The compiler over each project and the linter over the tree, as one test each. */
export async function runChecks(report: Report): Promise<void> {
  const projects = PROJECTS.filter((folder) => existsSync(join(folder, "tsconfig.json")));
  for (const project of projects) await check(report, `type check of ${project}`, "tsc", ["-p", project]);
  await check(report, "lint and format", "biome", ["check", "--colors=off"]);
}

async function check(report: Report, title: string, tool: string, args: string[]): Promise<void> {
  const startMs = performance.now();
  const startCpuMs = cpuMs();
  const { code, output } = await capture(join("node_modules", ".bin", tool), args);
  const ms = performance.now() - startMs;
  const error = code === 0 ? undefined : `${tool} ${args.join(" ")} failed:\n${output}`;
  report.file(title, [{ title, ms, error }], "", { ms, cpuMs: cpuMs() - startCpuMs });
}

function capture(program: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    yieldToOthers(child);
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.trimEnd() }));
  });
}
