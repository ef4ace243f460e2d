import { Command } from "commander";
import { clockCommand } from "./clock/command.ts";
import { liveCommand } from "./live/command.ts";
import { pageCommand, screensCommand } from "./page/command.ts";
import { povCommand } from "./pov/command.ts";
import { syncCommand } from "./sync/command.ts";

const program = new Command("npm run bench --")
  .description("Measures povpoi, beside what else there is. Figures of time are those of this computer.")
  .addHelpText("before", "Example: npm run bench -- sync\n")
  .usage("<command> [options]")
  .helpOption("--help", "show this text")
  .helpCommand(false)
  .addCommand(clockCommand())
  .addCommand(liveCommand())
  .addCommand(pageCommand())
  .addCommand(povCommand())
  .addCommand(screensCommand())
  .addCommand(syncCommand());

try {
  await program.parseAsync();
} catch (error) {
  console.error(`povpoi: ${(error as Error).message}`);
  process.exit(1);
}
