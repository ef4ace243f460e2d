import { record, serviceData, wireName } from "./dns-vectors.ts";
import { MdnsWorld, type Poi, type Stranger } from "./mdns-world.ts";

export const TYPE_NAME = wireName("_povpoi", "_tcp", "local");
export const PTR = 12;
export const instance = (label: string) => wireName(label, "_povpoi", "_tcp", "local");
export const pointer = (label: string, ttlS = 4500) => record(TYPE_NAME, PTR, ttlS, instance(label));
export const service = (label: string, port: number, host: string, ttlS = 120) =>
  record(instance(label), 33, ttlS, serviceData(port, wireName(host, "local")), true);
export const text = (label: string, data: string, ttlS = 4500) =>
  record(instance(label), 16, ttlS, data, true);
export const address = (host: string, data: string, ttlS = 120, flush = true) =>
  record(wireName(host, "local"), 1, ttlS, data, flush);

/** A node that only looks, and a stranger that speaks to it. */
export function setUp(
  seed = 1,
  options: Parameters<Poi["startBrowser"]>[0] = {},
): { net: MdnsWorld; poi: Poi; stranger: Stranger } {
  const net = new MdnsWorld(seed, { delayUs: 1000, jitterUs: 0 });
  const poi = net.poi("Looker").startBrowser(options);
  const stranger = net.stranger();
  net.world.runForMs(10);
  return { net, poi, stranger };
}
