/** Loaded into a command by launch.mjs: the command ends when its launcher is gone, however that ended. */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
