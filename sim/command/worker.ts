/** A process that runs one job after another for pool.ts, and ends with it. */
import { runJob, type SimJob } from "./job.ts";

process.on("disconnect", () => process.exit());
process.on("message", (job: SimJob) => process.send?.(runJob(job)));
