import { toHex } from "../bytes/hex.ts";
import { isLowerHex } from "../bytes/text-forms.ts";
import { utf8Length } from "../bytes/utf8.ts";
import type { Files } from "../ports/files.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Random } from "../ports/random.ts";
import { Document } from "./document.ts";
import { changeStrip, PLAIN_STRIP, type StripConfig, soundStrip } from "./strip-config.ts";
import { changeTrim, PLAIN_TRIM, soundTrim, type Trim } from "./trim.ts";

/** What a node knows of itself: kept over restarts, never synced. */
export interface LocalConfig {
  /** 12 lower-case hex digits: the MAC address on a device, drawn once on a desktop. */
  readonly deviceId: string;
  deviceName: string;
  /** Groups that the node belongs to, at most four; [""] where it belongs to none. */
  groups: string[];
  /** Whether the node syncs with the nodes of its groups by itself. */
  autoSync: boolean;
  /** How often it does, in milliseconds. */
  syncIntervalMs: number;
  /** LEDs of the strip. */
  leds: number;
  strip: StripConfig;
  trim: Trim;
  /** Whether it shows what the group is told to show, and tells the group what it is told to. */
  mirrors: boolean;
  /** What is shown: see MODE in playing/player.ts. Resumed after a restart. */
  mode: number;
  index: number;
}

export const DEFAULT_SYNC_INTERVAL_MS = 30_000;
export const MIN_SYNC_INTERVAL_MS = 1000;
export const MAX_SYNC_INTERVAL_MS = 86_400_000;
/** A name is one DNS label (RFC 6763, section 4.1.1). */
export const MAX_NAME_BYTES = 63;
export const MAX_GROUP_NAME_BYTES = 32;
export const MAX_GROUPS = 4;
/** As many LEDs, modes and indexes as there can be (pov/picture-shape.ts, playing/player.ts, api/content.ts). */
const MOST_LEDS = 288;
const MOST_MODE = 3;
const MOST_INDEX = 9999;

/** The file `node.json`. */
export class ConfigFile {
  readonly config: LocalConfig;
  /** Something changed. */
  onChange: () => void = () => {};
  private readonly document: Document<LocalConfig>;

  /**
   * Reads the file, or makes it. What `start` names holds where the file says nothing yet, or nothing that can be. Throws
   * FilesError, and PoiError for a `start` that cannot be.
   */
  constructor(files: Files, random: Random, start: Partial<LocalConfig>) {
    this.document = new Document(files, "node.json");
    checkConfig(start);
    const found = this.document.read();
    const deviceId = parseDeviceId(String(found?.deviceId)) ?? start.deviceId ?? drawDeviceId(random);
    this.config = {
      deviceName: `POV Poi ${deviceId.slice(-4).toUpperCase()}`,
      groups: [""],
      autoSync: true,
      syncIntervalMs: DEFAULT_SYNC_INTERVAL_MS,
      leds: 32,
      mirrors: true,
      mode: 0,
      index: 0,
      ...start,
      ...sound(found ?? {}),
      strip: soundStrip(found?.strip ?? start.strip),
      trim: soundTrim(found?.trim ?? start.trim),
      deviceId,
    };
    if (found?.deviceId !== deviceId) this.document.write(this.config);
  }

  /** Checks and stores changes; all of them, or none where one is refused with a PoiError. */
  change(change: Partial<Omit<LocalConfig, "deviceId">>): void {
    if (Object.keys(change).length === 0) return;
    checkConfig(change);
    const next = { ...this.config, ...change };
    this.document.write(next);
    Object.assign(this.config, change);
    this.onChange();
  }
}

function checkConfig(change: Partial<LocalConfig>): void {
  const { deviceName, groups, autoSync, syncIntervalMs, leds, strip, trim, mirrors, mode, index } = change;
  if (deviceName !== undefined) checkName(deviceName);
  if (groups !== undefined) checkGroups(groups);
  if (autoSync !== undefined && typeof autoSync !== "boolean") {
    throw refused(`autoSync must be true or false, got ${autoSync}.`, "Choose one of both.");
  }
  if (mirrors !== undefined && typeof mirrors !== "boolean") {
    throw refused(`mirrors must be true or false, got ${mirrors}.`, "Choose one of both.");
  }
  if (syncIntervalMs !== undefined && !inRange(syncIntervalMs, MIN_SYNC_INTERVAL_MS, MAX_SYNC_INTERVAL_MS)) {
    throw refused(
      `syncInterval must be ${MIN_SYNC_INTERVAL_MS} to ${MAX_SYNC_INTERVAL_MS} milliseconds, got ${syncIntervalMs}.`,
      `The usual value is ${DEFAULT_SYNC_INTERVAL_MS}.`,
    );
  }
  if (leds !== undefined && !inRange(leds, 1, MOST_LEDS)) {
    throw refused(`A strip has 1 to ${MOST_LEDS} LEDs, got ${leds}.`, "Choose another number.");
  }
  if (strip !== undefined) changeStrip(PLAIN_STRIP, strip);
  if (trim !== undefined) changeTrim(PLAIN_TRIM, trim);
  if (mode !== undefined && !inRange(mode, 0, MOST_MODE))
    throw refused(`mode must be 0 to ${MOST_MODE}, got ${mode}.`, "Choose another one.");
  if (index !== undefined && !inRange(index, 0, MOST_INDEX))
    throw refused(`index must be 0 to ${MOST_INDEX}, got ${index}.`, "Choose another one.");
}

function checkName(name: unknown): void {
  const length = typeof name === "string" ? utf8Length(name) : 0;
  if (length > 0 && length <= MAX_NAME_BYTES && !hasControls(String(name))) return;
  throw refused(
    `deviceName must be 1 to ${MAX_NAME_BYTES} bytes of text, got ${length} bytes.`,
    "Choose another name.",
  );
}

function checkGroups(groups: unknown): void {
  if (!Array.isArray(groups) || groups.length === 0 || groups.length > MAX_GROUPS) {
    const got = Array.isArray(groups) ? groups.length : "something else";
    throw refused(`A poi belongs to 1 to ${MAX_GROUPS} groups, got ${got}.`, "Name fewer groups.");
  }
  for (const group of groups as unknown[]) {
    const fits = typeof group === "string" && utf8Length(group) <= MAX_GROUP_NAME_BYTES;
    if (fits && !hasControls(group) && !group.includes(",")) continue;
    throw refused(
      `A group's name must be up to ${MAX_GROUP_NAME_BYTES} bytes of text without commas, got "${String(group).slice(0, 64)}".`,
      "Choose another name.",
    );
  }
}

/** What can be of a file that somebody may have edited. */
function sound(found: Partial<LocalConfig>): Partial<LocalConfig> {
  const kept: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(found)) {
    try {
      checkConfig({ [key]: value });
      kept[key] = value;
    } catch {
      // As if it was not there.
    }
  }
  return kept;
}

function refused(rule: string, remedy: string): PoiError {
  return new PoiError("bad-request", `${rule} ${remedy}`);
}

function inRange(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) < 32 || text.charCodeAt(i) === 127) return true;
  return false;
}

/** A locally administered unicast MAC address (IEEE 802, section 8.4). */
function drawDeviceId(random: Random): string {
  const bytes = new Uint8Array(6);
  random.fill(bytes);
  bytes[0] = (bytes[0]! & 0xfc) | 0x02;
  return toHex(bytes);
}

/** "0A:1B:2C:3D:4E:5F", as people and other clients write a device id. */
export function showDeviceId(deviceId: string): string {
  const pairs: string[] = [];
  for (let i = 0; i < deviceId.length; i += 2) pairs.push(deviceId.slice(i, i + 2).toUpperCase());
  return pairs.join(":");
}

/** The 12 digits of a device id however it is written, or undefined where it is none. */
export function parseDeviceId(text: string): string | undefined {
  const digits = text.split(":").join("").toLowerCase();
  return isLowerHex(digits, 12) ? digits : undefined;
}
