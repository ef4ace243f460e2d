import { frozen } from "../bytes/frozen.ts";
import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import { PoiError } from "../ports/poi-error.ts";
import { CONTENT_TYPE, HeaderFields, HeaderNames } from "./http-fields.ts";
import { LINE_MORE, LINE_WHOLE, LineReader } from "./http-line.ts";
import { displayName, dispositionParam } from "./multipart-names.ts";

/**
 * multipart/form-data as browsers and curl send it (RFC 7578, RFC 2046 section 5.1), taken apart as it comes. Of the body
 * nothing is held but a short field's value: a delimiter begins with the only CR in it, so that what looked like its
 * beginning and was not can be given out again from the delimiter itself.
 */

/** Most bytes of the head of one part, of a field's value, and most fields and parts of a form. */
const MAX_PART_HEAD_BYTES = 1024;
const MAX_FIELD_BYTES = 1024;
const MAX_FIELDS = 8;
const MAX_PARTS = 16;

const DISPOSITION = "content-disposition";
const NAMES = frozen(new HeaderNames([DISPOSITION]));
const AT_DISPOSITION = NAMES.place(DISPOSITION);

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DASH = 45;

/** Before the first delimiter, or in a part that nobody wants. */
const UNWANTED = 0;
const IN_FILE = 1;
const IN_FIELD = 2;
const IN_HEAD = 3;
/** Behind a delimiter; behind its first "-"; behind its CR. */
const BEHIND = 4;
const BEHIND_DASH = 5;
const BEHIND_CR = 6;
const ENDED = 7;

/** Who hears what is in a form. */
export interface MultipartEvents {
  /** A plain field, whole. */
  onField(name: string, value: string): void;
  /** The first part that has a filename begins. The name is for people: no path, at most 64 characters. */
  onFile(filename: string, contentType: string, field: string): void;
  /** Bytes of that file, valid during the call. */
  onFileBytes(bytes: Uint8Array): void;
  /** The file is complete. Any further file is read over. */
  onFileEnd(): void;
}

/** Takes a form apart. */
export class MultipartParser {
  /** A file began. */
  hasFile = false;
  private readonly events: MultipartEvents;
  /** CR LF "--" boundary. */
  private readonly delimiter: Uint8Array;
  /** How far a search may leap, by the byte where the delimiter would end (Horspool 1980). */
  private readonly leaps = new Uint8Array(256);
  private readonly lines = new LineReader();
  private readonly fields = new HeaderFields(NAMES);
  private state = UNWANTED;
  /** Bytes of the delimiter that were seen; the CR LF before the first delimiter is not sent. */
  private matched = 2;
  private parts = 0;
  private fieldCount = 0;
  private fieldName = "";
  private field: Uint8Array | undefined;
  private fieldLength = 0;
  private failure: PoiError | undefined;

  /** `boundary`: see `boundaryOf`. */
  constructor(boundary: string, events: MultipartEvents) {
    this.events = events;
    const delimiter = encodeUtf8(`\r\n--${boundary}`);
    const last = delimiter.length - 1;
    this.delimiter = delimiter;
    this.leaps.fill(delimiter.length);
    for (let i = 0; i < last; i++) this.leaps[delimiter[i]!] = last - i;
  }

  /** Takes the next bytes; returns what is wrong with the form. */
  push(bytes: Uint8Array): PoiError | undefined {
    let at = 0;
    while (at < bytes.length && this.failure === undefined && this.state !== ENDED) {
      if (this.state < IN_HEAD) at = this.content(bytes, at);
      else if (this.state === IN_HEAD) at = this.head(bytes, at);
      else this.behind(bytes[at++]!);
    }
    return this.failure;
  }

  /** The body ended; returns what is wrong with the form. */
  finish(): PoiError | undefined {
    if (this.state !== ENDED)
      this.fail("The form must end with its boundary and --, and was cut before. Send it again.");
    return this.failure;
  }

  /** Gives out content up to the next delimiter or the end of the packet; returns the offset behind it. */
  private content(bytes: Uint8Array, from: number): number {
    const delimiter = this.delimiter;
    let matched = this.matched;
    // How much of what is matched came with earlier packets.
    let earlier = matched;
    let at = from;
    while (at < bytes.length) {
      if (matched === 0) at = this.leap(bytes, at);
      if (at === bytes.length) break;
      if (bytes[at] === delimiter[matched]) {
        at++;
        if (++matched < delimiter.length) continue;
        if (earlier === 0) this.give(bytes, from, at - matched);
        this.matched = 0;
        this.endPart();
        return at;
      }
      if (matched === 0) at++;
      else {
        // No delimiter after all. It holds no second CR, so that no other one can have begun inside of it.
        if (earlier > 0) this.give(delimiter, 0, earlier);
        matched = 0;
        earlier = 0;
      }
    }
    this.matched = matched;
    if (earlier === 0) this.give(bytes, from, at - matched);
    return at;
  }

  /** First offset from `from` where the delimiter may be, going by where it would end. @hot */
  private leap(bytes: Uint8Array, from: number): number {
    const leaps = this.leaps;
    const last = this.delimiter.length - 1;
    const end = bytes.length - last;
    const ending = this.delimiter[last];
    let at = from;
    while (at < end) {
      const byte = bytes[at + last]!;
      if (byte === ending) return at;
      at += leaps[byte]!;
    }
    return Math.min(at, bytes.length);
  }

  private give(bytes: Uint8Array, start: number, end: number): void {
    if (start >= end || this.failure !== undefined) return;
    const part = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
    if (this.state === IN_FILE) this.events.onFileBytes(part);
    else if (this.state === IN_FIELD) {
      if (this.fieldLength + part.length > MAX_FIELD_BYTES) {
        this.fail(`A form field may have ${MAX_FIELD_BYTES} bytes, one has more. Shorten it.`);
        return;
      }
      this.field!.set(part, this.fieldLength);
      this.fieldLength += part.length;
    }
  }

  private endPart(): void {
    const state = this.state;
    const field = this.field;
    this.state = BEHIND;
    this.field = undefined;
    if (this.failure !== undefined) return;
    if (state === IN_FILE) this.events.onFileEnd();
    else if (state === IN_FIELD) this.events.onField(this.fieldName, decodeUtf8(field!, 0, this.fieldLength));
  }

  /** Behind a delimiter comes "--" at the end of the form, or blanks and the end of the line. */
  private behind(byte: number): void {
    if (this.state === BEHIND && byte === DASH) this.state = BEHIND_DASH;
    else if (this.state === BEHIND_DASH && byte === DASH) this.state = ENDED;
    else if (this.state === BEHIND && byte === CR) this.state = BEHIND_CR;
    else if (this.state === BEHIND_CR && byte === LF) this.startHead();
    else if (this.state !== BEHIND || (byte !== SPACE && byte !== TAB)) {
      this.fail(
        "A boundary in a form must be followed by the end of its line. Choose one that is not in the content.",
      );
    }
  }

  private startHead(): void {
    this.state = IN_HEAD;
    this.lines.reset(MAX_PART_HEAD_BYTES);
    this.fields.reset();
    if (++this.parts > MAX_PARTS) this.fail(`A form may have ${MAX_PARTS} parts, got more. Send fewer.`);
  }

  private head(bytes: Uint8Array, at: number): number {
    const lines = this.lines;
    const state = lines.push(bytes, at);
    if (state === LINE_MORE) return lines.next;
    if (state !== LINE_WHOLE) {
      this.fail(`The head of a part must be lines of text, ${MAX_PART_HEAD_BYTES} bytes at most.`);
      return bytes.length;
    }
    if (lines.start === lines.end) this.startPart();
    else if (this.fields.line(lines.bytes, lines.start, lines.end, lines.cut) !== 0)
      this.fail(this.fields.message);
    return lines.next;
  }

  private startPart(): void {
    this.state = UNWANTED;
    const disposition = this.fields.values[AT_DISPOSITION];
    if (disposition === undefined) return;
    const name = dispositionParam(disposition, "name") ?? "";
    const filename = dispositionParam(disposition, "filename");
    if (filename === undefined) {
      if (++this.fieldCount > MAX_FIELDS) {
        this.fail(`A form may have ${MAX_FIELDS} fields, got more. Send fewer.`);
        return;
      }
      this.state = IN_FIELD;
      this.fieldName = name;
      this.field = new Uint8Array(MAX_FIELD_BYTES);
      this.fieldLength = 0;
    } else if (filename !== "" && !this.hasFile) {
      // A page sends an empty name where no file was chosen.
      this.hasFile = true;
      this.state = IN_FILE;
      this.events.onFile(displayName(filename), this.fields.values[CONTENT_TYPE] ?? "", name);
    }
  }

  private fail(message: string): void {
    this.failure ??= new PoiError("bad-request", message);
  }
}
