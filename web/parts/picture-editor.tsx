import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { TURNS_PER_S } from "../light/disc.ts";
import { boxOf, type Cut, contrasted, pixelsOfPicture, readPicture } from "../light/picture-source.ts";
import { darkShow, type Pixels, pictureShow } from "../light/show.ts";
import { leds } from "../state/node.ts";
import { play } from "../state/play.ts";
import { complain, say } from "../state/toasts.ts";
import { sendPicture, upload } from "../state/uploads.ts";
import * as T from "../strings.ts";
import { CropView } from "./crop-view.tsx";
import { DiscView } from "./disc-view.tsx";
import { Choice, Slider, TextField } from "./fields.tsx";
import { Sheet } from "./sheet.tsx";
import { UploadProgress } from "./upload-progress.tsx";

const ASPECTS = { whole: 0, square: 1, wide: 3 } as const;
type Shape = keyof typeof ASPECTS;
/** A moving finger waits for no picture: it is made once the finger rests. */
const REST_MS = 100;

/** A file from the camera roll on its way to the LEDs: cut out, lighter or harder, seen as it will spin. */
export function PictureEditor({ file, onClose }: { file: File; onClose(): void }) {
  const [image, setImage] = useState<HTMLImageElement | undefined>(undefined);
  const [shape, setShape] = useState<Shape>("whole");
  const [cut, setCut] = useState<Cut>({ aspect: 0, zoom: 1, x: 0.5, y: 0.5 });
  const [contrast, setContrast] = useState(0);
  const [name, setName] = useState(file.name.replace(/\.[^.]*$/, "").slice(0, 60) || T.imagesUntitled);
  useEffect(() => {
    readPicture(file).then(setImage, () => {
      complain(T.imagesUnreadable);
      onClose();
    });
  }, [file]);
  const pixels = usePixels(image, cut, contrast);
  const show = useMemo(() => {
    return pixels ? pictureShow(pixels, pixels.width * 2 * TURNS_PER_S) : darkShow();
  }, [pixels]);
  const send = async () => {
    try {
      const made = await sendPicture({ name: name.trim() || T.imagesUntitled, pixels: pixels! });
      if (made === undefined) return;
      say(T.imagesUploaded(made.name), { label: T.screens.play, run: () => void play("image", made) });
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Sheet title={T.imagesEdit} onClose={onClose}>
      <div class="pair">
        {image && <CropView image={image} cut={cut} onCut={setCut} />}
        <figure>
          <DiscView show={show} label={T.imagesAsSpun} />
          <figcaption class="quiet">
            {T.imagesAsSpun} {pixels && T.imagesSize(pixels.width, pixels.height)}
          </figcaption>
        </figure>
      </div>
      <Choice
        label={T.imagesFill}
        value={shape}
        options={T.imagesShapes}
        onInput={(next) => {
          setShape(next);
          setCut({ ...cut, aspect: ASPECTS[next] });
        }}
      />
      <Slider
        label={T.imagesZoom}
        value={cut.zoom}
        min={1}
        max={6}
        step={0.05}
        shown={`${cut.zoom.toFixed(1)} ×`}
        onInput={(zoom) => setCut({ ...cut, zoom })}
      />
      <Slider
        label={T.imagesContrast}
        value={contrast}
        min={-0.9}
        max={0.9}
        step={0.05}
        shown={`${Math.round(contrast * 100)} %`}
        onInput={setContrast}
      />
      <TextField label={T.name} value={name} onInput={setName} />
      {upload.value === undefined ? (
        <button type="button" class="main" disabled={pixels === undefined} onClick={() => void send()}>
          {T.uploadLabel}
        </button>
      ) : (
        <UploadProgress />
      )}
    </Sheet>
  );
}

/** The pixels that the LEDs will have, made anew once a finger rests. */
function usePixels(image: HTMLImageElement | undefined, cut: Cut, contrast: number): Pixels | undefined {
  const [plain, setPlain] = useState<Pixels | undefined>(undefined);
  const first = useRef(true);
  useEffect(() => {
    if (image === undefined) return undefined;
    const make = () => {
      setPlain(pixelsOfPicture(image, boxOf(image.naturalWidth, image.naturalHeight, cut), leds.value));
    };
    const timer = setTimeout(make, first.current ? 0 : REST_MS);
    first.current = false;
    return () => clearTimeout(timer);
  }, [image, cut, leds.value]);
  return useMemo(() => plain && contrasted(plain, contrast), [plain, contrast]);
}
