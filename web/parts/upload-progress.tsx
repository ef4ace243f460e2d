import { cancelUpload, upload } from "../state/uploads.ts";
import * as T from "../strings.ts";

/** How far the upload under way is, and how to stop it. */
export function UploadProgress() {
  const { part = 0, trouble = "" } = upload.value ?? {};
  return (
    <div class="row">
      <div class="grow" role="status">
        {trouble || T.uploadRunning(part)}
        <progress value={part} aria-label={T.uploadLabel} />
      </div>
      <button type="button" onClick={cancelUpload}>
        {T.cancel}
      </button>
    </div>
  );
}
