import { percentDecode } from "./url.ts";

/** Parameters of header values, and the names of files in them as people should see them. */

/** Characters of a boundary (RFC 2046 section 5.1.1). */
const BOUNDARY_MARKS = "'()+_,-./:=? ";
const MAX_BOUNDARY = 70;
const MAX_NAME = 64;

/** Value of `; name=value` or `; name="value"` in a header value (RFC 9110 section 5.6.6), undefined where it is missing. */
export function headerParam(header: string, name: string): string | undefined {
  let at = header.indexOf(";");
  while (at >= 0) {
    const equals = header.indexOf("=", at);
    if (equals < 0) return undefined;
    const key = header
      .slice(at + 1, equals)
      .trim()
      .toLowerCase();
    at = equals + 1;
    while (header.charAt(at) === " ") at++;
    let value = "";
    if (header.charAt(at) === '"') {
      const end = quoteEnd(header, at + 1);
      value = unquote(header.slice(at + 1, end));
      at = header.indexOf(";", end);
    } else {
      const end = header.indexOf(";", at);
      value = header.slice(at, end < 0 ? header.length : end).trim();
      at = end;
    }
    if (key === name) return value;
  }
  return undefined;
}

/** Offset of the quotation mark that ends a text, or the end of the header where there is none. */
function quoteEnd(header: string, from: number): number {
  let at = from;
  for (;;) {
    const quote = header.indexOf('"', at);
    if (quote < 0) return header.length;
    let slashes = 0;
    while (quote - 1 - slashes >= from && header.charAt(quote - 1 - slashes) === "\\") slashes++;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

/** Undoes \" and \\. Any other backslash stays: browsers escape none. */
function unquote(text: string): string {
  if (text.indexOf("\\") < 0) return text;
  return text.split("\\\\").map(plainQuotes).join("\\");
}

function plainQuotes(text: string): string {
  return text.split('\\"').join('"');
}

/** The boundary of a form's content type, or undefined where there is none that RFC 2046 allows. */
export function boundaryOf(contentType: string): string | undefined {
  const boundary = headerParam(contentType, "boundary");
  if (boundary === undefined || boundary.length === 0 || boundary.length > MAX_BOUNDARY) return undefined;
  for (let i = 0; i < boundary.length; i++) {
    const code = boundary.charCodeAt(i);
    const letter = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!letter && BOUNDARY_MARKS.indexOf(boundary.charAt(i)) < 0) return undefined;
  }
  return boundary.endsWith(" ") ? undefined : boundary;
}

/** Name of a form's field or file, undefined where the header has none. */
export function dispositionParam(header: string, name: string): string | undefined {
  const plain = headerParam(header, name);
  if (plain !== undefined) return plain.split("%22").join('"');
  // RFC 8187, which RFC 7578 forbids here and some clients send.
  const extended = headerParam(header, `${name}*`);
  if (extended === undefined || extended.slice(0, 7).toLowerCase() !== "utf-8''") return undefined;
  return percentDecode(extended.slice(7)) ?? "";
}

/** A file's name as people should see it: no path, no control characters, at most 64 characters. */
export function displayName(filename: string): string {
  const cut = Math.max(filename.lastIndexOf("/"), filename.lastIndexOf("\\"));
  let name = "";
  let count = 0;
  for (const letter of filename.slice(cut + 1)) {
    const code = letter.codePointAt(0)!;
    if (code < 32 || (code >= 127 && code < 160)) continue;
    name += letter;
    if (++count === MAX_NAME) break;
  }
  return name;
}
