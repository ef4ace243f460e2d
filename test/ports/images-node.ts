import { NodeImages } from "../../hosts/node/node-images.ts";
import { encodeBmp } from "../pov/bmp-encoder.ts";
import type { MemoryFiles } from "../pov/memory-files.ts";
import { type ImagesHarness, listen } from "./images-suite.ts";

/** The desktop's decoders, in real time. */
export function makeNode(files: MemoryFiles): ImagesHarness {
  const images = new NodeImages(files);
  return {
    images,
    soon(callback: () => void) {
      setImmediate(callback);
    },
    async settle(promise: Promise<unknown>) {
      await promise;
    },
    async idle() {
      // One at a time and in order: when this one has ended, all before it have.
      files.stored.set("idle", encodeBmp({ width: 1, height: 1, bits: 24, value: () => 0 }));
      await listen(images, "idle").ended;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
