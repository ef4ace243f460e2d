import { utf8Length } from "../bytes/utf8.ts";
import type { Files } from "../ports/files.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Random } from "../ports/random.ts";
import { Document } from "./document.ts";

/** A network that the node joins by itself. */
export interface SavedNetwork {
  readonly ssid: string;
  /** "" where it wants none. */
  readonly password: string;
}

interface WifiConfig {
  /** Of the node's own access point. */
  password: string;
  networks: SavedNetwork[];
}

/** As many networks are remembered; the one that was joined longest ago goes first. */
export const MAX_NETWORKS = 8;
const MAX_SSID_BYTES = 32;
/** WPA2: 8 to 63 characters of ASCII. */
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 63;
const DRAWN_LENGTH = 10;
/** 32 characters that nobody takes for one another: 50 bits in ten of them. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** The file `wifi.json`: how to get at the node's own network, and at those that it joins. Never synced. */
export class WifiFile {
  private readonly document: Document<WifiConfig>;
  private readonly config: WifiConfig;

  /** Reads the file, or makes it with a password of the node's own. Throws FilesError. */
  constructor(files: Files, random: Random) {
    this.document = new Document(files, "wifi.json");
    const found = this.document.read();
    const known = isPassword(found?.password) ? found.password : undefined;
    this.config = {
      password: known ?? drawPassword(random),
      networks: soundNetworks(found?.networks),
    };
    if (known === undefined) this.document.write(this.config);
  }

  /** Password of the node's own network. */
  get password(): string {
    return this.config.password;
  }

  /** Networks to join, the first one first. */
  get networks(): readonly SavedNetwork[] {
    return this.config.networks;
  }

  /** Throws PoiError for one that cannot be, and FilesError. */
  changePassword(password: unknown): void {
    if (!isPassword(password)) throw refusedPassword("The password", password);
    this.write({ ...this.config, password });
  }

  /** Remembers a network as the first one. Throws PoiError for one that cannot be, and FilesError. */
  remember(ssid: string, password: string): void {
    if (!isName(ssid)) {
      const rule = `The name of a network has 1 to ${MAX_SSID_BYTES} bytes, got ${utf8Length(ssid)}.`;
      throw new PoiError("bad-request", `${rule} Choose a network of /api/wifi/scan.`);
    }
    if (password !== "" && !isPassword(password)) throw refusedPassword("A network's password", password);
    const others = this.config.networks.filter((each) => each.ssid !== ssid);
    this.write({ ...this.config, networks: [{ ssid, password }, ...others].slice(0, MAX_NETWORKS) });
  }

  /** Throws FilesError. */
  forget(ssid: string): void {
    this.write({ ...this.config, networks: this.config.networks.filter((each) => each.ssid !== ssid) });
  }

  private write(next: WifiConfig): void {
    this.document.write(next);
    Object.assign(this.config, next);
  }
}

function isName(ssid: unknown): boolean {
  if (typeof ssid !== "string") return false;
  const length = utf8Length(ssid);
  return length > 0 && length <= MAX_SSID_BYTES;
}

function isPassword(text: unknown): text is string {
  if (typeof text !== "string" || text.length < MIN_PASSWORD || text.length > MAX_PASSWORD) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32 || text.charCodeAt(i) > 126) return false;
  return true;
}

/** Says the length alone: a password is shown to nobody. */
function refusedPassword(what: string, password: unknown): PoiError {
  const got = typeof password === "string" ? `${password.length} characters` : "no text";
  const rule = `${what} must be ${MIN_PASSWORD} to ${MAX_PASSWORD} letters, digits and signs of ASCII, got ${got}.`;
  return new PoiError("bad-request", `${rule} Choose another one.`);
}

function drawPassword(random: Random): string {
  const bytes = new Uint8Array(DRAWN_LENGTH);
  random.fill(bytes);
  let password = "";
  for (let i = 0; i < DRAWN_LENGTH; i++) password += LETTERS.charAt(bytes[i]! & 31);
  return password;
}

function soundNetworks(found: unknown): SavedNetwork[] {
  if (!Array.isArray(found)) return [];
  const sound = found.filter(
    (each) => isName(each?.ssid) && (each.password === "" || isPassword(each.password)),
  );
  return sound.slice(0, MAX_NETWORKS).map(({ ssid, password }) => ({ ssid, password }));
}
