/** Requests to the node. Its own words for what went wrong are what the user reads. */

/** A refusal or a failure, with a sentence for the user; status 0 where no answer came. */
export class CallError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const TIMEOUT_MS = 12_000;
/** Pauses before a request that may be repeated is repeated. */
const RETRY_MS = [600, 2000, 5000];

export interface CallOptions {
  /** It ends in the same state however often it is sent. */
  repeat?: boolean;
  /** Milliseconds until it is given up; a sync takes as long as it takes. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Sends a request with JSON and returns the JSON of its answer. Throws CallError. */
export async function call<T = unknown>(
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<T> {
  const response = await request(method, path, body, options);
  return (await response.json()) as T;
}

export function get<T>(path: string): Promise<T> {
  return call<T>("GET", path, undefined, { repeat: true });
}

export function post<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
  return call<T>("POST", path, body, options);
}

export async function getBytes(path: string): Promise<Uint8Array> {
  const response = await request("GET", path, undefined, { repeat: true });
  return new Uint8Array(await response.arrayBuffer());
}

async function request(method: string, path: string, body: unknown, options: CallOptions): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await requestOnce(method, path, body, options);
    } catch (error) {
      const pause = RETRY_MS[attempt];
      const busy = error instanceof CallError && (error.status === 0 || error.status === 503);
      if (!options.repeat || !busy || pause === undefined || options.signal?.aborted) throw error;
      await wait(pause);
    }
  }
}

async function requestOnce(
  method: string,
  path: string,
  body: unknown,
  options: CallOptions,
): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), options.timeoutMs ?? TIMEOUT_MS);
  options.signal?.addEventListener("abort", () => stop.abort());
  try {
    const response = await fetch(path, {
      method,
      signal: stop.signal,
      cache: "no-cache",
      ...(body === undefined
        ? {}
        : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(response);
    return response;
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw noAnswer();
  } finally {
    clearTimeout(timer);
  }
}

export function noAnswer(): CallError {
  return new CallError(0, "The poi did not answer. Move closer, then try again.");
}

async function refusal(response: Response): Promise<CallError> {
  let message = "";
  try {
    message = ((await response.json()) as { error: string }).error;
  } catch {}
  return new CallError(response.status, message || `The poi answered ${response.status}.`);
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** An id for a new item, made here so that a request that is repeated makes one item. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => "0123456789abcdefghjkmnpqrstvwxyz"[byte & 31]).join("");
}
