import { isDigits, isLowerHex, isPlainWord, splitAddress } from "../bytes/text-forms.ts";
import type { HeaderLines } from "../net/http-head.ts";
import { headerLines } from "../net/http-head.ts";
import type { HttpRequest } from "../net/http-request.ts";
import type { HttpPolicy } from "../net/http-server.ts";
import { PoiError } from "../ports/poi-error.ts";
import { show } from "./checks.ts";

/**
 * Which web pages may command a node that belongs to nobody yet. The problem: a browser on the node's network runs pages from
 * anywhere, and sends what they want sent. The idea: it also says where a page is from (Fetch standard, Origin). Any page may
 * read what is public; pages of this network, the node's own, another poi's, one under development, may command as well.
 */
export const ORIGIN_POLICY: HttpPolicy = Object.freeze({
  allow(request: HttpRequest): PoiError | undefined {
    const { origin, method } = request;
    if (origin === undefined || method === "GET" || method === "HEAD" || method === "OPTIONS")
      return undefined;
    if (isLocalOrigin(origin)) return undefined;
    return new PoiError(
      "forbidden",
      `Only pages of your own network may change this poi, got one of ${show(origin)}. Open the poi's own page.`,
    );
  },

  lines(request: HttpRequest): HeaderLines {
    const { origin, method } = request;
    return method === "OPTIONS" && origin !== undefined && isLocalOrigin(origin) ? PREFLIGHT_LINES : LINES;
  },
});

/** Caches ask each time, and nobody guesses types. */
const LINES = headerLines(
  "Access-Control-Allow-Origin",
  "*",
  "Cache-Control",
  "no-cache",
  "X-Content-Type-Options",
  "nosniff",
);

const PREFLIGHT_LINES = headerLines(
  "Access-Control-Allow-Origin",
  "*",
  "Access-Control-Allow-Methods",
  "GET, POST, PUT, DELETE",
  "Access-Control-Allow-Headers",
  "Content-Type",
  "Access-Control-Allow-Private-Network",
  "true",
  "Access-Control-Max-Age",
  "600",
);

const SCHEMES: readonly string[] = Object.freeze(["http://", "https://", "capacitor://"]);

/** Ends of names that no server of the internet can have (RFC 6762, RFC 8375, and what routers use). */
const LOCAL_ENDS: readonly string[] = Object.freeze([
  ".local",
  ".localhost",
  ".home.arpa",
  ".internal",
  ".lan",
  ".localdomain",
]);

/** Whether an Origin such as "http://192.168.4.1:8080" is of this network or this computer. */
export function isLocalOrigin(origin: string): boolean {
  for (let i = 0; i < SCHEMES.length; i++) {
    const scheme = SCHEMES[i]!;
    if (origin.startsWith(scheme)) return isLocalHost(hostOf(origin.slice(scheme.length)));
  }
  return false;
}

function hostOf(authority: string): string {
  if (authority.charAt(0) === "[") return authority.slice(0, authority.indexOf("]") + 1);
  const colon = authority.indexOf(":");
  return colon < 0 ? authority : authority.slice(0, colon);
}

function isLocalHost(host: string): boolean {
  if (host.charAt(0) === "[") return isPrivateAddress6(host.slice(1, -1));
  if (host === "" || !isPlainWord(host, ".-")) return false;
  for (let i = 0; i < LOCAL_ENDS.length; i++) if (host.endsWith(LOCAL_ENDS[i]!)) return true;
  // A name without a dot is one that the router or the computer itself gave.
  return host.indexOf(".") < 0 ? !isDigits(host, 1, host.length) : isPrivateAddress(host);
}

/** Loopback, private and link-local IPv6 addresses, fc00::/7 and fe80::/10 (RFC 4291, 4193). */
function isPrivateAddress6(address: string): boolean {
  if (address === "::1") return true;
  const first = address.slice(0, 4);
  if (!isLowerHex(first, 4) || address.charAt(4) !== ":" || address.length < 6) return false;
  for (let i = 5; i < address.length; i++)
    if (address.charAt(i) !== ":" && !isLowerHex(address.charAt(i), 1)) return false;
  const bits = Number.parseInt(first, 16);
  return (bits & 0xfe00) === 0xfc00 || (bits & 0xffc0) === 0xfe80;
}

/** Private, link-local, loopback and shared IPv4 addresses (RFC 1918, 3927, 1122, 6598). */
function isPrivateAddress(host: string): boolean {
  const parts = splitAddress(host);
  if (parts === undefined) return false;
  const first = Number(parts[0]);
  const second = Number(parts[1]);
  if (first === 10 || first === 127) return true;
  if (first === 192) return second === 168;
  if (first === 169) return second === 254;
  if (first === 172) return second >= 16 && second < 32;
  return first === 100 && second >= 64 && second < 128;
}
