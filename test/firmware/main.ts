/** `npm run firmware -- --test`: what can only be tried with the SDK. */
import { findSdk } from "../../hosts/node/firmware-sdk.ts";
import { runLaws, runLittleFilesLaws } from "./laws.ts";
import type { Outcome } from "./outcome.ts";

const counts = { passed: 0, failed: 0 };

function report({ title, error }: Outcome): void {
  if (error === "") counts.passed++;
  else counts.failed++;
  console.log(error === "" ? `  ok  ${title}` : `FAIL  ${title}\n${error}`);
}

const sdk = findSdk();
await runLaws(sdk, report);
await runLittleFilesLaws(sdk, report);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
