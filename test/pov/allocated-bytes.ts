const COUNTED = ["Uint8Array", "Uint16Array", "Int32Array", "Uint32Array", "Float64Array"] as const;

/** Bytes of all typed arrays that `work` makes by `new`, dead ones included: an upper bound of what it holds, the same on every run. */
export function allocatedBytes(work: () => void): number {
  const scope = globalThis as unknown as Record<string, new (...args: unknown[]) => ArrayBufferView>;
  const originals = COUNTED.map((name) => scope[name]!);
  let bytes = 0;
  COUNTED.forEach((name, i) => {
    scope[name] = new Proxy(originals[i]!, {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget) as ArrayBufferView;
        bytes += made.byteLength;
        return made;
      },
    });
  });
  try {
    work();
  } finally {
    COUNTED.forEach((name, i) => {
      scope[name] = originals[i]!;
    });
  }
  return bytes;
}
