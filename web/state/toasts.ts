import { signal } from "@preact/signals";
import { CallError } from "./api.ts";
import { suspect } from "./link.ts";

/** Short words at the foot of the page: what was done, and how to undo it. */
export interface Toast {
  id: number;
  text: string;
  error: boolean;
  action?: { label: string; run(): void };
}

export const toasts = signal<readonly Toast[]>([]);

const SHORT_MS = 4000;
const LONG_MS = 9000;
let count = 0;

export function say(text: string, action?: Toast["action"]): void {
  add({ id: ++count, text, error: false, ...(action ? { action } : {}) });
}

/** Tells what went wrong. */
export function complain(error: unknown): void {
  if (error instanceof CallError && error.status === 0) suspect();
  const text = error instanceof Error ? error.message : String(error);
  if (!toasts.value.some((toast) => toast.text === text)) add({ id: ++count, text, error: true });
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

function add(toast: Toast): void {
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), toast.action || toast.error ? LONG_MS : SHORT_MS);
}

/** Runs what the user asked for, and tells what went wrong. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return undefined;
  }
}
