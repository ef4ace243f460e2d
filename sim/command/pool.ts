import { type ChildProcess, fork } from "node:child_process";
import { runJob, type SimJob, type SimReply } from "./job.ts";

/** Runs jobs in `workers` processes (1: in this one), and gives each answer to `onReply` as it comes; false from it ends all. */
export async function runPool(
  jobs: Iterator<SimJob>,
  workers: number,
  onReply: (job: SimJob, reply: SimReply) => boolean,
): Promise<void> {
  let goesOn = true;
  const take = (): SimJob | undefined => {
    const next = goesOn ? jobs.next() : undefined;
    return next === undefined || next.done === true ? undefined : next.value;
  };
  const serve = async (run: (job: SimJob) => SimReply | Promise<SimReply>): Promise<void> => {
    for (let job = take(); job !== undefined; job = take()) {
      const reply = await run(job);
      if (goesOn && !onReply(job, reply)) goesOn = false;
    }
  };
  if (workers === 1) {
    await serve(runJob);
    return;
  }
  const processes = Array.from({ length: workers }, start);
  await Promise.all(processes.map((process) => serve((job) => ask(process, job))));
  for (const process of processes) process.disconnect();
}

function start(): ChildProcess {
  return fork(new URL("./worker.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
}

function ask(worker: ChildProcess, job: SimJob): Promise<SimReply> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error(`the process that ran ${JSON.stringify(job)} ended`));
    worker.once("exit", onExit);
    worker.once("message", (reply) => {
      worker.off("exit", onExit);
      resolve(reply as SimReply);
    });
    worker.send(job);
  });
}
