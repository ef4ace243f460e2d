import type { HttpCall, HttpFailure } from "../../src/net/http-call.ts";
import type { HttpResponse } from "../../src/net/http-response.ts";
import { textOf } from "./http-fakes.ts";

/** What came of a call. */
export class Outcome {
  response: HttpResponse | undefined;
  failure: HttpFailure | undefined;
  message = "";
  heads = 0;
  ends = 0;
  private readonly parts: string[] = [];

  call(fields: Partial<HttpCall>, streamed = false): HttpCall {
    const call: HttpCall = {
      address: "10.0.0.2",
      port: 80,
      method: "GET",
      path: "/x",
      ...fields,
      onHead: () => void this.heads++,
      onDone: (response) => {
        this.response = response;
        this.ends++;
        fields.onDone?.(response);
      },
      onError: (failure, message) => {
        this.failure = failure;
        this.message = message;
        this.ends++;
      },
    };
    if (streamed) call.onBytes = (bytes) => void this.parts.push(textOf(bytes));
    return call;
  }

  get text(): string {
    return this.parts.length > 0 ? this.parts.join("") : textOf(this.response?.body ?? new Uint8Array());
  }
}
