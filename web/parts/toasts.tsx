import { dismiss, toasts } from "../state/toasts.ts";
import * as T from "../strings.ts";
import { Icon } from "./icon.tsx";

export function Toasts() {
  return (
    <div class="toasts" aria-live="polite">
      {toasts.value.map(({ id, text, error, action }) => (
        <div key={id} class={error ? "toast error" : "toast"} role={error ? "alert" : "status"}>
          <span dir="auto">{text}</span>
          {action && (
            <button
              type="button"
              onClick={() => {
                action.run();
                dismiss(id);
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="plain" aria-label={T.close} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
