import fc from "fast-check";

/**
 * A seed with up to six faults: noise or poison in place of some bytes, a cut. Most inputs get past the first check of a parser,
 * unlike noise. `reach` is how far into the seed faults lie; one of so many `cuts` is whole.
 */
export function mutated(
  seeds: readonly Uint8Array[],
  poison: readonly Uint8Array[],
  reach = 1000,
  cuts = 5,
): fc.Arbitrary<Uint8Array> {
  const fault = fc.tuple(
    fc.nat(reach),
    fc.nat(8),
    fc.oneof(fc.constantFrom(...poison), fc.uint8Array({ maxLength: 3 })),
  );
  return fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(fault, { maxLength: 6 }),
      fc.option(fc.nat(reach), { freq: cuts }),
    )
    .map(([seed, faults, cut]) => {
      let bytes = Buffer.from(seed);
      for (const [where, length, middle] of faults) {
        const at = where % (bytes.length + 1);
        bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + length)]);
      }
      return new Uint8Array(cut === null ? bytes : bytes.subarray(0, cut));
    });
}

/** What parsers of lines of JSON may not expect, between two bytes or over some. */
export const JSON_POISON: readonly Uint8Array[] = [
  ...'\n|\r\n|{|}|[|]|:|,|"|\\|null|true|-1|1e999|0.5|99999999999999999999|{}|[]|\\u0000|__proto__|\0|\u00e9|65536'.split(
    "|",
  ),
  "a".repeat(200),
  "[".repeat(50),
  '"dark":true,',
  '"to":"0a0000000001",',
].map((text) => new Uint8Array(Buffer.from(text)));
