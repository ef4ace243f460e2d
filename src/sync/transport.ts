import type { HttpClient } from "../net/http-client.ts";
import { MAX_MESSAGE_BYTES } from "./frames.ts";

/** Where sync messages go over HTTP: POST to `/api/sync/session/<id>`, an answer in the response. */
export const SESSION_PATH = "/api/sync/session/";
export const MESSAGE_TYPE = "application/octet-stream";

/** Carries one message to a peer and its answer back. */
export interface Transport {
  /** Exactly one of the callbacks runs, later; `onError` with words for the user. */
  send(
    to: { address: string; port: number },
    session: string,
    message: Uint8Array,
    onAnswer: (answer: Uint8Array) => void,
    onError: (reason: string) => void,
  ): void;
}

/** Sync messages as HTTP requests over one kept connection a peer. */
export class HttpTransport implements Transport {
  private readonly client: HttpClient;

  constructor(client: HttpClient) {
    this.client = client;
  }

  send(
    to: { address: string; port: number },
    session: string,
    message: Uint8Array,
    onAnswer: (answer: Uint8Array) => void,
    onError: (reason: string) => void,
  ): void {
    this.client.request({
      address: to.address,
      port: to.port,
      method: "POST",
      path: SESSION_PATH + session,
      contentType: MESSAGE_TYPE,
      body: message,
      maxBodyBytes: MAX_MESSAGE_BYTES,
      // A message that comes twice does no more than one that comes once.
      idempotent: true,
      onDone: (response) => {
        if (response.status === 200) onAnswer(response.body);
        else onError(`The other poi answered ${response.status}.`);
      },
      onError: (_failure, message) => onError(message),
    });
  }
}
