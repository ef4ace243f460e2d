import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { TURNS_PER_S } from "../light/disc.ts";
import {
  boxOf,
  type Cut,
  pixelsOfPicture,
  readPicture,
  type Tone,
  tonePixels,
} from "../light/picture-source.ts";
import { darkShow, type Pixels, pictureShow } from "../light/show.ts";
import { device } from "../state/node.ts";
import { play } from "../state/play.ts";
import { complain, say } from "../state/toasts.ts";
import { cancelUpload, sendPicture, upload } from "../state/uploads.ts";
import { TEXT } from "../strings.ts";
import { CropView } from "./crop-view.tsx";
import { DiscView } from "./disc-view.tsx";
import { Choice, Slider, TextField } from "./fields.tsx";
import { Sheet } from "./sheet.tsx";

const WORDS = TEXT.images;
const ASPECTS = { whole: 0, square: 1, wide: 3 } as const;
type Shape = keyof typeof ASPECTS;
/** A moving finger waits for no picture: it is made once the finger rests. */
const REST_MS = 100;

/** A file from the camera roll on its way to the LEDs: cut out, lighter or harder, seen as it will spin. */
export function PictureEditor({ file, onClose }: { file: File; onClose(): void }) {
  const [image, setImage] = useState<HTMLImageElement | undefined>(undefined);
  const [shape, setShape] = useState<Shape>("whole");
  const [cut, setCut] = useState<Cut>({ aspect: 0, zoom: 1, x: 0.5, y: 0.5 });
  const [tone, setTone] = useState<Tone>({ contrast: 0, brighten: 0 });
  const [name, setName] = useState(file.name.replace(/\.[^.]*$/, "").slice(0, 60) || WORDS.untitled);
  useEffect(() => {
    readPicture(file).then(setImage, () => {
      complain(WORDS.unreadable);
      onClose();
    });
  }, [file]);
  const pixels = usePixels(image, cut, tone);
  const show = useMemo(() => {
    return pixels ? pictureShow(pixels, pixels.width * 2 * TURNS_PER_S) : darkShow(1);
  }, [pixels]);
  const send = async () => {
    try {
      const made = await sendPicture({ name: name.trim() || WORDS.untitled, pixels: pixels! });
      if (made === undefined) return;
      say(WORDS.uploaded(made.name), { label: TEXT.screens.play, run: () => void play("image", made) });
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Sheet title={WORDS.edit} onClose={onClose}>
      <div class="pair">
        {image && <CropView image={image} cut={cut} onCut={setCut} />}
        <figure>
          <DiscView show={show} label={WORDS.asSpun} />
          <figcaption class="quiet">
            {WORDS.asSpun} {pixels && WORDS.size(pixels.width, pixels.height)}
          </figcaption>
        </figure>
      </div>
      <Choice
        label={WORDS.fill}
        value={shape}
        options={WORDS.shapes}
        onInput={(next) => {
          setShape(next);
          setCut({ ...cut, aspect: ASPECTS[next] });
        }}
      />
      <Slider
        label={WORDS.zoom}
        value={cut.zoom}
        min={1}
        max={6}
        step={0.05}
        shown={`${cut.zoom.toFixed(1)} ×`}
        onInput={(zoom) => setCut({ ...cut, zoom })}
      />
      <ToneSlider
        label={WORDS.contrast}
        value={tone.contrast}
        onInput={(contrast) => setTone({ ...tone, contrast })}
      />
      <ToneSlider
        label={WORDS.brighten}
        value={tone.brighten}
        onInput={(brighten) => setTone({ ...tone, brighten })}
      />
      <TextField label={TEXT.name} value={name} onInput={setName} />
      {upload.value === undefined ? (
        <button type="button" class="main" disabled={pixels === undefined} onClick={() => void send()}>
          {WORDS.upload}
        </button>
      ) : (
        <UploadProgress />
      )}
    </Sheet>
  );
}

function ToneSlider(props: { label: string; value: number; onInput(value: number): void }) {
  const { label, value, onInput } = props;
  const shown = `${value > 0 ? "+" : ""}${Math.round(value * 100)}`;
  return (
    <Slider label={label} value={value} min={-0.9} max={0.9} step={0.05} shown={shown} onInput={onInput} />
  );
}

export function UploadProgress() {
  const { part, trouble } = upload.value!;
  return (
    <div class="row">
      <div class="grow" role="status">
        {trouble || WORDS.uploading(part)}
        <progress value={part} aria-label={WORDS.upload} />
      </div>
      <button type="button" class="round" onClick={cancelUpload}>
        {TEXT.cancel}
      </button>
    </div>
  );
}

/** The pixels that the LEDs will have, made anew once a finger rests. */
function usePixels(image: HTMLImageElement | undefined, cut: Cut, tone: Tone): Pixels | undefined {
  const [plain, setPlain] = useState<Pixels | undefined>(undefined);
  const leds = device.value?.leds ?? 32;
  const first = useRef(true);
  useEffect(() => {
    if (image === undefined) return undefined;
    const make = () => {
      setPlain(pixelsOfPicture(image, boxOf(image.naturalWidth, image.naturalHeight, cut), leds));
    };
    const timer = setTimeout(make, first.current ? 0 : REST_MS);
    first.current = false;
    return () => clearTimeout(timer);
  }, [image, cut, leds]);
  return useMemo(() => plain && tonePixels(plain, tone), [plain, tone]);
}
