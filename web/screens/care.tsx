import { useEffect, useState } from "preact/hooks";
import { Card } from "../parts/card.tsx";
import { Toggle } from "../parts/fields.tsx";
import { SetupTabs } from "../parts/setup-tabs.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { UploadProgress } from "../parts/upload-progress.tsx";
import { get, post } from "../state/api.ts";
import { attempt, complain, say } from "../state/toasts.ts";
import { sendBackup, upload } from "../state/uploads.ts";
import * as T from "../strings.ts";

export function Care() {
  return (
    <>
      <SetupTabs />
      <div class="columns">
        <div class="stack">
          <Backup />
          <Erase />
        </div>
        <Diagnostics />
      </div>
    </>
  );
}

function Backup() {
  const [replace, setReplace] = useState(false);
  const restore = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const done = await sendBackup(file, replace);
      if (done) say(T.careRestored(done.restored, done.kept));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Card title={T.careBackup}>
      <p class="quiet">{T.careBackupAbout}</p>
      <a class="button main" href="/api/backup" download>
        {T.careSave}
      </a>
      <Toggle label={T.careReplace} hint={T.careReplaceHint} value={replace} onInput={setReplace} />
      {upload.value ? (
        <UploadProgress />
      ) : (
        <label class="button">
          {T.careRestore}
          <input
            class="hidden"
            type="file"
            accept=".json"
            onChange={({ currentTarget }) => void restore(currentTarget.files?.[0])}
          />
        </label>
      )}
    </Card>
  );
}

function Erase() {
  const [asking, setAsking] = useState(false);
  const erase = () =>
    attempt(async () => {
      await post("/api/erase", { erase: "everything" });
      setAsking(false);
      say(T.restarting);
    });
  return (
    <Card title={T.careErase}>
      <p class="quiet">{T.careEraseAbout}</p>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        {T.careEraseAsk}
      </button>
      {asking && (
        <Sheet title={T.careErase} onClose={() => setAsking(false)}>
          <p>{T.careEraseSure}</p>
          <button type="button" class="danger" onClick={() => void erase()}>
            {T.careEraseNow}
          </button>
        </Sheet>
      )}
    </Card>
  );
}

type Report = Record<string, Record<string, unknown>>;

/** What the node counts and measures, as it is. */
function Diagnostics() {
  const [report, setReport] = useState<Report>({});
  const look = () => void attempt(async () => setReport(await get<Report>("/api/diagnostics")));
  useEffect(look, []);
  return (
    <Card title={T.careDiagnostics}>
      {Object.entries(report).map(([part, values]) => (
        <details key={part}>
          <summary>{part}</summary>
          <dl>
            {Object.entries(values).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd dir="auto">{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
      <div class="row">
        <button type="button" onClick={look}>
          {T.careAgain}
        </button>
        <a class="button" href="/api/diagnostics?file" download>
          {T.careReport}
        </a>
      </div>
    </Card>
  );
}
