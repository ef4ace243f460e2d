import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";

/** Paths and queries of requests. A request line has at most 512 bytes, which bounds all that is done here. */

/**
 * The text that "%41%C3%A4" stands for, or undefined where an escape is malformed, is not UTF-8, or stands for a control
 * character.
 */
export function percentDecode(text: string): string | undefined {
  if (text.indexOf("%") < 0) return text;
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    return undefined;
  }
  for (let i = 0; i < decoded.length; i++) {
    const code = decoded.charCodeAt(i);
    if (code < 32 || code === 127) return undefined;
  }
  return decoded;
}

/** The text with all but unreserved characters as %XX, for a path segment or a query value. */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone surrogate: the codec has a character for it.
    return encodeURIComponent(decodeUtf8(encodeUtf8(text)));
  }
}

/**
 * The percent-decoded path, or undefined for one that must not be served: a "." or ".." segment, written or escaped, an
 * escaped "/" or control character, a backslash, or a bad escape.
 */
export function cleanPath(path: string): string | undefined {
  const plain = path.indexOf("%") < 0 && path.indexOf("\\") < 0;
  if (plain && path.indexOf("/.") < 0 && !path.startsWith(".")) return path;
  const segments = path.split("/");
  for (let i = 0; i < segments.length; i++) {
    const segment = percentDecode(segments[i]!);
    if (segment === undefined || segment === "." || segment === "..") return undefined;
    if (segment.indexOf("/") >= 0 || segment.indexOf("\\") >= 0) return undefined;
    segments[i] = segment;
  }
  return segments.join("/");
}

/**
 * First value of `name` in a query such as "page=2&kind=image", decoded ("+" is a space); "" for a name without a value;
 * undefined where the name is missing or its value has a bad escape.
 */
export function queryValue(query: string, name: string): string | undefined {
  let at = 0;
  while (at < query.length) {
    const next = query.indexOf("&", at);
    const end = next < 0 ? query.length : next;
    const equals = query.indexOf("=", at);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (formDecode(query.slice(at, nameEnd)) === name) {
      return nameEnd === end ? "" : formDecode(query.slice(nameEnd + 1, end));
    }
    at = end + 1;
  }
  return undefined;
}

function formDecode(text: string): string | undefined {
  return percentDecode(text.indexOf("+") < 0 ? text : text.split("+").join(" "));
}
