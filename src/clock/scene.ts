import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { crc32 } from "../bytes/crc32.ts";
import type { GroupUs } from "../ports/clock.ts";

/**
 * What a show shows, on all its nodes: the last command about each of its parts. The problem: anybody may command, packets get
 * lost and overtake one another, some nodes come late. The idea: a command is not a message but a state. Each part holds
 * what was commanded last, with a stamp; nodes hand the whole scene round, and of two states of a part the later one stays
 * (a last-writer-wins register; Shapiro et al., "Conflict-free Replicated Data Types", 2011). A scene belongs to one show: who
 * adopts another show takes over that one's scene.
 *
 * | bytes | field |
 * | --- | --- |
 * | 4 | show |
 * | 16 | stamp of the content: count u32, who 6; from when it holds 6 |
 * | 2 + n | kind of content (CONTENT_KINDS), n, its id in ASCII |
 * | 16 + 2 | stamp and time of the brightness; 0 to 255, or 256 for what the settings say |
 * | 16 + 1 | stamp and time of the blackout; 1 for dark |
 */

/** Kinds of content by their code. A timeline is a sequence (api/timeline.ts). */
export const CONTENT_KINDS = Object.freeze(["dark", "image", "pattern", "sequence"] as const);
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** Brightness where no command said otherwise. */
export const BY_SETTING = 256;

const MAX_ID_LENGTH = 64;
/** Longest scene. */
export const MAX_SCENE_BYTES = 4 + 3 * 16 + 2 + MAX_ID_LENGTH + 2 + 1;
/** Greatest count of a stamp that is believed: leaves room to go on counting. */
const MAX_COUNT = 0xffff_0000;
const HALF = 0x1000000;

/** Which of two commands is the later: by count, then by who gave it. Count 0: nobody has given any. */
export interface Stamp {
  count: number;
  /** Device id as a number of 48 bits. */
  by: number;
}

interface Part extends Stamp {
  /** Group time from which it holds; for a content also that of its first column. */
  atUs: GroupUs;
}

export interface ContentPart extends Part {
  kind: ContentKind;
  id: string;
}

export interface LevelPart extends Part {
  level: number;
}

/** Whether `a` was given after `b`. */
export function isLater(a: Stamp, b: Stamp): boolean {
  return a.count !== b.count ? a.count > b.count : a.by > b.by;
}

export function noContent(): ContentPart {
  return { count: 0, by: 0, atUs: 0 as GroupUs, kind: "dark", id: "" };
}

export function noLevel(level: number): LevelPart {
  return { count: 0, by: 0, atUs: 0 as GroupUs, level };
}

/** A scene's parts. Replaced as a whole when a command comes, never changed in place. */
export interface SceneParts {
  readonly content: Readonly<ContentPart>;
  readonly brightness: Readonly<LevelPart>;
  readonly blackout: Readonly<LevelPart>;
}

export const EMPTY_SCENE: SceneParts = Object.freeze({
  content: Object.freeze(noContent()),
  brightness: Object.freeze(noLevel(BY_SETTING)),
  blackout: Object.freeze(noLevel(0)),
});

/** The later state of each part. */
export function mergeScenes(a: SceneParts, b: SceneParts): SceneParts {
  return {
    content: isLater(b.content, a.content) ? b.content : a.content,
    brightness: isLater(b.brightness, a.brightness) ? b.brightness : a.brightness,
    blackout: isLater(b.blackout, a.blackout) ? b.blackout : a.blackout,
  };
}

/** A stamp later than all of a scene. */
export function nextStamp(scene: SceneParts, by: number): Stamp {
  const count = Math.max(scene.content.count, scene.brightness.count, scene.blackout.count);
  return { count: count + 1, by };
}

export function encodeScene(show: number, scene: SceneParts): Uint8Array {
  const writer = new ByteWriter(96, MAX_SCENE_BYTES);
  const { content, brightness, blackout } = scene;
  writer.u32(show);
  writePart(writer, content);
  writer.u8(CONTENT_KINDS.indexOf(content.kind));
  writer.u8(content.id.length);
  writer.text(content.id);
  writePart(writer, brightness);
  writer.u16(brightness.level);
  writePart(writer, blackout);
  writer.u8(blackout.level);
  return writer.finish();
}

/** Reads a scene from an offset on, and the show it belongs to; undefined where it is malformed. */
export function decodeScene(bytes: Uint8Array, at: number): { show: number; scene: SceneParts } | undefined {
  const reader = new ByteReader(bytes, Math.min(at, bytes.length));
  const show = reader.u32();
  const content = { ...readPart(reader), kind: CONTENT_KINDS[reader.u8()]!, id: readId(reader) };
  const brightness = { ...readPart(reader), level: reader.u16() };
  const blackout = { ...readPart(reader), level: reader.u8() };
  const isSound =
    !reader.failed &&
    content.kind !== undefined &&
    (content.kind === "dark") === (content.id === "") &&
    brightness.level <= BY_SETTING &&
    blackout.level <= 1;
  return isSound ? { show, scene: { content, brightness, blackout } } : undefined;
}

/** 16 bits that differ where scenes do, 0 for the empty one. */
export function sceneDigest(show: number, scene: SceneParts): number {
  if (nextStamp(scene, 0).count === 1) return 0;
  return crc32(encodeScene(show, scene)) & 0xffff || 1;
}

function writePart(writer: ByteWriter, { count, by, atUs }: Part): void {
  writer.u32(count);
  writeU48(writer, by);
  writeU48(writer, Math.max(0, Math.round(atUs)));
}

function readPart(reader: ByteReader): Part {
  const count = reader.u32();
  const by = readU48(reader);
  const atUs = readU48(reader) as GroupUs;
  if (count > MAX_COUNT) reader.failed = true;
  return { count, by, atUs };
}

function readId(reader: ByteReader): string {
  const length = reader.u8();
  if (length > MAX_ID_LENGTH) {
    reader.failed = true;
    return "";
  }
  let id = "";
  for (let i = 0; i < length; i++) id += String.fromCharCode(reader.u8());
  if (!/^[a-z0-9~-]*$/.test(id)) reader.failed = true;
  return id;
}

function writeU48(writer: ByteWriter, value: number): void {
  writer.u16(Math.floor(value / (HALF * 256)));
  writer.u32(value % (HALF * 256));
}

function readU48(reader: ByteReader): number {
  const upper = reader.u16();
  return upper * (HALF * 256) + reader.u32();
}
