/** Loaded into a command by launch.mjs: the command ends when its launcher is gone, however that ended. */
const end = () => process.kill(process.pid, "SIGTERM");
process.on("disconnect", end);
process.channel?.unref();
// It may have gone while this was loading.
if (process.connected === false) end();
