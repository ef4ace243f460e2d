import type { HttpExchange } from "../../net/http-exchange.ts";
import { PoiError } from "../../ports/poi-error.ts";
import { parseDeviceId } from "../../store/local-config.ts";
import type { Peer } from "../../sync/peers.ts";
import { show } from "../checks.ts";
import type { ApiContext } from "../context.ts";

/** Asking another poi for what a client of this one wants of it. */

/** A peer that can be called. Throws PoiError where there is none. */
export function namedPeer({ peers }: ApiContext, text: string): Peer {
  const id = parseDeviceId(text);
  const peer = id === undefined ? undefined : peers.get(id);
  if (peer !== undefined && peer.port !== 0) return peer;
  throw new PoiError(
    "not-found",
    `There is no poi ${show(text)}. GET /api/sync/status lists those that are known.`,
  );
}

/**
 * Sends a request to a peer and hands its answer on.
 *
 * @param body sent as JSON
 * @param onOk called instead of handing on an answer that says it went well
 */
export function forward(
  { client }: ApiContext,
  exchange: HttpExchange,
  { address, port, name }: Peer,
  path: string,
  body?: object,
  onOk?: () => void,
): void {
  client.request({
    address,
    port,
    method: "POST",
    path,
    ...(body === undefined ? {} : { contentType: "application/json", body: JSON.stringify(body) }),
    onDone: (response) => {
      const { status } = response;
      if (status === 200 && onOk !== undefined) onOk();
      else if (status < 500 && status !== 404) exchange.send(status, "application/json", response.body);
      else exchange.refuse(503, `${name} answered ${status}. Update its firmware.`);
    },
    onError: (_failure, message) => {
      exchange.refuse(503, `${name} does not answer (${message}). Check that it is on.`);
    },
  });
}
