import { signal } from "@preact/signals";
import type { ImageView } from "../../src/api/views.ts";
import { keep } from "../light/pixels.ts";
import type { Pixels } from "../light/show.ts";
import * as T from "../strings.ts";
import { CallError, newId, wait } from "./api.ts";
import { learnItem } from "./node.ts";

/** What takes a while to get to the node: shown as it goes, sent again where the line breaks. */
export interface Upload {
  /** 0 to 1. */
  part: number;
  /** What went wrong, where it did and is tried again. */
  trouble: string;
}

/** The one under way. */
export const upload = signal<Upload | undefined>(undefined);

/** Nothing moved for so long: the line is dead. */
const STALL_MS = 15_000;
const RETRY_MS = [1000, 3000, 6000, 10_000];
let running: XMLHttpRequest | undefined;
let cancelled = false;

export interface Picture {
  name: string;
  pixels: Pixels;
  /** Where it was, for one that comes back. */
  id?: string;
  index?: number;
}

/** Stores a picture, once however often it is sent; undefined where the user cancelled it. Throws CallError. */
export async function sendPicture(picture: Picture): Promise<ImageView | undefined> {
  const { name, pixels, id = newId(), index } = picture;
  const { width, height, rgb } = pixels;
  const form = new FormData();
  form.append("name", name);
  form.append("image", new Blob([rgb as BlobPart]), `image_${width}x${height}.rgb`);
  const place = index === undefined ? "" : `&index=${index}`;
  const made = await send<ImageView>(`/api/images?id=${id}${place}`, form);
  if (made === undefined) return undefined;
  keep(made.hash, pixels);
  learnItem("image", made);
  return made;
}

/** Puts a backup back; undefined where the user cancelled it. Throws CallError. */
export function sendBackup(
  file: Blob,
  replace: boolean,
): Promise<{ restored: number; kept: number } | undefined> {
  return send(`/api/restore${replace ? "?replace" : ""}`, new Blob([file], { type: "application/json" }));
}

export function cancelUpload(): void {
  cancelled = true;
  running?.abort();
}

/** Sends what may be sent twice. */
async function send<T>(path: string, body: FormData | Blob): Promise<T | undefined> {
  cancelled = false;
  upload.value = { part: 0, trouble: "" };
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await sendOnce<T>(path, body);
      } catch (error) {
        const pause = RETRY_MS[attempt];
        if (cancelled) return undefined;
        if (!(error instanceof CallError) || (error.status !== 0 && error.status !== 503)) throw error;
        if (pause === undefined) throw error;
        upload.value = { part: 0, trouble: T.uploadAgain(upload.value?.part ?? 0) };
        await wait(pause);
        if (cancelled) return undefined;
      }
    }
  } finally {
    upload.value = undefined;
  }
}

function sendOnce<T>(path: string, body: FormData | Blob): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    running = xhr;
    const stop = () => xhr.abort();
    let stalled = setTimeout(stop, STALL_MS);
    xhr.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(stop, STALL_MS);
      upload.value = { part: loaded / total, trouble: "" };
    };
    xhr.onloadend = () => {
      clearTimeout(stalled);
      const answer = parsed(xhr.responseText);
      if (xhr.status === 200 || xhr.status === 201) resolve(answer as T);
      else reject(new CallError(xhr.status, String(answer.error ?? T.noAnswer)));
    };
    xhr.open("POST", path);
    xhr.send(body);
  });
}

function parsed(text: string): { error?: unknown } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
