import { signal } from "@preact/signals";
import type { ImageView } from "../../src/api/views.ts";
import { keep } from "../light/pixels.ts";
import type { Pixels } from "../light/show.ts";
import { TEXT } from "../strings.ts";
import { CallError, newId, wait } from "./api.ts";
import { learnItem } from "./node.ts";

/** A picture on its way to the node. */
export interface Upload {
  /** 0 to 1. */
  part: number;
  /** What went wrong, where it did and is tried again. */
  trouble: string;
}

/** The one under way, which every screen may show. */
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

/**
 * Sends a picture, again where the line breaks: under one id, so that it is there once. Returns undefined where the user
 * cancelled it; throws CallError where it did not get through.
 */
export async function sendPicture(picture: Picture): Promise<ImageView | undefined> {
  const id = picture.id ?? newId();
  cancelled = false;
  upload.value = { part: 0, trouble: "" };
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        const made = await sendOnce({ ...picture, id });
        keep(made.hash, picture.pixels);
        learnItem("image", made);
        return made;
      } catch (error) {
        const pause = RETRY_MS[attempt];
        if (cancelled) return undefined;
        if (!(error instanceof CallError) || (error.status !== 0 && error.status !== 503)) throw error;
        if (pause === undefined) throw new CallError(0, TEXT.images.gaveUp);
        upload.value = { part: 0, trouble: TEXT.images.again(upload.value?.part ?? 0) };
        await wait(pause);
        if (cancelled) return undefined;
      }
    }
  } finally {
    upload.value = undefined;
  }
}

export function cancelUpload(): void {
  cancelled = true;
  running?.abort();
}

function sendOnce({ name, pixels, id, index }: Picture): Promise<ImageView> {
  const query = index === undefined ? `id=${id}` : `id=${id}&index=${index}`;
  const form = new FormData();
  form.append("name", name);
  const { width, height, rgb } = pixels;
  form.append("image", new Blob([rgb as BlobPart]), `image_${width}x${height}.rgb`);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    running = xhr;
    let stalled = setTimeout(() => xhr.abort(), STALL_MS);
    xhr.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => xhr.abort(), STALL_MS);
      upload.value = { part: loaded / total, trouble: "" };
    };
    xhr.onloadend = () => {
      clearTimeout(stalled);
      if (xhr.status === 201) resolve(JSON.parse(xhr.responseText));
      else reject(new CallError(xhr.status, messageOf(xhr)));
    };
    xhr.open("POST", `/api/images?${query}`);
    xhr.send(form);
  });
}

function messageOf({ status, responseText }: XMLHttpRequest): string {
  try {
    return JSON.parse(responseText).error;
  } catch {
    return `The poi answered ${status}.`;
  }
}
