import { useState } from "preact/hooks";
import type { ImageView } from "../../src/api/views.ts";
import { loadPixels } from "../light/pixels.ts";
import { Around } from "../parts/around.tsx";
import { DiscView, useShow } from "../parts/disc-view.tsx";
import { TextField } from "../parts/fields.tsx";
import { ItemThumb } from "../parts/item-thumb.tsx";
import { PictureEditor } from "../parts/picture-editor.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { call } from "../state/api.ts";
import { remove } from "../state/items.ts";
import { findItem, images, learnItem, playing, storage } from "../state/node.ts";
import { isDark, play, rateNow } from "../state/play.ts";
import { go, hrefOf, place } from "../state/route.ts";
import { attempt, complain, say } from "../state/toasts.ts";
import { sendPicture } from "../state/uploads.ts";
import * as T from "../strings.ts";

export function Images() {
  const [file, setFile] = useState<File | undefined>(undefined);
  const image = findItem("image", place.value) as ImageView | undefined;
  return (
    <>
      <div class="row">
        <h1 class="grow">{T.screens.images}</h1>
        <label class="button main">
          {T.imagesAdd}
          <input
            class="hidden"
            type="file"
            accept="image/*"
            onChange={({ currentTarget }) => {
              setFile(currentTarget.files?.[0]);
              currentTarget.value = "";
            }}
          />
        </label>
      </div>
      {storage.value && <p class="quiet">{T.imagesLeft(T.bytes(storage.value.free))}</p>}
      <ul class="grid">
        {images.value.map((each) => (
          <li key={each.id}>
            <a class="tile" href={hrefOf("images", each.id)}>
              <ItemThumb playable={{ kind: "image", item: each }} />
              <span dir="auto">{each.name}</span>
              <small>{each.complete ? T.imagesSize(each.width, each.height) : T.imagesOnTheWay}</small>
            </a>
          </li>
        ))}
      </ul>
      {images.value.length === 0 && <p class="quiet">{T.imagesEmpty}</p>}
      {image && <Details image={image} key={image.id} />}
      {file && <PictureEditor file={file} onClose={() => setFile(undefined)} />}
    </>
  );
}

function Details({ image }: { image: ImageView }) {
  const [name, setName] = useState(image.name);
  const show = useShow({ kind: "image", item: image }, rateNow.value);
  const { kind, item } = playing.value ?? {};
  const isOn = kind === "image" && item?.id === image.id && !isDark.value;
  const rename = () =>
    attempt(async () => {
      learnItem("image", await call("PUT", `/api/images/${image.id}`, { name }, { repeat: true }));
      say(T.saved);
    });
  return (
    <Sheet title={image.name} onClose={() => go("images")}>
      <DiscView show={show} label={T.playPreview(image.name)} />
      <Around width={image.width} />
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <TextField label={T.name} value={name} onInput={setName} />
        {name !== image.name && (
          <button type="submit" class="main">
            {T.rename}
          </button>
        )}
      </form>
      <div class="row">
        <button type="button" class="danger" onClick={() => void drop(image)}>
          {T.remove}
        </button>
        <button type="button" class="main" disabled={isOn} onClick={() => void play("image", image)}>
          {isOn ? T.imagesPlaying : T.screens.play}
        </button>
      </div>
    </Sheet>
  );
}

/** Deletes a picture; its pixels are kept here, so that it can come back. */
async function drop(image: ImageView): Promise<void> {
  const { id, name, index } = image;
  const pixels = image.complete ? await attempt(() => loadPixels(image)) : undefined;
  go("images");
  await remove(
    "image",
    image,
    pixels && (() => void sendPicture({ id, name, index, pixels }).catch(complain)),
  );
}
