import type { HttpExchange } from "../net/http-exchange.ts";
import type { BodySink } from "../net/http-stream.ts";
import { MultipartParser } from "../net/multipart.ts";
import { boundaryOf, displayName } from "../net/multipart-names.ts";
import { queryValue } from "../net/url.ts";
import { checkTitle, makeTitle, refuse } from "./checks.ts";
import type { StoredPicture, Upload, Uploads } from "./uploads.ts";

const FORM_TYPE = "multipart/form-data";

/**
 * Takes a picture in from a request's body, a form or the file itself, and hands it over with its title once it is stored.
 * The name of a file says the size of a raw picture; of a body without a form it comes as `?name=`.
 */
export class PictureSink implements BodySink {
  private readonly uploads: Uploads;
  private readonly exchange: HttpExchange;
  private readonly keep: (picture: StoredPicture, title: string) => void;
  private readonly form: MultipartParser | undefined;
  private upload: Upload | undefined;
  private filename = "";
  private title: string | undefined;

  /** `keep` answers; what it throws is the answer. Throws PoiError for a request that cannot be one for a picture. */
  constructor(
    uploads: Uploads,
    exchange: HttpExchange,
    keep: (picture: StoredPicture, title: string) => void,
  ) {
    this.uploads = uploads;
    this.exchange = exchange;
    this.keep = keep;
    const type = exchange.request.contentType ?? "";
    if (type.slice(0, FORM_TYPE.length).toLowerCase() === FORM_TYPE) this.form = this.readForm(type);
    else this.begin(displayName(queryValue(exchange.request.query, "name") ?? ""));
  }

  onBytes(bytes: Uint8Array): void {
    if (this.form === undefined) {
      this.upload?.bytes(bytes);
      return;
    }
    const error = this.form.push(bytes);
    if (error !== undefined) throw error;
  }

  onEnd(): void {
    const error = this.form?.finish();
    if (error !== undefined) {
      this.onAbort();
      throw error;
    }
    if (this.upload === undefined) {
      refuse("The form must hold a file, got none.", "Send one, as in curl -F image=@picture.png.");
    }
    this.upload.end();
  }

  onAbort(): void {
    this.upload?.cancel();
  }

  private readForm(type: string): MultipartParser {
    const boundary = boundaryOf(type);
    if (boundary === undefined)
      refuse("A form must name its boundary, got none.", "Let your client set Content-Type.");
    return new MultipartParser(boundary, {
      onField: (field, value) => {
        if (field === "name") this.title = checkTitle("name", value);
      },
      onFile: (filename) => this.begin(filename),
      onFileBytes: (bytes) => this.upload?.bytes(bytes),
      onFileEnd: () => {},
    });
  }

  private begin(filename: string): void {
    this.filename = filename;
    this.upload = this.uploads.begin(filename, {
      onDone: (picture) => {
        try {
          this.keep(picture, this.title ?? titleOf(this.filename));
        } catch (error) {
          this.exchange.fail(error);
        }
      },
      onError: (error) => this.exchange.fail(error),
    });
  }
}

/** What a picture is called after its file: "sunset" for "sunset.png". */
export function titleOf(filename: string): string {
  const dot = filename.lastIndexOf(".");
  return makeTitle(dot > 0 ? filename.slice(0, dot) : filename, "Picture");
}
