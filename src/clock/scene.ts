import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { crc32 } from "../bytes/crc32.ts";
import { isPlainWord } from "../bytes/text-forms.ts";
import type { GroupUs } from "../ports/clock.ts";

/**
 * What a show shows, on all its nodes: the last command about each of its parts. The problem: anybody may command, packets get
 * lost and overtake one another, some nodes come late. The idea: a command is not a message but a state. Each part holds
 * what was commanded last; nodes hand the whole scene round, and of two states of a part the later one stays (a last-writer-wins
 * register; Shapiro et al., "Conflict-free Replicated Data Types", 2011). A scene belongs to one show: who adopts another show
 * takes over that one's scene.
 *
 * | bytes | field |
 * | --- | --- |
 * | 4 | show |
 * | n | content: a stamp (below), kind u8 (number in CONTENT_KINDS), length of the id u8, the id in ASCII |
 * | n | brightness: a stamp, varint 0 to 255, or 256 for what the settings say |
 * | n | blackout: a stamp, u8, 1 for dark |
 *
 * A stamp is three varints: when it was commanded, by whom (device id), from when on it holds, both times group time in µs. A part
 * that nobody has commanded is one byte 0.
 */

/** Kinds of content by their code. A timeline is a sequence (playing/cues.ts). */
export const CONTENT_KINDS = Object.freeze(["dark", "image", "pattern", "sequence"] as const);
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** Brightness where no command said otherwise. */
export const BY_SETTING = 256;

/** Stamps of what nobody commanded in this show, and that therefore gives way to any command in it. */
export const GIVEN = Object.freeze({
  /** What a node played in another show before it joined this one. */
  carried: 1,
  /** What the node that began this show played before it was switched off. */
  resumed: 2,
  /** The first command. */
  first: 3,
});

const MAX_ID_LENGTH = 64;
const STAMP_BYTES = 8 + 7 + 8;
/** Longest scene. */
export const MAX_SCENE_BYTES = 4 + 3 * STAMP_BYTES + 2 + MAX_ID_LENGTH + 2 + 1;
/** Latest time that is believed: four years, which leaves room to go on counting. */
const MAX_TIME_US = 2 ** 47;
const MAX_DEVICE_ID = 2 ** 48 - 1;

/** What all parts tell. */
export interface Part {
  /** Group time at which it was commanded, later than any command before it. 0: nobody has. */
  givenUs: number;
  /** Device id of who commanded it, as a number of 48 bits. */
  by: number;
  /** Group time from which it holds; of a content also that of its first column. */
  atUs: GroupUs;
}

export interface ContentPart extends Part {
  kind: ContentKind;
  /** Empty for "dark". */
  id: string;
}

export interface LevelPart extends Part {
  level: number;
}

/** A scene's parts. Each is replaced as a whole when a command comes, never changed in place: the same object, the same command. */
export interface SceneParts {
  readonly content: Readonly<ContentPart>;
  readonly brightness: Readonly<LevelPart>;
  readonly blackout: Readonly<LevelPart>;
}

const NOBODY = Object.freeze({ givenUs: 0, by: 0, atUs: 0 as GroupUs });

export const EMPTY_SCENE: SceneParts = Object.freeze({
  content: Object.freeze({ ...NOBODY, kind: "dark", id: "" }),
  brightness: Object.freeze({ ...NOBODY, level: BY_SETTING }),
  blackout: Object.freeze({ ...NOBODY, level: 0 }),
});

/** The later state of each part. */
export function mergeScenes(mine: SceneParts, theirs: SceneParts): SceneParts {
  const { content, brightness, blackout } = theirs;
  return {
    content: contentOrder(content, mine.content) > 0 ? content : mine.content,
    brightness: levelOrder(brightness, mine.brightness) > 0 ? brightness : mine.brightness,
    blackout: levelOrder(blackout, mine.blackout) > 0 ? blackout : mine.blackout,
  };
}

/** A time to stamp a command with: now, or just after all that was commanded before. */
export function nextStampUs(scene: SceneParts, nowUs: number): number {
  const { content, brightness, blackout } = scene;
  const lastUs = Math.max(content.givenUs, brightness.givenUs, blackout.givenUs);
  return Math.max(Math.floor(nowUs), lastUs + 1, GIVEN.first);
}

export function encodeScene(show: number, scene: SceneParts): Uint8Array {
  const writer = new ByteWriter(64, MAX_SCENE_BYTES);
  const { content, brightness, blackout } = scene;
  writer.u32(show);
  if (writeStamp(writer, content)) {
    writer.u8(CONTENT_KINDS.indexOf(content.kind));
    writer.u8(content.id.length);
    writer.text(content.id);
  }
  if (writeStamp(writer, brightness)) writer.varint(brightness.level);
  if (writeStamp(writer, blackout)) writer.u8(blackout.level);
  return writer.finish();
}

/** Reads a scene from an offset on, and the show it belongs to; undefined where it is malformed. */
export function decodeScene(bytes: Uint8Array, at: number): { show: number; scene: SceneParts } | undefined {
  const reader = new ByteReader(bytes, Math.min(at, bytes.length));
  const show = reader.u32();
  const content = readContent(reader);
  const brightness = readLevel(reader, EMPTY_SCENE.brightness, BY_SETTING);
  const blackout = readLevel(reader, EMPTY_SCENE.blackout, 1);
  return reader.failed ? undefined : { show, scene: { content, brightness, blackout } };
}

/** 16 bits that differ where scenes do, 0 for the empty one. */
export function sceneDigest(show: number, scene: SceneParts): number {
  const { content, brightness, blackout } = scene;
  if (content.givenUs === 0 && brightness.givenUs === 0 && blackout.givenUs === 0) return 0;
  return crc32(encodeScene(show, scene)) & 0xffff || 1;
}

/** Above 0 where `a` is the later. A total order: two nodes that met hold the same, whatever came to them and in which order. */
function contentOrder(a: ContentPart, b: ContentPart): number {
  const order = stampOrder(a, b);
  if (order !== 0) return order;
  if (a.kind !== b.kind) return CONTENT_KINDS.indexOf(a.kind) - CONTENT_KINDS.indexOf(b.kind);
  if (a.id === b.id) return 0;
  return a.id > b.id ? 1 : -1;
}

function levelOrder(a: LevelPart, b: LevelPart): number {
  return stampOrder(a, b) || a.level - b.level;
}

function stampOrder(a: Part, b: Part): number {
  return a.givenUs - b.givenUs || a.by - b.by || a.atUs - b.atUs;
}

/** Returns whether somebody commanded the part, so that more of it follows. */
function writeStamp(writer: ByteWriter, { givenUs, by, atUs }: Part): boolean {
  writer.varint(givenUs);
  if (givenUs === 0) return false;
  writer.varint(by);
  writer.varint(Math.max(0, Math.round(atUs)));
  return true;
}

function readStamp(reader: ByteReader): Part | undefined {
  const givenUs = reader.varint();
  if (givenUs === 0) return undefined;
  const by = reader.varint();
  const atUs = reader.varint() as GroupUs;
  if (givenUs > MAX_TIME_US || by > MAX_DEVICE_ID || atUs > MAX_TIME_US) reader.failed = true;
  return { givenUs, by, atUs };
}

function readContent(reader: ByteReader): Readonly<ContentPart> {
  const stamp = readStamp(reader);
  if (stamp === undefined) return EMPTY_SCENE.content;
  const kind = CONTENT_KINDS[reader.u8()] ?? "dark";
  const length = reader.u8();
  if (length > MAX_ID_LENGTH || (kind === "dark") !== (length === 0)) reader.failed = true;
  let id = "";
  for (let i = 0; i < length && !reader.failed; i++) id += String.fromCharCode(reader.u8());
  if (!isPlainWord(id, "~-")) reader.failed = true;
  return { ...stamp, kind, id };
}

function readLevel(reader: ByteReader, none: LevelPart, most: number): Readonly<LevelPart> {
  const stamp = readStamp(reader);
  if (stamp === undefined) return none;
  const level = reader.varint();
  if (level > most) reader.failed = true;
  return { ...stamp, level };
}
