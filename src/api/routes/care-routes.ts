import { frozen } from "../../bytes/frozen.ts";
import { isPlainWord } from "../../bytes/text-forms.ts";
import { type HeaderLines, headerLines } from "../../net/http-head.ts";
import type { Route } from "../../net/http-router.ts";
import { queryValue } from "../../net/url.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { askErase } from "../../store/erase.ts";
import { backupLines } from "../backup.ts";
import { checkObject, checkWord } from "../checks.ts";
import type { ApiContext } from "../context.ts";
import { diagnostics } from "../diagnostics.ts";
import { streamJson } from "../json-source.ts";
import { RestoreSink } from "../restore.ts";

/** Largest backup: 300 pictures of 400 columns and 288 LEDs. */
const MAX_BACKUP_BYTES = 150_000_000;
/** The answer is on its way before the poi starts again. */
const RESTART_MS = 300;

/** Lines that let a browser save the answer as "povpoi-left-poi-backup.json". */
function asFile({ file }: ApiContext, what: string): HeaderLines {
  const { deviceName } = file.config;
  let name = "";
  for (const letter of deviceName.toLowerCase()) {
    if (isPlainWord(letter, "")) name += letter;
    else if (!name.endsWith("-")) name += "-";
  }
  return headerLines("Content-Disposition", `attachment; filename="povpoi-${name}-${what}.json"`);
}

/** Keeping a poi well: backup, restore, what is wrong with it, and how to make it new. */
export const CARE_ROUTES: readonly Route<ApiContext>[] = frozen([
  {
    method: "GET",
    path: "/api/backup",
    handle(context, exchange) {
      streamJson(exchange, backupLines(context), asFile(context, "backup"));
    },
  },
  {
    method: "POST",
    path: "/api/restore",
    body: "stream",
    maxBodyBytes: MAX_BACKUP_BYTES,
    contentTypes: ["application/json"],
    handle({ store }, exchange) {
      const replace = queryValue(exchange.request.query, "replace") !== undefined;
      return new RestoreSink(store, exchange, replace);
    },
  },
  {
    method: "GET",
    path: "/api/diagnostics",
    handle(context, exchange) {
      const wantsFile = queryValue(exchange.request.query, "file") !== undefined;
      const lines = wantsFile ? asFile(context, "report") : undefined;
      exchange.json(diagnostics(context), 200, lines);
    },
  },
  {
    method: "POST",
    path: "/api/erase",
    body: "json",
    handle({ ports, host }, exchange, body) {
      checkWord("erase", checkObject(body, "The request")["erase"], ["everything"]);
      if (!host.canRestart) {
        throw new PoiError(
          "unavailable",
          "This poi cannot start itself again. Erase its files, then switch it on again.",
        );
      }
      askErase(ports.files);
      exchange.json({ status: "ok" });
      host.restartSoon(RESTART_MS);
    },
  },
]);
