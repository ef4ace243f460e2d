import * as T from "../strings.ts";

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
}

/** Sends a request with JSON, or with bytes, and returns the JSON of its answer. Throws CallError. */
export async function call<T>(
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

export function post<T>(path: string, body: unknown = {}, options?: CallOptions): Promise<T> {
  return call<T>("POST", path, body, options);
}

export async function getBytes(path: string): Promise<Uint8Array> {
  const response = await request("GET", path, undefined, { repeat: true });
  return new Uint8Array(await response.arrayBuffer());
}

async function request(
  method: string,
  path: string,
  body: unknown,
  { repeat, timeoutMs = TIMEOUT_MS }: CallOptions,
): Promise<Response> {
  const init: RequestInit = { method, cache: "no-cache" };
  if (body !== undefined) {
    const raw = body instanceof Uint8Array;
    init.headers = { "Content-Type": `application/${raw ? "octet-stream" : "json"}` };
    init.body = raw ? (body as BodyInit) : JSON.stringify(body);
  }
  for (let attempt = 0; ; attempt++) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    const response = await fetch(path, { ...init, signal: stop.signal }).catch(() => undefined);
    clearTimeout(timer);
    if (response?.ok) return response;
    const pause = RETRY_MS[attempt];
    const status = response?.status ?? 0;
    if (!repeat || pause === undefined || (status !== 0 && status !== 503)) {
      throw new CallError(status, response ? await reasonOf(response) : T.noAnswer);
    }
    await wait(pause);
  }
}

async function reasonOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { error: string }).error;
  } catch {
    return T.noAnswer;
  }
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** An id for a new item, made here so that a request that is repeated makes one item. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => "0123456789abcdefghjkmnpqrstvwxyz"[byte & 31]).join("");
}
